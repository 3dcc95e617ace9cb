"""What an action fixed beforehand, and which periods therefore count as before, after or neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.verification.days import days_of
from cxlab.study import Event

Window = tuple[dt.date, dt.date]
Side = Literal["before", "left_out", "after", "later"]


@dataclass(frozen=True)
class Plan:
    """What was registered before the start; every field may be left at its default.

    Parameters
    ----------
    target
        Change that was promised: -0.25 is a quarter less of a rate or count, 0.2 two tenths of a point more of a mean.
    better
        Which way is good: ``lower`` for complaints, ``higher`` for satisfaction.
    effect
        ``level``: a step at the start. ``slope``: a bend, told as the change reached in the last period after.
    baseline
        First and last day of the periods before; None takes all periods before the start.
    leave_out
        Windows in which the problem was picked, or that something else spoilt; never part of the baseline.
    evaluate_at
        The one day up to which data count; None takes all there are.
    ramp_days
        Days from the start until the action works in full; their periods are neither before nor after.
    treated
        Units that got the action; empty means all.
    events
        Holidays of the study's calendar, allowed for in weeks where the baseline covers a year.
    """

    target: float | None = None
    better: Literal["lower", "higher"] = "lower"
    effect: Literal["level", "slope"] = "level"
    baseline: Window | None = None
    leave_out: tuple[Window, ...] = ()
    evaluate_at: dt.date | None = None
    ramp_days: int = 0
    treated: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


def sides(periods: Sequence[str], at: dt.date, plan: Plan) -> pd.Series:
    """Return ``before``, ``left_out``, ``after`` or ``later`` (than the evaluation date) for every period label.

    A period counts only where all of its days lie on one side. What lies between the end of the baseline and the
    start is left out: the problem was picked there, and what was picked at its worst comes down by itself
    (regression to the mean).

    Raises
    ------
    InputError
        When the baseline, or a window left out, ends before it begins.
    """
    for first, last in [*([plan.baseline] if plan.baseline else []), *plan.leave_out]:
        if last < first:
            raise InputError(f"The window {first} to {last} ends before it begins; write the earlier day first.")
    return pd.Series([_side(label, at, plan) for label in periods], index=list(periods), dtype="str")


def _side(label: str, at: dt.date, plan: Plan) -> Side:
    first, last = (day.date() for day in days_of(label))
    if plan.evaluate_at is not None and last > plan.evaluate_at:
        return "later"
    if first >= at + dt.timedelta(days=plan.ramp_days):
        return "after"
    inside = plan.baseline is None or (first >= plan.baseline[0] and last <= plan.baseline[1])
    spoilt = any(first <= end and last >= begin for begin, end in plan.leave_out)
    return "before" if last < at and inside and not spoilt else "left_out"
