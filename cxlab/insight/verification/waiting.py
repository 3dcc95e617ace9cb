"""How long to wait until a registered target could be told from no change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.verification.days import days_of
from cxlab.insight.verification.design import EFFECT, columns, months
from cxlab.insight.verification.fit import Fit, covariance_of
from cxlab.insight.verification.memory import Floats
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.series import Series
from cxlab.insight.verification.verdict import LEVEL

POWER = 0.80
MOST_MONTHS = 60
GONE = -0.99


def until(series: Series, plan: Plan, begin: dt.date) -> dt.date | None:
    """Return the last day of the first period by which the target has 80 % power, None within five years.

    Dispersion, autocorrelation and level are those of the periods so far; the periods to come are as exposed as the
    last twelve. Only what was known on the evaluation date is used, so that the date stays the same when it is asked
    for again later; once it has passed, the action is due to be registered for a second evaluation.

    Parameters
    ----------
    series
        Periods before and, where there are any, after.
    begin
        First day that counts as after.
    """
    before = series.only(series.side == "before")
    if plan.target is None or not before.labels or before.values.sum() == 0:
        return None
    noise = _noise(series, plan)
    goal = abs(plan.target if series.means else np.log1p(max(plan.target, GONE)))
    labels, side = list(series.labels), list(series.side)
    for label in _following(labels[-1]):
        if days_of(label)[0].date() < begin:
            continue
        labels, side = [*labels, label], [*side, "after"]
        marked = pd.Series(side, index=labels)
        design = columns(labels, marked, plan)
        if noise is None or len(design) <= design.shape[1]:
            continue
        weight = _information(series, marked, 1 + plan.target)
        shape = np.sqrt(weight / weight.mean()) if series.means else np.ones_like(weight)
        spread, freedom = covariance_of(design, weight, noise.memory.variance(months(labels), shape), weight)
        needed = stats.t.ppf(0.5 + LEVEL / 2, freedom) + stats.t.ppf(POWER, freedom)
        if goal >= needed * np.sqrt(spread[EFFECT, EFFECT]):
            return days_of(label)[1].date()
    return None


def until_units(counts: pd.DataFrame, treated: Series, plan: Plan, begin: dt.date) -> dt.date | None:
    """Return the same for treated units against the others, whose common ups and downs cancel.

    The variance of the log ratio is the sum of one over the four expected counts, times the dispersion of units and
    periods in the baseline around their margins (Pearson), at least 1.

    Parameters
    ----------
    counts
        All units in rows, periods in columns.
    treated
        Series of the treated units, periods before and after.
    """
    labels = list(treated.only(treated.side == "before").labels)
    table = counts[labels].to_numpy(dtype=float)
    inside = counts.index.isin(list(plan.treated))
    totals = np.array([table[inside].sum(), table[~inside].sum()])
    if plan.target is None or not totals.all():
        return None
    margins = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    seen = margins > 0
    cells = float((np.count_nonzero(table.sum(axis=1)) - 1) * (len(labels) - 1))
    dispersion = max(1.0, float(np.sum((table - margins)[seen] ** 2 / margins[seen])) / max(cells, 1.0))
    a_period = totals / len(labels) * np.array([max(1 + plan.target, 1 + GONE), 1.0])
    needed = stats.norm.ppf(0.5 + LEVEL / 2) + stats.norm.ppf(POWER)
    periods = int((treated.side == "after").sum())
    for label in _following(treated.labels[-1]):
        if days_of(label)[0].date() >= begin:
            periods += 1
            error = np.sqrt(dispersion * np.sum(1 / totals + 1 / (periods * a_period)))
            if abs(np.log1p(max(plan.target, GONE))) >= needed * error:
                return days_of(label)[1].date()
    return None


def _noise(series: Series, plan: Plan) -> Fit | None:
    """Fit what there is, without the action where there is nothing after; None where that is too little."""
    design = columns(series.labels, series.side, plan)
    if not (series.side == "after").any():
        design = np.delete(design, EFFECT, axis=1)
    return series.fit(design) if len(design) > design.shape[1] else None


def _information(series: Series, side: pd.Series, factor: float) -> Floats:
    """Return the expected count (or information of the mean) of every period, those to come included."""
    base = np.concatenate([series.base, np.full(len(side) - len(series.base), float(np.mean(series.base[-12:])))])
    if series.means:
        return base
    before = series.only(series.side == "before")
    return np.asarray(base * before.level() / before.per * np.where(side == "after", factor, 1.0))


def _following(label: str) -> Iterator[str]:
    """Yield the labels of the periods after one, for five years."""
    first, last = days_of(label)
    if (last - first).days == 6:
        for week in range(1, MOST_MONTHS * 365 // 84 + 1):
            yield (first + pd.Timedelta(weeks=week)).strftime("%Y-%m-%d")
    elif "Q" in label:
        for quarter in range(1, MOST_MONTHS // 3 + 1):
            later = pd.Period(last, freq="Q") + quarter
            yield f"{later.year}-Q{later.quarter}"
    else:
        for month in range(1, MOST_MONTHS + 1):
            yield str(pd.Period(last, freq="M") + month)
