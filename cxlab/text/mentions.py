"""All matters of a complaint: its main topic, and others that one of its clauses is clearly about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from cxlab.errors import InputError
from cxlab.text.clauses import clauses
from cxlab.text.space import Tokens
from cxlab.text.tokenize import tokenize

_CLEARLY = 6.0
"""Log of how much likelier the clause's words are in a topic than elsewhere. Of the second matters planted in the demo
it finds 6 in 10, and 6 in 10 of those it finds were planted; lower, it finds more, of which fewer were."""
_LEAST_TEXTS = 3
_TOGETHER = 20_000
"""Texts whose clauses are looked at at once."""
_PRIOR = 10.0
"""Texts' worth of belief that a word is used in a topic as everywhere."""


def mentions(texts: Sequence[str], topics: ArrayLike, *, tokens: Tokens | None = None) -> pd.DataFrame:
    """Return row (place in `texts`), topic, main (True: the topic given), one row for each topic a text mentions.

    The words of a clause speak for a topic by the log of how much likelier each is in texts of that topic than in the
    others (naive Bayes); a clause counts for its best topic where that exceeds 6, about 400 to 1. A text mentions a
    topic once, however many clauses do; it always mentions its main topic. A text with topic -1 has no main topic, but
    may mention others.

    Parameters
    ----------
    topics
        (n,) main topic of each text, 0 …, or -1.
    tokens
        Words of each text; default `tokenize(texts)`.

    Raises
    ------
    InputError
        `topics` or `tokens` are not one a text.
    """
    main = np.asarray(topics, dtype=np.int64)
    words = tokenize(texts) if tokens is None else tokens
    if not len(texts) == len(main) == len(words):
        raise InputError(f"{len(texts)} texts, {len(main)} topics, {len(words)} tokens; give one of each a text.")
    found = pd.DataFrame({"row": np.flatnonzero(main >= 0), "topic": main[main >= 0], "main": True})
    used = [w for w in words if w]
    if not len(found) or len(used) < _LEAST_TEXTS:
        return found
    vectorizer = CountVectorizer(analyzer=set)
    evidence = _evidence(vectorizer, words, main)
    others = [
        _others(texts[start : start + _TOGETHER], main[start : start + _TOGETHER], vectorizer, evidence)
        for start in range(0, len(texts), _TOGETHER)
    ]
    for number, part in enumerate(others):
        part["row"] += number * _TOGETHER
    return (
        pd.concat([found, *others])
        .sort_values(["row", "main", "topic"], ascending=[True, False, True])
        .reset_index(drop=True)
    )


def _others(
    texts: Sequence[str], main: NDArray[np.int64], vectorizer: CountVectorizer, evidence: NDArray[np.float64]
) -> pd.DataFrame:
    split = clauses(texts)
    row = np.repeat(np.arange(len(texts)), [len(parts) for parts in split])
    scores = vectorizer.transform(tokenize([clause for parts in split for clause in parts])) @ evidence
    best = scores.argmax(axis=1)
    clear = (scores.max(axis=1) >= _CLEARLY) & (best != main[row])
    return pd.DataFrame({"row": row[clear], "topic": best[clear], "main": False}).drop_duplicates()


def _evidence(vectorizer: CountVectorizer, words: Tokens, main: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return (words, topics): log of how much likelier a text of the topic uses the word than another text."""
    used = vectorizer.fit_transform(words).astype(float)
    placed = np.flatnonzero(main >= 0)
    member = csr_matrix((np.ones(len(placed)), (placed, main[placed])), shape=(len(main), int(main.max()) + 1))
    inside = (used.T @ member).toarray()
    everywhere = np.asarray(used.sum(axis=0)).ravel()
    sizes, n = np.asarray(member.sum(axis=0)).ravel(), len(main)
    base = everywhere[:, None] / n
    rate_inside = (inside + _PRIOR * base) / (sizes + _PRIOR)
    rate_outside = (everywhere[:, None] - inside + _PRIOR * base) / (n - sizes + _PRIOR)
    evidence = np.log(rate_inside / rate_outside).round(9)
    evidence[everywhere < _LEAST_TEXTS] = 0.0
    return np.asarray(evidence)
