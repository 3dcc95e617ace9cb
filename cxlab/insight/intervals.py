"""Intervals of shares and of counts that need not be whole numbers (effective sizes)."""

from __future__ import annotations

import numpy as np
from scipy import stats


def wilson(successes: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval of a share without continuity correction; NaN twice where `n` is 0."""
    if n <= 0:
        return float("nan"), float("nan")
    z2 = float(stats.norm.ppf(0.5 + level / 2)) ** 2
    centre = (successes + z2 / 2) / (n + z2)
    reach = np.sqrt(z2 * (successes * (1 - successes / n) + z2 / 4)) / (n + z2)
    return max(0.0, float(centre - reach)), min(1.0, float(centre + reach))


def poisson(count: float, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean (Garwood 1936)."""
    tail = (1 - level) / 2
    low = float(stats.chi2.ppf(tail, 2 * count) / 2) if count > 0 else 0.0
    return low, float(stats.chi2.isf(tail, 2 * count + 2) / 2)
