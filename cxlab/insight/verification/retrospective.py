"""What is known for looking back at an action, under the five headings of a retrospective (复盘)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxlab.insight.verification.actions import UNTOLD, Verified
from cxlab.insight.verification.placebos import IMPROVED

HEADINGS = ("communication", "execution", "reasoning", "errors", "plan")
NEXT = {
    "worked": "keep",
    "not_improved": "again",
    "cannot_tell": "wait",
    "worse": "undo",
    "displaced_or_silenced": "look",
}
"""What a verdict leads to: keep it, back to step one, wait, undo it, look where the complaints went."""
COLUMNS = ["action_id", "heading", "fact", "value", "unit", "names"]
NAN = float("nan")


class Fact(NamedTuple):
    """One fact under a heading, with a number or names where it has any."""

    heading: str
    fact: str
    value: float = NAN
    unit: str = ""
    names: tuple[str, ...] = ()


def retrospective(
    told: Sequence[Verified], plans: pd.DataFrame, *, noticed: pd.DataFrame, new: pd.DataFrame
) -> pd.DataFrame:
    """Return the facts under each heading for every action that has its verdict, and was tested for it.

    Parameters
    ----------
    plans, noticed, new
        From `plans.plans`, `noticed.noticed` and `since.new_problems`.

    Returns
    -------
    DataFrame
        ``action_id``, ``heading`` of `HEADINGS` (沟通, 执行, 思路, 错误, 方案), ``fact`` (a code), and its ``value`` in
        ``unit`` (see `cxlab.numbers`), missing and empty where it has none; ``names``: what it names (subjects, ids,
        days, or codes of verdicts, problems and guards as ``verdict_…``, ``problem_…``, ``guard_…``). What no table
        can know is left to the people who look back.
    """
    planned = {str(row["action_id"]): row for row in plans.to_dict("records")}
    rows = []
    for one in told:
        id = one.action.action_id
        if one.verdict.verdict != "observing" and one.verdict.caveats not in UNTOLD:
            spoken, fresh = noticed[noticed["action_id"] == id], new[new["action_id"] == id]
            rows += [(id, *fact) for fact in _facts(one, planned[id], spoken, fresh)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _facts(one: Verified, plan: Mapping[Any, Any], spoken: pd.DataFrame, fresh: pd.DataFrame) -> Iterator[Fact]:
    yield from _communication(plan, spoken)
    yield from _execution(one, plan)
    yield from _reasoning(one, plan)
    yield from _errors(one, plan, fresh)
    verdict = one.verdict
    yield Fact("plan", "verdict", names=(f"verdict_{verdict.verdict}",))
    if verdict.verdict == "cannot_tell" and verdict.until is None:
        yield Fact("plan", "register_again")
    else:
        yield Fact("plan", NEXT[verdict.verdict], names=(str(verdict.until),) if verdict.until else ())


def _communication(plan: Mapping[Any, Any], spoken: pd.DataFrame) -> Iterator[Fact]:
    if plan["days_ahead"] >= 0:
        yield Fact("communication", "ahead", float(plan["days_ahead"]), "count")
    elif plan["days_ahead"] < 0:
        yield Fact("communication", "late", float(-plan["days_ahead"]), "count")
    for mentions in spoken["mentions_after"]:
        yield Fact("communication", "noticed", float(mentions), "count")
    if spoken.empty:
        yield Fact("communication", "no_words")


def _execution(one: Verified, plan: Mapping[Any, Any]) -> Iterator[Fact]:
    sides = one.verdict.windows
    after = sides.loc[sides["side"] == "after", "periods"].sum() if len(sides) else 0
    yield Fact("execution", "periods", float(after), "count")
    if plan["ramp_days"]:
        yield Fact("execution", "ramp", float(plan["ramp_days"]), "count")
    yield (
        Fact("execution", "stop_loss", names=(plan["stop_loss"],))
        if plan["stop_loss"]
        else Fact("execution", "no_stop")
    )
    for problem in one.action.problems:
        if problem.code == "overlapping":
            yield Fact("execution", "overlapping", names=tuple(problem.found.split()))


def _reasoning(one: Verified, plan: Mapping[Any, Any]) -> Iterator[Fact]:
    ratio = one.verdict.scale == "ratio"
    unit = "percent_change" if ratio else "score"
    if np.isfinite(plan["target"]):
        yield Fact("reasoning", "target", float(plan["target"]), unit)
    if np.isfinite(one.verdict.effect):
        yield Fact("reasoning", "reached", one.verdict.effect - (1 if ratio else 0), unit)
    if np.isfinite(one.as_good) and one.verdict.verdict in IMPROVED:
        as_good = float(round(one.as_good * len(one.placebos)))
        yield Fact("reasoning", "placebos", as_good, "count", (str(len(one.placebos)),))
    if "trend" in one.verdict.caveats:
        yield Fact("reasoning", "trend")


def _errors(one: Verified, plan: Mapping[Any, Any], fresh: pd.DataFrame) -> Iterator[Fact]:
    codes = tuple(f"problem_{problem.code}" for problem in one.action.problems if problem.code != "overlapping")
    yield Fact("errors", "registration", names=codes) if codes else Fact("errors", "registered_well")
    if plan["wait"] == "too_early":
        yield Fact("errors", "too_early", names=(str(plan["enough_at"]),))
    elif plan["wait"] == "never":
        yield Fact("errors", "never_enough")
    failed = dict.fromkeys(one.guards.loc[one.guards["state"] == "failed", "guard"]) if len(one.guards) else {}
    if failed:
        yield Fact("errors", "guards_failed", names=tuple(f"guard_{guard}" for guard in failed))
    if len(fresh):
        yield Fact("errors", "new_problems", float(len(fresh)), "count", tuple(dict.fromkeys(fresh["topic"])))
