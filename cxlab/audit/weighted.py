"""The interval of a share that was estimated from strata with unequal weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cxlab.insight.intervals import wilson

Ends = tuple[float, float]
Floats = NDArray[np.float64]


def variance(share: Floats, n: Floats, weight: Floats) -> float:
    """Return the variance of ``weight @ share``: ``sum weight² share (1 - share)/(n - 1)`` (Cochran 1977, 5.52).

    A stratum of which one text was read counts as if it had been two; the finite population is left out of account, so
    that intervals are a little wide where most of a small topic was read.
    """
    return float((weight**2 * share * (1 - share) / np.maximum(n - 1, 1)).sum())


def drawn_together(hits: Floats, n: Floats, own: Floats) -> Floats:
    """Return each stratum's share of hits, drawn towards that of its like by 1.96² texts; for variances only.

    A handful of texts without a hit does not prove that there is none: Wilson's interval draws a share towards 1/2 by
    as much (Agresti and Coull 1998). `own` is 1 for the stratum whose hits are the rule, 0 where they are exceptions.
    """
    among = own == 0
    rare = (hits[among].sum() + 0.5) / (n[among].sum() + 1)
    usual = (hits[~among].sum() + 1) / (n[~among].sum() + 2)
    weight = float(stats.norm.ppf(0.975)) ** 2
    together: Floats = (hits + weight * np.where(among, rare, usual)) / (n + weight)
    return together


def ends(value: float, variance: float, most: float, level: float = 0.95) -> Ends:
    """Return Wilson's interval at the number of texts that a simple random sample would need for this variance.

    Parameters
    ----------
    most
        Upper limit of that number, and what is taken for it where `value` is 0 or 1: where every stratum is of one
        mind the variance is estimated as 0, which is not to be believed (Korn and Graubard 1998 cap it likewise).
    """
    alike = min(value * (1 - value) / variance, most) if variance > 0 and 0 < value < 1 else most
    low, high = wilson(value * alike, alike, level)
    return min(low, value), max(high, value)
