"""Two groups compared by rank, for answers whose steps are not equal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from cxlab.survey.answers import Column, FloatArray, numbers


@dataclass(frozen=True)
class RankDifference:
    """How often an answer of the second group is higher: Mann-Whitney's test with a measure of its size.

    `value` is the chance (0..1) that an answer drawn from b is higher than one drawn from a, ties counting half: 0.5
    where neither is. `u` counts the pairs in which a is higher (R's W). NaN where a side is empty; no interval
    without two answers a side or where the groups do not overlap.
    """

    value: float
    low: float
    high: float
    u: float
    p: float
    n_a: int
    n_b: int


def mann_whitney(a: Column, b: Column, *, level: float = 0.95) -> RankDifference:
    """Compare two independent groups by rank, for answers whose steps are not equal; missing ones are left out.

    p is two-sided, normal with correction for ties and continuity; the interval is that of Brunner and Munzel
    (2000), which needs no equal spread, clipped to 0..1.

    Reference: R `wilcox.test(a, b, exact = FALSE)`; interval R lawstat `brunner.munzel.test`.
    """
    first, second = (answers[~np.isnan(answers)] for answers in (numbers(a), numbers(b)))
    n, m = len(first), len(second)
    if min(n, m) == 0:
        return RankDifference(np.nan, np.nan, np.nan, np.nan, np.nan, n, m)
    ranks = stats.rankdata(np.concatenate([first, second]))
    u = float(ranks[:n].sum() - n * (n + 1) / 2)
    value = 1 - u / (n * m)
    p = 1.0 if np.ptp(ranks) == 0 else float(stats.mannwhitneyu(first, second, method="asymptotic").pvalue)
    half = _half_width(ranks, first, second, level)
    low, high = np.clip([value - half, value + half], 0, 1)
    return RankDifference(value, float(low), float(high), u, p, n, m)


def _half_width(ranks: FloatArray, first: FloatArray, second: FloatArray, level: float) -> float:
    """Half of Brunner and Munzel's interval, NaN where a side has one answer or the groups do not overlap."""
    n, m = len(first), len(second)
    if min(n, m) < 2:
        return np.nan
    # A placement is the number of answers of the other group that an answer exceeds, ties counting half.
    here = np.var(ranks[:n] - stats.rankdata(first), ddof=1) / (n * m**2)
    there = np.var(ranks[n:] - stats.rankdata(second), ddof=1) / (m * n**2)
    if here + there == 0:
        return np.nan
    df = (here + there) ** 2 / (here**2 / (n - 1) + there**2 / (m - 1))
    return float(stats.t.ppf((1 + level) / 2, df) * np.sqrt(here + there))
