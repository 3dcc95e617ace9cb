"""Sums over rows from which the correlations of any weighted sample of them follow at once.

A resample of a survey is a count per row: one product of matrices gives the sums of a whole batch of resamples.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from cxlab.survey.answers import FloatArray

FLAT = 1e-7
"""Standard deviation, of a column of about 1, below which it counts as constant in a resample."""


class Moments(NamedTuple):
    """`products`, shape (rows, m), and what turns `weights @ products` into correlations and deviations.

    `correlations` maps shape (batch, m) to (batch, k, k) and (batch, k). A constant column correlates with nothing,
    itself included.
    """

    products: FloatArray
    correlations: Callable[[FloatArray], tuple[FloatArray, FloatArray]]


def moments(data: FloatArray) -> Moments:
    """Moments of columns that are centred and of spread about 1, shape (rows, k); pairwise where values are missing."""
    return _pairs(data) if np.isnan(data).any() else _rows(data)


def _rows(data: FloatArray) -> Moments:
    upper = np.triu_indices(data.shape[1])
    return Moments(np.column_stack([np.ones(len(data)), data, data[:, upper[0]] * data[:, upper[1]]]), _of_rows)


def _pairs(data: FloatArray) -> Moments:
    """Each correlation from the rows that have both values, as R `cor(use = "pairwise.complete.obs")`."""
    a, b = np.triu_indices(data.shape[1])
    there, values = ~np.isnan(data), np.nan_to_num(data)
    both, first, second = (there[:, a] & there[:, b]).astype(float), values[:, a], values[:, b]
    parts = [both, first * both, second * both, first**2 * both, second**2 * both, first * second]
    return Moments(np.column_stack(parts), _of_pairs)


def _of_rows(sums: FloatArray) -> tuple[FloatArray, FloatArray]:
    k = int((np.sqrt(8 * sums.shape[1] + 1) - 3) / 2)  # there are 1 + k + k (k + 1) / 2 columns
    moments = sums / sums[:, :1]
    mean = moments[:, 1 : k + 1]
    covariance = _square(moments[:, k + 1 :], k) - mean[:, :, None] * mean[:, None, :]
    spread = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0))
    scale = np.divide(1, spread, out=np.zeros_like(spread), where=spread > FLAT)
    return covariance * scale[:, :, None] * scale[:, None, :], spread


def _of_pairs(sums: FloatArray) -> tuple[FloatArray, FloatArray]:
    k = int((np.sqrt(8 * sums.shape[1] / 6 + 1) - 1) / 2)  # there are six columns for each of k (k + 1) / 2 pairs
    count, *means = np.split(sums, 6, axis=1)
    first, second, first2, second2, cross = (
        np.divide(part, count, out=np.zeros_like(part), where=count > 0) for part in means
    )
    spread = np.sqrt(np.maximum(first2 - first**2, 0) * np.maximum(second2 - second**2, 0))
    pairs = np.divide(cross - first * second, spread, out=np.zeros_like(cross), where=spread > FLAT**2)
    own = np.cumsum([0, *range(k, 1, -1)])  # where the pairs of a column with itself stand
    return _square(pairs, k), np.sqrt(spread[:, own])


def _square(upper: FloatArray, k: int) -> FloatArray:
    """Symmetric matrices, shape (batch, k, k), from their upper triangles, shape (batch, k (k + 1) / 2)."""
    rows, columns = np.triu_indices(k)
    square = np.empty((len(upper), k, k))
    square[:, rows, columns] = square[:, columns, rows] = upper
    return square
