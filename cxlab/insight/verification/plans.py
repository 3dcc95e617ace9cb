"""The whole plan of each action as it was registered, beside the day on which its target could first be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from cxlab.insight.verification.figures import Figure
from cxlab.insight.verification.registered import Registered
from cxlab.insight.verification.series import Series, of_counts, of_means
from cxlab.insight.verification.waiting import until, until_units

COLUMNS = [
    *("action_id", "title", "owner", "department", "form", "matter", "effect", "target", "baseline"),
    *("registered_at", "start", "days_ahead", "ramp_days", "evaluate_at", "enough_at", "wait"),
    *("control_units", "stop_loss"),
]


def plans(registered: Sequence[Registered], figures: Mapping[str, Figure]) -> pd.DataFrame:
    """Return one row an action, in their order: what was fixed beforehand.

    Returns
    -------
    DataFrame
        `COLUMNS`; ``form`` and ``matter`` of the KPI; ``target`` as registered; ``baseline`` from its first to its last
        day (text, open where none was registered); ``days_ahead`` from registration to start (negative: registered
        late; missing without a date);
        ``enough_at`` from `enough`; ``wait``: *enough* (the evaluation date is not before it), *too_early*, *never*
        (not within five years) or *unknown* (no target, no data, no date); ``control_units`` their number. Days are
        dates or None.
    """
    rows = []
    for one in registered:
        plan, kpi = one.plan, one.kpi
        told = enough(one, figures.get(one.action_id, Figure()))
        ahead = (one.start - one.registered_at).days if one.registered_at else None
        first, last = plan.baseline or (None, None)
        rows.append({
            "action_id": one.action_id, "title": one.title, "owner": one.owner, "department": one.department,
            "form": kpi.form if kpi else "", "matter": kpi.name if kpi else one.kpi_text,
            "effect": plan.effect, "target": plan.target,
            "baseline": f"{'' if first in (None, dt.date.min) else first} – {last or ''}",
            "registered_at": one.registered_at, "start": one.start, "days_ahead": ahead, "ramp_days": plan.ramp_days,
            "evaluate_at": plan.evaluate_at, "enough_at": told,
            "wait": _wait(one, told, figures.get(one.action_id, Figure())),
            "control_units": len(one.control), "stop_loss": one.stop_loss,
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"target": "float64", "days_ahead": "float64"})


def enough(action: Registered, figure: Figure) -> dt.date | None:
    """Return the last day of the first period by which the registered target has 80 % power.

    Only the baseline is looked at, so that the day could have been known when the action was registered; it stays
    the same whatever happened since. None without a target, without data before, or where five years would not do.
    """
    shown = figure.answers if figure.answers is not None else figure.counts
    if shown is None or not action.testable or shown.size == 0:
        return None
    plan = action.plan
    begin = action.start + dt.timedelta(days=plan.ramp_days)
    if action.control and isinstance(figure.counts, pd.DataFrame):
        treated = tuple(str(unit) for unit in figure.counts.index if unit not in action.control)
        against = replace(plan, treated=treated)
        own = figure.counts.loc[list(treated)]
        before = _baseline(of_counts(own, action.start, against))
        return until_units(figure.counts, before, against, begin) if before.labels else None
    if figure.answers is not None:
        before = _baseline(of_means(figure.answers, action.start, plan))
    else:
        before = _baseline(of_counts(shown, action.start, plan, figure.exposure))
    return until(before, plan, begin)


def _wait(action: Registered, told: dt.date | None, figure: Figure) -> str:
    last = action.plan.evaluate_at
    if (
        last is None
        or action.plan.target is None
        or not action.testable
        or (figure.counts is None and figure.answers is None)
    ):
        return "unknown"
    if told is None:
        return "never"
    return "enough" if last >= told else "too_early"


def _baseline(series: Series) -> Series:
    return series.only(series.side == "before")
