"""The data that a draft stands on: what speaks for its key point now, beside what did when it was drafted."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cxlab.insight.keypoints.ingredients import named, strongest
from cxlab.insight.solutions.draft import Drafts, Evidence

COLUMNS = ["measure", "value", "low", "high", "n", "unit", "source"]
_UNITS = {"worth": "count", "what_if": "score"}
_SOURCES = {"must_be": "kano", "driver": "drivers", "shortfall": "drivers", "what_if": "drivers"}
_KINDS = {"point": "str", "measure": "str", **dict.fromkeys(("value", "low", "high"), "float64"), "n": "int64"}
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
    order = {point: place for place, point in enumerate(evidence["point"].unique())}
    rows = [evidence[evidence["missing"] == ""].rename(columns={"ingredient": "measure"})]
    if what_if is not None:
        rows.append(_lifts(order, links, what_if))
    table = pd.concat(rows, ignore_index=True)[list(_KINDS)].astype(_KINDS)
    table["unit"] = table["measure"].map(_UNITS).fillna("percent").astype("str")
    table["source"] = table["measure"].map(_SOURCES).fillna("keypoints").astype("str")
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
    known = list(support["point"].unique())
    rows = [
        _beside(draft.data, support[support["point"].isin(points_of(draft.about, links, known))]).assign(solution=id)
        for id, draft in drafts.solutions.items()
    ]
    there = [frame for frame in rows if len(frame)] or [support.head(0).assign(solution="", then=float("nan"))]
    return pd.concat(there, ignore_index=True)[["solution", "point", *COLUMNS, "then"]]


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


def _beside(then: Iterable[Evidence], now: pd.DataFrame) -> pd.DataFrame:
    """Return today's rows with what the draft stood on, and below them what only the draft knows."""
    old = {one.measure: one for one in then}
    known = now.assign(then=now["measure"].map({measure: one.value for measure, one in old.items()}).astype("float64"))
    gone = [
        {"point": "", "measure": measure, "n": 0, "unit": one.unit, "source": one.source, "then": one.value}
        for measure, one in old.items()
        if measure not in set(now["measure"])
    ]
    return pd.concat([known, pd.DataFrame(gone)], ignore_index=True) if gone else known


def _linked(subject: str, links: pd.DataFrame, side: str) -> list[str]:
    return named(links, subject, side) if subject.partition(":")[0] in SIDES else []
