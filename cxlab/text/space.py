"""Where topics live: what a text means (sentence vector) beside the words it uses (latent semantic analysis)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

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
    """

    sentence_mean: Array
    vocabulary: tuple[str, ...]
    idf: Array
    words: Array
    word_mean: Array

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
            return unit(np.hstack([by_sentence, _WORD_WEIGHT * by_word]))


def _vectorizer(**bounds: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=list, sublinear_tf=True, **bounds)


def _project(matrix: csr_matrix, words: Array) -> Array:
    return unit(matrix @ words)
