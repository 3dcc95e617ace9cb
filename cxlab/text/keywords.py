"""The words that set a group of texts apart: c-TF-IDF by BERTopic, then different and telling ones first."""

from __future__ import annotations

import math
import warnings
from collections import Counter

import numpy as np

from cxlab.text.cluster import Labels
from cxlab.text.space import Space, Tokens

_KEYWORDS = 10
_CANDIDATES = 30
_LEAST_USES = 5
"""A keyword occurs in at least this many texts (or 1 % of a small set): c-TF-IDF loves what occurs once."""
_LABEL_WORDS = 3
_DIVERSITY = 0.2
"""Of the keywords: 0 takes the highest c-TF-IDF, 1 only avoids words that are used alike."""


def keywords_of(words: Tokens, topic: Labels, space: Space) -> dict[int, list[str]]:
    """Return up to 10 keywords of each group: c-TF-IDF with frequent words reduced, then MMR; the most telling first.

    Parameters
    ----------
    words
        Words of each text.
    topic
        (n,) group of each text; -1 is left out.
    space
        Where words that are used alike lie near each other: of two such, one is enough.

    Returns
    -------
    dict
        Group → words that at least 5 texts use (1 % of a set below 500 texts); fewer than 10 where there are no more.

    References
    ----------
    Grootendorst (2022), BERTopic, for c-TF-IDF; Carbonell and Goldstein (1998) for maximal marginal relevance.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # umap, hdbscan, sentence-transformers are left out on purpose
        from bertopic import BERTopic
        from bertopic.cluster import BaseCluster
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    placed = np.flatnonzero(topic >= 0)
    groups = topic[placed]
    within = {group: _texts_with(words, placed[groups == group]) for group in sorted(set(groups.tolist()))}
    used: Counter[str] = sum(within.values(), Counter())
    least = max(1, min(_LEAST_USES, len(placed) // 100))
    # Not min_df: bertopic hands the vectorizer one long text a topic, so that would count topics.
    vocabulary = sorted(word for word, n in used.items() if n >= least)
    model = BERTopic(
        language="multilingual",
        top_n_words=_CANDIDATES,
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(
            tokenizer=str.split, token_pattern=None, lowercase=False, vocabulary=vocabulary
        ),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )
    documents = [" ".join(words[row]) for row in placed.tolist()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, _ = model.fit_transform(documents, embeddings=np.zeros((len(placed), 1)), y=groups)
    theirs = dict(zip(groups.tolist(), found, strict=True))  # bertopic numbers topics anew
    keywords = {}
    for group, number in theirs.items():
        picked = _diverse([(word, weight) for word, weight in model.get_topic(number) if word and weight > 0], space)
        keywords[group] = _most_telling_first(picked, within[group], used, (int((groups == group).sum()), len(groups)))
    return keywords


def label_groups(keywords: dict[int, list[str]]) -> dict[int, str]:
    """Return each group's most telling words joined with ``·``; more words where two labels would be equal."""
    labels: dict[int, str] = {}
    for group in sorted(keywords, key=lambda group: keywords[group]):
        kept = _without_parts(keywords[group])
        length = min(_LABEL_WORDS, len(kept))
        label = "·".join(kept[:length])
        while label in labels.values():
            length += 1
            label = "·".join(kept[:length]) if length <= len(kept) else f"{label}·{len(labels) + 1}"
        labels[group] = label
    return labels


def _without_parts(words: list[str]) -> list[str]:
    """Drop a word that repeats an earlier one in part (占位 after 占位费)."""
    kept: list[str] = []
    for word in words:
        if not any(word in other or other in word for other in kept):
            kept.append(word)
    return kept


def _texts_with(words: Tokens, rows: Labels) -> Counter[str]:
    return Counter(word for row in rows.tolist() for word in set(words[row]))


def telling(within: int, outside: int, n_within: int, n_outside: int) -> float:
    """Return how well a word tells texts of a group from others: n that use it x log of how much more often they do.

    Parameters
    ----------
    within, outside
        Texts of the group, and of the others, that use the word.
    n_within, n_outside
        All texts of the group, and all others.
    """
    ratio = (within + 0.5) / (n_within + 1) / ((outside + 0.5) / (n_outside + 1))
    return round(within * math.log(ratio), 9)


def _most_telling_first(
    words: list[str], within: Counter[str], used: Counter[str], sizes: tuple[int, int]
) -> list[str]:
    n_group, n_all = sizes
    scores = {word: telling(within[word], used[word] - within[word], n_group, n_all - n_group) for word in words}
    return sorted(words, key=lambda word: (-scores[word], word))


def _diverse(weighted: list[tuple[str, float]], space: Space) -> list[str]:
    """Pick by maximal marginal relevance: a high c-TF-IDF, and not used like a word that is already picked."""
    if not weighted:
        return []
    weighted = sorted(weighted, key=lambda pair: (-round(pair[1], 9), pair[0]))
    place = {word: row for row, word in enumerate(space.vocabulary)}
    uses = np.array([space.words[place[w]] if w in place else np.zeros(space.words.shape[1]) for w, _ in weighted])
    alike = (uses @ uses.T).round(9) / np.maximum(np.outer(*[np.linalg.norm(uses, axis=1)] * 2), 1e-12)
    relevance = np.array([weight for _, weight in weighted]) / weighted[0][1]
    picked: list[int] = []
    while len(picked) < min(_KEYWORDS, len(weighted)):
        repeats = alike[:, picked].max(axis=1) if picked else np.zeros(len(weighted))
        score = (1 - _DIVERSITY) * relevance - _DIVERSITY * repeats
        score[picked] = -np.inf
        picked.append(int(score.round(9).argmax()))
    return [weighted[row][0] for row in sorted(picked)]
