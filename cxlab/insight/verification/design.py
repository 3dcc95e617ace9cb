"""The columns that explain a series of periods: level, the action, the season, holidays and, where needed, a trend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.insight.rates import AVERAGE_MONTH
from cxlab.insight.verification.days import days_of
from cxlab.insight.verification.memory import Floats
from cxlab.insight.verification.plan import Plan
from cxlab.study import Event

YEAR = 365.2425
WHOLE_YEAR_DAYS = 350
"""A year less the weeks that its ends cut off."""
EFFECT = 1
"""Column of the action in every design."""


def middles(labels: Sequence[str]) -> Floats:
    """Return the middle of every period in days since 1970."""
    ends = [days_of(label) for label in labels]
    return np.array([(a.toordinal() + b.toordinal()) / 2 for a, b in ends]) - pd.Timestamp("1970-01-01").toordinal()


def months(labels: Sequence[str]) -> Floats:
    """Return the middle of every period in average months since 1970."""
    return np.asarray(middles(labels) / AVERAGE_MONTH)


def columns(labels: Sequence[str], side: pd.Series, plan: Plan) -> Floats:
    """Return level, action, season and holidays, shape (periods, columns); periods are ``before`` or ``after``.

    One yearly wave (sine and cosine) where the baseline covers a year: fewer months than a year hold it only by
    luck, and half a year after is then compared with the same half of the wave. For weeks also the share of holidays
    among the days: exposure is known by month and does not show the weeks of a holiday.
    """
    after = (side == "after").to_numpy(dtype=float)
    if plan.effect == "slope":
        after = np.cumsum(after) * after / max(after.sum(), 1.0)
    found = [np.ones(len(labels)), after]
    before = [label for label, s in zip(labels, side, strict=True) if s == "before"]
    covered = sum((days_of(label)[1] - days_of(label)[0]).days + 1 for label in before)
    if covered >= WHOLE_YEAR_DAYS:
        angle = 2 * np.pi * middles(labels) / YEAR
        found += [np.cos(angle), np.sin(angle)]
        festive = _festive(labels, plan.events)
        if _weekly(labels) and festive[(side == "before").to_numpy()].any():
            found.append(festive)
    return np.stack(found, axis=1)


def trend(labels: Sequence[str]) -> Floats:
    """Return years since the first period."""
    middle = middles(labels)
    return np.asarray((middle - middle.min()) / YEAR)


def _weekly(labels: Sequence[str]) -> bool:
    return all((last - first).days == 6 for first, last in map(days_of, labels))


def _festive(labels: Sequence[str], events: Sequence[Event]) -> Floats:
    spans = [(pd.Timestamp(e.start), pd.Timestamp(e.end)) for e in events]
    shares = []
    for first, last in map(days_of, labels):
        days = sum(max((min(last, end) - max(first, begin)).days + 1, 0) for begin, end in spans)
        shares.append(days / ((last - first).days + 1))
    return np.array(shares, dtype=float)
