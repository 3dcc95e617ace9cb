"""From places of texts to groups of texts: dense places first, then every text, then a space that fits the groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.text.cluster import Labels, Method, centroids, cluster, nearest_centroid
from cxlab.text.neighbours import drawn_together
from cxlab.text.space import Array, Space

_ROUNDS = 3


@dataclass(frozen=True)
class Groups:
    """Groups of n texts.

    Attributes
    ----------
    dense
        (n,) 0 … groups - 1, or -1 for a text in no dense place: what density alone says.
    nearest
        (n,) 0 … groups - 1: the nearest group of every text; each group has one at least.
    strength
        (n,) cosine to that group's centre.
    space
        The space given, stretched to the groups.
    vectors, centres
        (n, d) and (groups, d) in that space, rows of length 1.
    """

    dense: Labels
    nearest: Labels
    strength: Array
    space: Space
    vectors: Array
    centres: Array


def find_groups(
    joined: Array, space: Space, *, min_size: int, n_groups: int, seed: int = 0, method: Method = "evoc"
) -> Groups | None:
    """Find groups, or return None where no place is dense.

    EVoC (or another `method`) clusters the vectors drawn towards their neighbours, Ward's method merges the clusters,
    every text goes to the nearest centre. Then, three times: the space is stretched so that differences within groups
    count less, and every text goes to the nearest centre in it.

    Parameters
    ----------
    joined
        (n, d), what `space` (without a stretch) makes of the texts, in an order that depends on content only.
    min_size, n_groups, method
        As for `cluster`.
    """
    drawn = drawn_together(joined)
    dense = cluster(drawn, min_size=min_size, n_groups=n_groups, seed=seed, method=method)
    if dense.max() < 0:
        return None
    nearest, _ = nearest_centroid(drawn, centroids(drawn, dense))
    dense, nearest = _without_empty(dense, nearest)
    for _ in range(_ROUNDS):
        space = space.stretched(joined, nearest)
        vectors = space.apply(joined)
        centres = centroids(vectors, nearest)
        nearest, strength = nearest_centroid(vectors, centres)
        filled = np.unique(nearest)
        dense, nearest = _without_empty(dense, nearest)
    return Groups(dense, nearest, strength, space, vectors, centres[filled])


def _without_empty(dense: Labels, nearest: Labels) -> tuple[Labels, Labels]:
    """Number the groups anew that are the nearest of some text; the others are gone."""
    filled, renumbered = np.unique(nearest, return_inverse=True)
    number = np.full(max(int(dense.max()), int(filled[-1])) + 2, -1, dtype=np.int64)  # the last: -1 stays -1
    number[filled] = np.arange(len(filled))
    return number[dense], renumbered.astype(np.int64)
