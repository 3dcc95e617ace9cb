"""Where topics live: what a text means (sentence vector) beside the words it uses (latent semantic analysis)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize as unit
from threadpoolctl import threadpool_limits

Array: TypeAlias = NDArray[np.float64]
Tokens: TypeAlias = Sequence[Sequence[str]]

_WORD_WEIGHT = 0.75
"""Of the words against the sentence: the middle of the range 0.5-1 that agreed best with people on four corpora."""
_DIMENSIONS = 100
_COMMON = 0.3
"""A word in a larger share of the texts than this separates nothing."""
_ROUND = 0.6
"""How far the spread within topics is taken for equal in all directions before it is evened out; 1 changes nothing."""


@dataclass(frozen=True)
class Space:
    """Centred sentence vectors (d) joined with centred LSA vectors of the words (at most 100), rows of length 1.

    Attributes
    ----------
    sentence_mean
        (d,)
    vocabulary, idf
        Words that at least 3 texts and at most 30 % of them use (all words where that leaves fewer than 2), and their
        inverse document frequencies.
    words
        (number of words, dimensions): what `tf-idf @ words` projects on.
    word_mean
        (dimensions,)
    stretch
        (d + dimensions, d + dimensions) or (0, 0) for none: see `stretched`.
    """

    sentence_mean: Array
    vocabulary: tuple[str, ...]
    idf: Array
    words: Array
    word_mean: Array
    stretch: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))

    @classmethod
    def fit(cls, sentences: NDArray[np.float32], tokens: Tokens) -> Space:
        """Learn means, idf and LSA. Rows must stand in an order that depends on their content only."""
        vectorizer = _vectorizer(min_df=3, max_df=_COMMON)
        try:
            matrix = vectorizer.fit_transform(tokens)
        except ValueError:  # nothing left between the two bounds: few or very alike texts
            vectorizer = _vectorizer()
            matrix = vectorizer.fit_transform(tokens)
        if matrix.shape[1] < 2:
            vectorizer = _vectorizer()
            matrix = vectorizer.fit_transform(tokens)
        n_dimensions = max(1, min(_DIMENSIONS, min(matrix.shape) - 1))
        # One BLAS thread: a product split over threads rounds differently.
        with threadpool_limits(1):
            words = TruncatedSVD(n_dimensions, random_state=0).fit(matrix).components_.T.astype(float)
            word_mean = _project(matrix, words).mean(axis=0)
            return cls(
                sentence_mean=np.asarray(sentences, dtype=float).mean(axis=0),
                vocabulary=tuple(vectorizer.get_feature_names_out()),
                idf=vectorizer.idf_,
                words=words,
                word_mean=word_mean,
            )

    def transform(self, sentences: NDArray[np.float32], tokens: Tokens) -> Array:
        """Return (n, d + dimensions); a text without any known word has zeros in the word part."""
        if not len(tokens):
            return np.empty((0, len(self.sentence_mean) + len(self.word_mean)))
        vectorizer = _vectorizer(vocabulary={word: row for row, word in enumerate(self.vocabulary)})
        vectorizer.idf_ = self.idf
        with threadpool_limits(1):
            by_word = _project(vectorizer.transform(tokens), self.words)
            wordless = ~by_word.any(axis=1)
            by_word = unit(by_word - self.word_mean)
            by_word[wordless] = 0.0
            by_sentence = unit(np.asarray(sentences, dtype=float) - self.sentence_mean)
            return self.apply(unit(np.hstack([by_sentence, _WORD_WEIGHT * by_word])))

    def apply(self, joined: Array) -> Array:
        """Return vectors of the same space without a stretch as they stand in this one."""
        with threadpool_limits(1):
            return unit(joined @ self.stretch.astype(float)) if self.stretch.size else joined

    def stretched(self, vectors: Array, groups: NDArray[np.int64]) -> Self:
        """Return this space with directions shortened in which vectors of one group differ.

        Within-class covariance normalisation (Hatch, Kajarekar and Stolcke 2006): what varies inside topics, such as
        length and tone, then counts less between them.

        Parameters
        ----------
        vectors
            (n, d + dimensions) from `transform` of a space without a stretch, rows in the order of content.
        groups
            (n,) 0 … ; each has at least one row.
        """
        with threadpool_limits(1):
            sizes = np.bincount(groups)
            means = np.zeros((len(sizes), vectors.shape[1]))
            np.add.at(means, groups, vectors)
            apart = vectors - (means / sizes[:, None])[groups]
            spread = apart.T @ apart
            evened = (1 - _ROUND) * spread * len(spread) / np.trace(spread) + _ROUND * np.eye(len(spread))
            lengths, directions = np.linalg.eigh(evened)
            stretch = (directions / np.sqrt(lengths)) @ directions.T
        return replace(self, stretch=stretch.astype(np.float32))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that the space consists of, for a file without pickle; `of` takes it back."""
        return {f.name: np.asarray(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return the space made of what `arrays` gave; other names are left alone; KeyError where one is missing."""
        own = {f.name: arrays[f.name] for f in fields(cls)}
        return cls(**own | {"vocabulary": tuple(own["vocabulary"].tolist())})  # type: ignore[arg-type]


def _vectorizer(**bounds: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=list, sublinear_tf=True, **bounds)


def _project(matrix: csr_matrix, words: Array) -> Array:
    return unit(matrix @ words)
