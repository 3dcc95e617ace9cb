"""Resampling of respondents: statistics of many resamples in constant memory, and intervals from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from cxlab.survey.answers import FloatArray

CELLS = 2**18
"""Numbers held at a time while resampling, so that memory does not grow with the number of resamples."""
STEP = 1e-5
"""Step of the numerical derivative of a statistic by the mean products, which are about 1."""

Statistic = Callable[[FloatArray], tuple[FloatArray, ...]]
"""Maps sums of products, shape (batch, m), to arrays of shape (batch, p)."""


def resample(
    products: FloatArray, weight: FloatArray, statistic: Statistic, *, n_boot: int, seed: int, cells: int = 1
) -> tuple[FloatArray, ...]:
    """Return `statistic` of `n_boot` resamples of weighted rows, each array of shape (n_boot, p).

    Parameters
    ----------
    products : shape (n, m); a resample draws n rows with replacement and keeps their weights.
    cells : numbers that `statistic` holds for one resample, if more than n.
    """
    rng, n = np.random.default_rng(seed), len(products)
    batch = max(1, CELLS // max(n, cells))
    found = []
    for start in range(0, n_boot, batch):
        counts = [np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(min(batch, n_boot - start))]
        found.append(statistic((np.array(counts) * weight) @ products))
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def percentile(draws: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Low and high end of the percentile interval of each column of `draws`, shape (p,) each."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def bca(draws: FloatArray, value: FloatArray, influence: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Ends of the bias-corrected and accelerated interval of each column of `draws`, shape (p,) each.

    Parameters
    ----------
    draws, value : statistics of resamples, shape (n_boot, p), and of the sample, shape (p,).
    influence : what each row moves each statistic by, shape (n, p), up to a factor; see `influence`.

    Reference
    ---------
    Efron (1987), Better bootstrap confidence intervals, JASA 82; R `boot.ci(type = "bca")`.
    """
    size = len(draws)
    below = ((draws < value).sum(axis=0) + (draws == value).sum(axis=0) / 2).clip(0.5, size - 0.5) / size
    bias = special.ndtri(below)
    power = (influence**2).sum(axis=0) ** 1.5
    turn = np.divide((influence**3).sum(axis=0), 6 * power, out=np.zeros_like(power), where=power > 0)
    ends = []
    for z in special.ndtri([(1 - level) / 2, (1 + level) / 2]):
        at = special.ndtr(bias + (bias + z) / (1 - turn * (bias + z)))
        ends.append(np.array([np.quantile(column, where) for column, where in zip(draws.T, at, strict=True)]))
    return ends[0], ends[1]


def influence(products: FloatArray, weight: FloatArray, statistic: Statistic) -> FloatArray:
    """What each row moves the first array of `statistic` by (infinitesimal jackknife), shape (n, p).

    The statistic is a smooth function of the mean products: its derivative by these, times each row's products.
    """
    mean = weight @ products / weight.sum()
    step = STEP * np.eye(len(mean))
    change = (statistic(mean + step)[0] - statistic(mean - step)[0]) / (2 * STEP)
    result: FloatArray = (weight / weight.mean())[:, None] * ((products - mean) @ change)
    return result
