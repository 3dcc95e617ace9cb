"""How R² is shared out among predictors, from correlation matrices alone.

Every function takes `correlations` of shape (..., p + 1, p + 1), the outcome last, and works on all leading
dimensions at once (one matrix or a batch of bootstrap resamples). A predictor that is redundant given others
(possible in a small resample) adds nothing where it comes second. `sizes` makes one driver of several neighbouring
predictors (a group, or the categories of a factor): how many each driver has, in order; by default one each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from cxlab.survey.answers import FloatArray

REDUNDANT = 1e-10
"""Residual variance (of 1) below which a predictor counts as a combination of others."""


def lmg(correlations: FloatArray, sizes: Sequence[int] | None = None) -> FloatArray:
    """Increase of R² by each driver, averaged over all orders of entry; sums to R². Shape (..., p).

    Exact. Time and memory grow with 2^p: 65,536 subsets at p = 16.

    Reference: Lindeman, Merenda and Gold (1980), the Shapley value of R²; R relaimpo `type = "lmg"`, `groups`.
    """
    return shapley(explained_by_subset(correlations, sizes))


def shapley(explained: FloatArray) -> FloatArray:
    """Gain by each of p players, averaged over all orders, from the worth of every subset; shape (..., p).

    `explained` has shape (..., 2^p); bit j of the last position says whether player j is in the subset.
    """
    p = explained.shape[-1].bit_length() - 1
    size = np.bitwise_count(np.arange(2**p)).astype(int)
    with_it, without_it = orders(p)
    without = (explained * without_it[size]).sum(axis=-1)
    change = explained * (without_it[size] + with_it[size])
    held = []
    while change.shape[-1] > 1:  # the upper half are the subsets that hold the last predictor; then forget it
        lower, upper = np.split(change, 2, axis=-1)
        held.append(upper.sum(axis=-1))
        change = lower + upper
    return np.stack(held[::-1], axis=-1) - without[..., None]


def orders(p: int) -> tuple[FloatArray, FloatArray]:
    """Share of all orders in which a set of k is complete just when a player of it enters, and one not in it enters.

    Shape (p + 1,) each, by k: what the worth of such a set counts for, with and against, in that player's gain.
    """
    with_it = np.array([0.0] + [1 / (p * math.comb(p - 1, k)) for k in range(p)])
    return with_it, np.append(with_it[1:], 0.0)


def johnson(correlations: FloatArray) -> FloatArray:
    """Johnson's relative weights: R² shared out by the nearest orthogonal predictors; sums to R². Shape (..., p).

    Reference: Johnson (2000); R rwa `rwa()`, relaimpo `type = "genizi"`.
    """
    values, vectors = np.linalg.eigh(correlations[..., :-1, :-1])
    root = np.sqrt(np.maximum(values, 0))
    loadings = (vectors * root[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    inverse = np.divide(1, root, out=np.zeros_like(root), where=values > REDUNDANT)
    solve = (vectors * inverse[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    beta = solve @ correlations[..., :-1, -1:]
    result: FloatArray = (loadings**2 @ beta**2)[..., 0]
    return result


def standardised(correlations: FloatArray) -> FloatArray:
    """Coefficients in standard deviations, shape (..., p); the shortest such vector where drivers are redundant."""
    inverse = np.linalg.pinv(correlations[..., :-1, :-1], rcond=REDUNDANT, hermitian=True)
    result: FloatArray = (inverse @ correlations[..., :-1, -1:])[..., 0]
    return result


def unique(correlations: FloatArray, sizes: Sequence[int] | None = None) -> FloatArray:
    """R² that each driver adds when it enters last, shape (..., p); none may be redundant. R relaimpo `last`."""
    inverse = np.linalg.inv(correlations[..., :-1, :-1])
    beta = inverse @ correlations[..., :-1, -1:]
    gains, start = [], 0
    for size in sizes or [1] * beta.shape[-2]:
        own = slice(start, start + size)
        gains.append((beta[..., own, 0] * np.linalg.solve(inverse[..., own, own], beta[..., own, :])[..., 0]).sum(-1))
        start += size
    return np.stack(gains, axis=-1)


def partialled(correlations: FloatArray, first: int) -> FloatArray:
    """What is left of `correlations` when the first predictors have been swept out of all others.

    The result is a covariance matrix in units of the outcome's variance: `lmg` of it shares out the R² beyond that
    of the predictors that are always in. Reference: R relaimpo `always`.
    """
    inner, outer = correlations[..., :first, :first], correlations[..., :first, first:]
    result: FloatArray = correlations[..., first:, first:] - np.swapaxes(outer, -1, -2) @ np.linalg.solve(inner, outer)
    return result


def explained_by_subset(correlations: FloatArray, sizes: Sequence[int] | None = None) -> FloatArray:
    """R² of every subset of drivers, shape (..., 2^p); bit j of the position says whether driver j is in it.

    Drivers are swept out one after another. Before step j there is, for each subset of the first j, the residual
    covariance of what is left; each is kept as it is and once more with driver j partialled out.
    Subsets lie along the last axis, the matrices along the first two: long inner loops are what makes this fast.
    """
    residual = np.moveaxis(correlations, (-2, -1), (0, 1))[..., None]
    for size in sizes or [1] * (len(residual) - 1):
        swept = residual
        for _ in range(size):
            pivot, column = swept[0, 0], swept[1:, 0]
            factor = column * np.divide(1, pivot, out=np.zeros_like(pivot), where=pivot > REDUNDANT)
            swept = swept[1:, 1:] - factor[:, None] * column[None, :]
        residual = np.concatenate([residual[size:, size:], swept], axis=-1)
    result: FloatArray = correlations[..., -1, -1, None] - residual[0, 0]
    return result
