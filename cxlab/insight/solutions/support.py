"""The data that a draft stands on: what speaks for its key point now, beside what did when it was drafted."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cxlab.insight.keypoints.ingredients import named, strongest
from cxlab.insight.solutions.draft import Drafts

COLUMNS = ["measure", "value", "low", "high", "n", "unit", "source"]
_UNITS = {"worth": "count", "what_if": "score"}
_SOURCES = {"must_be": "kano", "driver": "drivers", "shortfall": "drivers", "what_if": "drivers"}
SIDES = ("topic", "touchpoint", "feature", "item")


def data_support(evidence: pd.DataFrame, links: pd.DataFrame, *, what_if: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return all numbers that speak for key points, each with its unit and the chapter that it comes from.

    Parameters
    ----------
    evidence
        From `keypoints.ingredients.ingredients`; an ingredient that is missing stays out.
    links
        `crosswalk.Crosswalk.links`.
    what_if
        `WhatIfResult.drivers` with a column ``n``: the item of a point whose change is largest speaks for it.

    Returns
    -------
    DataFrame
        ``point``, ``measure``, ``value``, ``low``, ``high``, ``n``, ``unit`` (see `cxlab.numbers`), ``source`` (slug of
        the chapter); points in the order of `evidence`.
    """
    there = evidence[evidence["missing"] == ""].rename(columns={"ingredient": "measure"})
    rows = [there[["point", "measure", "value", "low", "high", "n"]]]
    if what_if is not None:
        rows.append(_lifts(evidence["point"].unique(), links, what_if))
    table = pd.concat(rows, ignore_index=True)
    table["unit"] = table["measure"].map(_UNITS).fillna("percent").astype("str")
    table["source"] = table["measure"].map(_SOURCES).fillna("keypoints").astype("str")
    order = {point: place for place, point in enumerate(evidence["point"].unique())}
    return table.sort_values("point", key=lambda column: column.map(order), kind="stable", ignore_index=True)


def supported(drafts: Drafts, support: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return the data of each draft: the numbers of this run, beside those that it was drafted on.

    Returns
    -------
    DataFrame
        ``solution``, ``point``, the columns of `data_support`, and ``then`` (the value at drafting; NaN where the draft
        does not mention it). What only the draft knows has an empty ``point``, its value in ``then`` and NaN in
        ``value``, so that an old number is never taken for one of today.
    """
    rows = []
    known = list(support["point"].unique())
    for id, draft in drafts.solutions.items():
        then = {one.measure: one for one in draft.data}
        now = support[support["point"].isin(points_of(draft.about, links, known))]
        rows.append(now.assign(solution=id, then=[_value(then.get(measure)) for measure in now["measure"]]))
        old = [one for measure, one in then.items() if measure not in set(now["measure"])]
        rows.append(
            pd.DataFrame(
                [
                    {"solution": id, "point": "", "measure": one.measure, "unit": one.unit, "then": one.value}
                    | {"source": one.source, "n": 0}
                    for one in old
                ]
            )
        )
    columns = ["solution", "point", *COLUMNS, "then"]
    filled = [frame for frame in rows if len(frame)]
    if not filled:
        return pd.DataFrame(columns=columns)
    return pd.concat(filled, ignore_index=True).reindex(columns=columns)


def points_of(about: Iterable[str], links: pd.DataFrame, points: Iterable[str]) -> list[str]:
    """Return the key points that subjects are; one that is none is looked for by its touchpoints and topics."""
    points, near = list(points), set()
    for subject in about:
        ties = [f"{side}:{name}" for side in ("touchpoint", "topic") for name in _linked(subject, links, side)]
        near |= {subject} if subject in points else set(ties)
    return [point for point in points if point in near]


def items_of(about: Iterable[str], links: pd.DataFrame) -> list[str]:
    """Return the survey items that the crosswalk ties to subjects."""
    return list(dict.fromkeys(item for subject in about for item in _linked(subject, links, "item")))


def backed(support: pd.DataFrame) -> set[str]:
    """Return the solutions for which `supported` has a number of today."""
    return set(support.loc[support["value"].notna(), "solution"])


def largest(support: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return one row a solution from `supported`: today's number of `measure`, at the point where it is largest."""
    rows = support[(support["measure"] == measure) & support["value"].notna()]
    ordered = rows.sort_values(["value", "point"], ascending=[False, True], kind="stable")
    return ordered.drop_duplicates("solution").sort_values("solution", ignore_index=True)


def _lifts(points: Iterable[str], links: pd.DataFrame, what_if: pd.DataFrame) -> pd.DataFrame:
    found = [(point, strongest(what_if, "driver", items_of([point], links), "change")) for point in points]
    rows = [(point, best["change"], best["low"], best["high"], best["n"]) for point, best in found if best is not None]
    return pd.DataFrame(rows, columns=["point", "value", "low", "high", "n"]).assign(measure="what_if")


def _linked(subject: str, links: pd.DataFrame, side: str) -> list[str]:
    return named(links, subject, side) if subject.partition(":")[0] in SIDES else []


def _value(one: object) -> float:
    return float(getattr(one, "value", float("nan")))
