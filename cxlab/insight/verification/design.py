"""The columns that explain a series of periods: level, the action, the season, holidays and, where needed, a trend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.insight.periods import bounds
from cxlab.insight.verification.fit import Floats, Places
from cxlab.insight.verification.plan import Plan
from cxlab.study import Event

YEAR = 365.2425
WHOLE_YEAR_DAYS = 360
TWO_YEARS = 2
EFFECT = 1
"""Column of the action in every design."""


def middles(labels: Sequence[str]) -> Floats:
    """Return the middle of every period in days since 1970."""
    ends = [bounds(label) for label in labels]
    return np.array([(a.toordinal() + b.toordinal()) / 2 for a, b in ends]) - pd.Timestamp("1970-01-01").toordinal()


def places(labels: Sequence[str]) -> Places:
    """Number periods in calendar time, so that a period left out leaves a gap."""
    middle = middles(labels)
    length = np.median([(b - a).days + 1 for a, b in map(bounds, labels)])
    return np.rint((middle - middle.min()) / length).astype(np.intp)


def columns(labels: Sequence[str], side: pd.Series, plan: Plan) -> Floats:
    """Return level, action, season and holidays, shape (periods, columns); periods are ``before`` or ``after``.

    One yearly wave (sine and cosine) where the baseline covers a year: fewer months than a year hold it only by
    luck, and half a year after is then compared with the same half of the wave. The share of days within a moving
    spring festival where the baseline covers two years, so that two festivals can be told from one.
    """
    after = (side == "after").to_numpy(dtype=float)
    if plan.effect == "slope":
        after = np.cumsum(after) * after / max(after.sum(), 1.0)
    found = [np.ones(len(labels)), after]
    before = [label for label, s in zip(labels, side, strict=True) if s == "before"]
    covered = sum((bounds(label)[1] - bounds(label)[0]).days + 1 for label in before)
    if covered >= WHOLE_YEAR_DAYS:
        angle = 2 * np.pi * middles(labels) / YEAR
        found += [np.cos(angle), np.sin(angle)]
    festive = _festive(labels, plan.events)
    if covered >= TWO_YEARS * WHOLE_YEAR_DAYS and festive[after == 0].any():
        found.append(festive)
    return np.stack(found, axis=1)


def trend(labels: Sequence[str]) -> Floats:
    """Return years since the first period."""
    middle = middles(labels)
    return np.asarray((middle - middle.min()) / YEAR)


def _festive(labels: Sequence[str], events: Sequence[Event]) -> Floats:
    moving = [(pd.Timestamp(e.start), pd.Timestamp(e.end)) for e in events if e.lunar]
    shares = []
    for first, last in map(bounds, labels):
        days = sum(max((min(last, end) - max(first, begin)).days + 1, 0) for begin, end in moving)
        shares.append(days / ((last - first).days + 1))
    return np.array(shares, dtype=float)
