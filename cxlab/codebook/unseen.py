"""Matters that were not there before: fine groups of the recent texts that hardly any earlier text belongs to.

"Fits nothing" is not enough: a new matter is often worded like an old one, so the nearest entry takes it in. And a
fine group alone is not enough either: every topic has parts. A part of a stable topic has a history, though; a new
matter has none. So the recent texts are clustered finely, each cluster competes with the entries for all texts of the
window, and its share of people lately is tested against its share before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.cluster.hierarchy import linkage
from threadpoolctl import threadpool_limits

from cxlab.codebook.corpus import Corpus, fitted_space, means
from cxlab.codebook.shares import Shares
from cxlab.text.cluster import Labels, centroids, cluster, nearest_centroid
from cxlab.text.space import Array

LEVEL = 0.01
"""Of the false discovery rate (Benjamini-Hochberg over all clusters looked at)."""
LEAST_RATIO = 2.5
"""How many times its former share a matter must have, at the lower 95 % end, to be new rather than growing."""
LEAST_PEOPLE = 8
LEAST_DAYS = 4
"""Days on which people wrote of it: an outage is an event, not a topic."""
LEAST_PAST = 3
"""Earlier periods needed to know what is usual."""
_LEAST_TEXTS = 50
_DISTANT = 0.10
"""Of a cluster's own texts this share lies below its floor."""
_LARGEST = 0.5
"""A group with more than this share of the recent texts is no single matter."""
_MOST = 20_000
"""Texts looked at, recent and earlier each: a sample by content hash, for corpora beyond any need."""


@dataclass(frozen=True)
class Window:
    """Rows that may tell of something unseen.

    Attributes
    ----------
    period
        Number of each row's period; -1 leaves the row out.
    recent
        Periods 0 … recent - 1 are looked at, the others are what was before.
    group
        Row of the entry that each text is nearest to (-1 = none).
    newcomers
        Rows of entries that were unseen once: they have no history, so their parts have none either, and what lies
        nearest to one is taken for a part of it.
    """

    period: Labels
    recent: int
    group: Labels
    newcomers: Labels


@dataclass(frozen=True)
class Unseen:
    """A matter found: the rows of its recent founding texts, and what the test said.

    `tested`: people_now, people_before, share_now, share_before (of people, 0-1), ratio, low (95 %), p, p_bh.
    """

    founders: Labels
    tested: dict[str, float]


def unseen(corpus: Corpus, window: Window, *, seed: int = 0) -> list[Unseen]:
    """Return the unseen matters of the recent texts, the clearest first.

    The recent texts are clustered (EVoC) in a space fitted to the texts of this window, which knows new words. A
    text belongs to a cluster when it is nearer to it than to any entry and at least as near as nine in ten of the
    cluster's own; a founding text is compared with the centre of the *other* founders, so that a cluster of chance
    has no advantage lately. Counts of people per period are tested by the deviance of two rates against one over
    the dispersion of the earlier periods (F, quasi-Poisson; at least Poisson), Benjamini-Hochberg over the clusters.
    What is found takes its texts before the next is tested, and what lies nearer to it than to any older entry is a
    part of it.

    Measured on the demo: see docs/codebook.md.
    """
    rows = _sample(corpus, window)
    if not _enough(corpus, window, rows):
        return []
    first, inverse = corpus.distinct(rows)
    vectors = _places(corpus, rows[first], window.group[rows[first]])
    lately = np.zeros(len(first), dtype=bool)
    lately[inverse[window.period[rows] < window.recent]] = True
    if lately.sum() < _LEAST_TEXTS:
        return []
    groups = _groups(vectors[lately], seed)
    if not groups:
        return []
    near, floors, centres = _nearness(vectors, groups, lately)
    group = window.group[rows[first]]
    entries = means(vectors, group)
    fresh = np.isin(np.unique(group[group >= 0]), window.newcomers)
    best = nearest_centroid(vectors, entries)[1]
    people = Shares(corpus.people[rows], window.period[rows], corpus.ages[rows], window.recent)
    found: list[Unseen] = []
    while True:
        part_of_new = fresh[nearest_centroid(centres, entries)[0]]
        member = (near > best[:, None]) & (near >= floors)
        tested = pd.DataFrame([people.test(column[inverse]) for column in member.T])
        tested["p_bh"] = stats.false_discovery_control(tested["p"])
        passed = tested[_new(tested, corpus.dated) & ~part_of_new].sort_values("p", kind="stable")
        if passed.empty:
            return found
        number = int(passed.index[0])
        founding = np.zeros(len(first), dtype=bool)
        founding[lately] = groups[number]
        founders = rows[founding[inverse] & (window.period[rows] < window.recent)]
        found.append(Unseen(founders, {str(name): float(value) for name, value in passed.iloc[0].items()}))
        entries, fresh = np.vstack([entries, centres[number]]), np.append(fresh, True)
        best = np.maximum(best, near[:, number])


def _new(tested: pd.DataFrame, dated: bool) -> pd.Series:
    return (
        (tested["p_bh"] < LEVEL)
        & (tested["low"] >= LEAST_RATIO)
        & (tested["people_now"] >= LEAST_PEOPLE)
        & ((tested["days"] >= LEAST_DAYS) | (not dated))
    )


def _enough(corpus: Corpus, window: Window, rows: Labels) -> bool:
    """Tell whether there are recent texts, texts with an entry, and enough of a history (without dates, any)."""
    before = np.unique(window.period[rows][window.period[rows] >= window.recent]).size
    coded = (window.group[rows] >= 0).sum() >= _LEAST_TEXTS
    lately = (window.period[rows] < window.recent).any()
    return bool(coded and lately) and before >= (LEAST_PAST if corpus.dated else 1)


def _sample(corpus: Corpus, window: Window) -> Labels:
    """Return the rows to look at: recent and earlier ones, of each at most as many as are needed."""
    kept = []
    for part in (window.period >= 0) & (window.period < window.recent), window.period >= window.recent:
        rows = np.flatnonzero(part)
        if len(rows) > _MOST:
            rows = rows[corpus.distinct(rows)[1] < _MOST]
        kept.append(rows)
    return np.concatenate(kept)


def _places(corpus: Corpus, rows: Labels, group: Labels) -> Array:
    words = [corpus.tokens[row] for row in rows.tolist()]
    return fitted_space(corpus.vectors[rows], words, group).transform(corpus.vectors[rows], words)


def _groups(vectors: Array, seed: int) -> list[NDArray[np.bool_]]:
    """Return groups of rows, fine and coarse: EVoC's finest clusters and every union on the way up Ward's tree.

    A matter that people word in many ways falls into several fine clusters; only their union shows that it is new.
    """
    least = max(4, round(len(vectors) ** 0.65 / 16))
    fine = cluster(vectors, min_size=least, n_groups=len(vectors), seed=seed)
    if fine.max() < 1:
        return [fine == number for number in range(int(fine.max()) + 1)]
    centres = centroids(vectors, fine)
    groups = [fine == number for number in range(len(centres))]
    with threadpool_limits(1):
        for one, other, *_ in linkage(centres.round(9), "ward").tolist():
            groups.append(groups[int(one)] | groups[int(other)])
    return [group for group in groups if group.sum() <= _LARGEST * len(vectors)]


def _nearness(vectors: Array, groups: list[NDArray[np.bool_]], lately: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
    """Return each text's cosine to each group's centre (without its own share in it), the floors and the centres."""
    near, floors = np.empty((len(vectors), len(groups))), np.empty(len(groups))
    for number, group in enumerate(groups):
        founding = np.zeros(len(vectors), dtype=bool)
        founding[lately] = group
        near[:, number], floors[number] = nearness(vectors, founding)
    centres = np.stack([vectors[lately][group].mean(axis=0) for group in groups])
    return near, floors, centres / np.linalg.norm(centres, axis=1, keepdims=True)


def nearness(vectors: Array, founding: NDArray[np.bool_]) -> tuple[Array, float]:
    """Return the cosines to the centre of the founding rows, each of these compared with the others', and the floor."""
    own = vectors[founding]
    total = own.sum(axis=0)
    others = total - own
    with threadpool_limits(1):
        cosine = vectors @ (total / np.linalg.norm(total))
    cosine[founding] = (own * others).sum(axis=1) / np.maximum(np.linalg.norm(others, axis=1), 1e-12)
    cosine = cosine.round(6)
    return cosine, float(np.quantile(cosine[founding], _DISTANT))
