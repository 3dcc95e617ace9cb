"""What a good draft has: frame, key points, main line, connections, correspondence (框架、关键点、主线、连通、对应)."""

from __future__ import annotations

import pandas as pd

from cxlab.cells import SMALLEST

FRAME = 0.8
"""Share of texts that the study's touchpoints should hold."""
HALF = 0.5
FEW = 1 / 3
"""Half of what is said should stand at no more than a third of the touchpoints."""


def checklist(
    points: pd.DataFrame, coverage: pd.DataFrame, voices: pd.DataFrame, connections: pd.DataFrame
) -> pd.DataFrame:
    """Say which of the five marks of a good draft this one has.

    The marks are METHOD's; how each is counted and its threshold are our own. A touchpoint has evidence from five
    people with a problem on.

    1. ``frame``: texts that stand on the map, of all texts; passed from 80 % on.
    2. ``key_points``: the fewest touchpoints that hold half of the people, of those with evidence; passed up to a
       third (a map on which all places weigh alike tells nobody where to begin).
    3. ``main_line``: stages with evidence in the longest unbroken run, of all stages; passed when it is all of them.
    4. ``connected``: stages with evidence in the largest group that ties lead through, of those with evidence;
       passed when it is all of them.
    5. ``correspondence``: touchpoints with evidence that have a process and a lead department, of those with
       evidence; passed when all do.

    Parameters
    ----------
    points, coverage, voices, connections
        From the functions of these names (`coverage`: `placed.Placed.coverage`).

    Returns
    -------
    DataFrame
        ``statement``, ``value``, ``of`` (both counts), ``passed``; five rows in this order. With nothing to count
        (``of`` 0) a mark is not passed.
    """
    people = points["touchpoint"].map(voices.set_index("touchpoint")["people"]).fillna(0)
    evident = people >= SMALLEST
    stages = list(dict.fromkeys(points["stage"]))
    spoken = [bool(evident[points["stage"] == stage].any()) for stage in stages]
    half = _fewest(people[evident].sort_values(ascending=False))
    owned = points["process"].notna() & points["lead"].notna() & evident
    stage_of = dict(zip(points["touchpoint"], points["stage"], strict=True))
    alive = {stage for stage, said in zip(stages, spoken, strict=True) if said}
    ties = [(stage_of[row[0]], stage_of[row[1]]) for row in connections[["source", "target"]].itertuples(index=False)]
    texts, placed = (int(coverage[column].sum()) for column in ("texts", "placed"))
    evidence = int(evident.sum())
    rows = [
        ("frame", placed, texts, placed >= FRAME * texts),
        ("key_points", half, evidence, half <= FEW * evidence),
        ("main_line", _longest_run(spoken), len(stages), all(spoken)),
        ("connected", _largest_group(alive, ties), len(alive), _largest_group(alive, ties) == len(alive)),
        ("correspondence", int(owned.sum()), evidence, bool(owned.sum() == evidence)),
    ]
    table = pd.DataFrame(rows, columns=["statement", "value", "of", "passed"])
    return table.assign(passed=table["passed"] & (table["of"] > 0))


def _fewest(people: pd.Series) -> int:
    """Return how many of the largest numbers make up half of their sum."""
    return int((people.cumsum().shift(fill_value=0) < HALF * people.sum()).sum())


def _longest_run(flags: list[bool]) -> int:
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


def _largest_group(names: set[str], ties: list[tuple[str, str]]) -> int:
    """Return the size of the largest set of names that ties connect."""
    group = {name: {name} for name in names}
    for first, second in ties:
        if first in names and second in names and group[first] is not group[second]:
            merged = group[first] | group[second]
            group.update(dict.fromkeys(merged, merged))
    return max((len(members) for members in group.values()), default=0)
