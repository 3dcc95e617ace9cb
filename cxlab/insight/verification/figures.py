"""The figure that a KPI names, measured from the rows that the caller has chosen for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cxlab.insight.periods import Every
from cxlab.insight.verification.registered import Registered
from cxlab.insight.verification.series import (
    Counts,
    complete,
    counts_by_period,
    exposure_by_period,
    means_by_period,
)

PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True)
class Figure:
    """What a KPI was measured with: `counts` by period (units in rows where there are controls), or `answers`."""

    counts: Counts | None = None
    exposure: Counts | None = None
    answers: pd.DataFrame | None = None


def counted(
    action: Registered,
    rows: pd.DataFrame,
    covers: tuple[dt.date, dt.date],
    *,
    exposure: pd.DataFrame | None = None,
    column: str = "orders",
    every: Every = "month",
) -> Figure:
    """Count the rows of an action's matter or channel by period; by unit where the action has control units.

    Parameters
    ----------
    rows
        Complaints of the matter or channel: ``received_at``, and ``customer_key``, ``unit`` where known.
    covers
        First and last day of the data; periods that reach beyond are left out.
    exposure
        Input table ``exposure``; not used for ``count:`` KPI, which are told per average month.
    column
        Its denominator.
    every
        ``week`` where an action is young or short; months otherwise: their noise is told more surely.
    """
    periods, by_unit = complete(covers, every), bool(action.control)
    channel = action.kpi is not None and action.kpi.form == "complaints"
    counts = counts_by_period(rows, covers, every=every, outages=not channel, by_unit=by_unit)
    if exposure is None or (action.kpi is not None and action.kpi.form == "count"):
        return Figure(counts)
    under = exposure_by_period(exposure, periods, column, by_unit=by_unit)
    if isinstance(counts, pd.DataFrame) and isinstance(under, pd.DataFrame):
        counts = counts.reindex(under.index).fillna(0).astype("int64")
    return Figure(counts, under)


def rated(action: Registered, ratings: pd.DataFrame, *, every: Every = "month") -> Figure:
    """Average the answers that an action's KPI names; NPS in points, other ratings on their scale (high = good)."""
    name = action.kpi.name if action.kpi else ""
    if name not in ratings or "answered_at" not in ratings:
        return Figure()
    scores = ratings[name].astype("float64")
    if name == "nps":
        scores = scores.map(
            lambda score: 100.0 * (score >= PROMOTER) - 100.0 * (score <= DETRACTOR), na_action="ignore"
        )
    return Figure(answers=means_by_period(ratings.assign(**{name: scores}), name, every=every))
