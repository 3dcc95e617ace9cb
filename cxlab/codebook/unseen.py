"""Matters that were not there before: fine groups of the recent texts that hardly any earlier text belongs to.

"Fits nothing" is not enough: a new matter is often worded like an old one, so the nearest entry takes it in. And a
fine group alone is not enough either: every topic has parts. A part of a stable topic has a history, though; a new
matter has none. So the recent texts are grouped, finely and coarsely; each group competes with the entries for all
texts of the window, and its share of people lately is tested against its share before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.cluster.hierarchy import linkage
from threadpoolctl import threadpool_limits

from cxlab.codebook.corpus import Corpus, fitted_space
from cxlab.codebook.shares import Shares
from cxlab.text.cluster import Labels, centroids, nearest_centroid
from cxlab.text.space import Array

LEVEL = 0.02
"""Of the false discovery rate (Benjamini-Hochberg over all groups looked at)."""
LEAST_RATIO = 2.5
"""How many times its former share a matter must have, at the lower 95 % end, to be new rather than growing."""
LEAST_PEOPLE = 5
LEAST_DAYS = 4
"""Days on which people wrote of it: an outage is an event, not a topic."""
LEAST_PAST = 3
"""Earlier periods needed to know what is usual."""
_LEAST_TEXTS = 50
_DISTANT = 0.10
"""Of a group's own texts this share lies below its floor."""
_LARGEST = 0.5
"""A group with more than this share of the recent texts is no single matter."""
_MOST_RECENT, _MOST_BEFORE = 3_000, 20_000
"""Different texts looked at: a sample by content hash. A tree of n texts needs n² / 2 distances."""


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


def unseen(corpus: Corpus, window: Window) -> list[Unseen]:
    """Return the unseen matters of the recent texts, the clearest first.

    The recent texts are grouped, finely and coarsely (every branch of Ward's tree), in a space fitted to the texts of
    this window, which knows new words. A text belongs to a group when it is nearer to it than to any entry and at
    least as near as nine in ten of the group's own; a founding text is compared with the centre of the *other*
    founders, so that a group of chance
    has no advantage lately. Counts of people per period are tested by the deviance of two rates against one over
    the dispersion of the earlier periods (F, quasi-Poisson; at least Poisson), Benjamini-Hochberg over the groups.
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
    groups = _groups(vectors[lately])
    if not groups:
        return []
    near, floors, centres = _nearness(vectors, groups, lately)
    group = window.group[rows[first]]
    entries = centroids(vectors, group)
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
    recent = (window.period >= 0) & (window.period < window.recent)
    for part, most in ((recent, _MOST_RECENT), (window.period >= window.recent, _MOST_BEFORE)):
        rows = np.flatnonzero(part)
        if len(rows) > most:
            rows = rows[corpus.distinct(rows)[1] < most]
        kept.append(rows)
    return np.concatenate(kept)


def _places(corpus: Corpus, rows: Labels, group: Labels) -> Array:
    words = [corpus.tokens[row] for row in rows.tolist()]
    return fitted_space(corpus.vectors[rows], words, group).transform(corpus.vectors[rows], words)


def _groups(vectors: Array) -> list[NDArray[np.bool_]]:
    """Return groups of rows, fine and coarse: every branch of Ward's tree that is neither too small nor too large.

    A matter that people word in many ways falls into several fine groups; their union may show that it is new, or the
    purest of them.
    """
    with threadpool_limits(1):
        tree = linkage(vectors, "ward")
    branches: list[list[int]] = [[row] for row in range(len(vectors))]
    groups = []
    for one, other, _, size in tree.tolist():
        branches.append(branches[int(one)] + branches[int(other)])
        if LEAST_PEOPLE <= size <= _LARGEST * len(vectors):
            group = np.zeros(len(vectors), dtype=bool)
            group[branches[-1]] = True
            groups.append(group)
    return groups


def _nearness(vectors: Array, groups: list[NDArray[np.bool_]], lately: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
    """Return each text's cosine to each group's centre (without its own share in it), the floors and the centres."""
    centres = np.stack([vectors[lately][group].mean(axis=0) for group in groups])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    with threadpool_limits(1):
        near = (vectors @ centres.T).round(6)
    floors = np.empty(len(groups))
    for number, group in enumerate(groups):
        founding = np.flatnonzero(lately)[group]
        near[founding, number], floors[number] = among_themselves(vectors[founding])
    return near, floors, centres


def among_themselves(founding: Array) -> tuple[Array, float]:
    """Return the cosine of each row to the centre of the *other* rows, and the floor that nine in ten of them reach."""
    others = founding.sum(axis=0) - founding
    cosine = ((founding * others).sum(axis=1) / np.maximum(np.linalg.norm(others, axis=1), 1e-12)).round(6)
    return cosine, float(np.quantile(cosine, _DISTANT))
