"""Whether the words of a topic belong together, and whether topics have words of their own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from cxlab.errors import InputError
from cxlab.text.space import Tokens


def coherence(keywords: Sequence[Sequence[str]], tokens: Tokens) -> list[float]:
    """Return each topic's NPMI: the mean normalised pointwise mutual information of all pairs of its words.

    1: always used together, 0: as often as by chance, -1: never. Counted over whole texts.

    Parameters
    ----------
    keywords
        Each topic's words; a topic with fewer than two has no pair and gets nan.
    tokens
        Words of each text; all texts, also those without a topic.

    Raises
    ------
    InputError
        There is no text.

    References
    ----------
    Bouma (2009); Röder, Both and Hinneburg (2015), Exploring the space of topic coherence measures.
    """
    if not len(tokens):
        raise InputError("There are no texts; give the words of at least one.")
    vocabulary = sorted({word for words in keywords for word in words})
    if not vocabulary:
        return [float("nan")] * len(keywords)
    counted = CountVectorizer(analyzer=set, vocabulary=vocabulary).fit_transform(tokens).astype(float)
    joint = (counted.T @ counted).toarray() / len(tokens)
    alone = joint.diagonal()
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint / np.outer(alone, alone)) / -np.log(joint)
    npmi[joint == 0] = -1.0
    npmi[joint == 1] = 1.0
    place = {word: row for row, word in enumerate(vocabulary)}
    return [_mean_of_pairs(npmi, [place[word] for word in words]) for words in keywords]


def diversity(keywords: Sequence[Sequence[str]]) -> float:
    """Return the share of different words among all words of all topics: 1 where no two topics have one in common."""
    every = list(itertools.chain.from_iterable(keywords))
    return len(set(every)) / len(every) if every else float("nan")


def _mean_of_pairs(npmi: np.ndarray, rows: list[int]) -> float:
    pairs = list(itertools.combinations(rows, 2))
    return float(np.mean([npmi[a, b] for a, b in pairs])) if pairs else float("nan")
