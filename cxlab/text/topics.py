"""What customers complain about: topics that come out the same whenever the same texts go in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import InputError, NotApplicable
from cxlab.text.cluster import Labels, Method, check_method, content_order, nearest_centroid
from cxlab.text.embed import Vectors
from cxlab.text.grouping import Groups, find_groups
from cxlab.text.keywords import keywords_of, label_groups
from cxlab.text.model import TopicModel, read
from cxlab.text.space import Array, Space, Tokens

MIN_TEXTS = 50
"""Fewer distinct texts than this are read one by one, not clustered."""
_OUTLIERS = 0.10
_UNCERTAIN = 0.02
"""The least certain 2 % of all rows get no topic, or fewer, so that with the wordless they are at most 10 %."""
_FIT_MOST = 12_000
"""Distinct texts that topics are found in; of more, a sample, and all go to the nearest centre."""
_CHUNK = 20_000
_LEAST_SIZE = 5
_TEXTS_PER_TOPIC = 16
"""Average size of a topic, in units of `min_topic_size`."""


def fit_topics(
    texts: Sequence[str],
    *,
    ids: Sequence[Any] | None = None,
    embeddings: Vectors | None = None,
    tokens: Tokens | None = None,
    min_topic_size: int | None = None,
    seed: int = 0,
    method: Method = "evoc",
) -> TopicModel:
    """Find the topics of `texts`.

    Sentence vectors are joined with LSA vectors of the words (`Space`), EVoC finds dense places among vectors drawn
    towards their neighbours, Ward's method merges them, every text goes to the nearest centre in a space stretched to
    these groups (`find_groups`); the least certain 2 %, and texts without a telling word (empty, emoji, stop words),
    get topic -1. Of more than 12,000 distinct texts a sample is used to find the topics. Texts of equal content count
    once in finding topics, and each in a topic's size. Equal input gives equal output whatever the order of the rows
    and the number of threads (two topics of equal size and label aside).

    Parameters
    ----------
    ids
        One a text; default 0, 1, …
    embeddings
        (n, d), one row a text; default `embed(texts)`.
    tokens
        Words of each text; default `tokenize(texts)`.
    min_topic_size
        Least number of distinct texts in a dense place; about n / (16 x min_topic_size) topics result. Default
        n^0.65 / 16, at least 5: about 4 topics for 300 texts, 13 for 1,500, 22 for 7,000, 27 for 12,000 or more.
    method
        Who finds dense places: ``evoc``, or ``umap-hdbscan`` (an extra), BERTopic's own, to compare with.

    Raises
    ------
    NotApplicable
        ``topics.too_few`` (n, least): fewer than 50 distinct texts with a telling word, or ``topics.too_alike`` (n).
    InputError
        `ids`, `embeddings` or `tokens` are not one a text; `min_topic_size` below 2; a `method` that is unknown or not
        installed.

    References
    ----------
    EVoC (Tutte Institute), BERTopic (Grootendorst 2022) for c-TF-IDF and MMR.
    """
    if ids is not None and len(ids) != len(texts):
        raise InputError(f"{len(ids)} ids for {len(texts)} texts; give one a text.")
    if min_topic_size is not None and min_topic_size < 2:
        raise InputError(f"min_topic_size is {min_topic_size}; allowed: 2 or more.")
    check_method(method)
    if len(texts) < MIN_TEXTS:
        raise NotApplicable("topics.too_few", n=len(texts), least=MIN_TEXTS)
    sentences, tokens = read(texts, embeddings, tokens)
    worded, rows, inverse = distinct(sentences, tokens)
    if len(rows) < MIN_TEXTS:
        raise NotApplicable("topics.too_few", n=len(rows), least=MIN_TEXTS)

    size = min_topic_size or usual_size(len(rows))
    n_groups = max(2, round(len(rows) / (_TEXTS_PER_TOPIC * size)))
    picked = spread_out(len(rows))
    sample = rows[picked]
    words = [tokens[row] for row in sample.tolist()]
    space = Space.fit(sentences[sample], words)
    joined = space.transform(sentences[sample], words)
    size_in_sample = max(2, round(size * len(sample) / len(rows)))
    found = find_groups(joined, space, min_size=size_in_sample, n_groups=n_groups, seed=seed, method=method)
    if found is None:
        raise NotApplicable("topics.too_alike", n=len(rows))
    dense, topic, strength = _everywhere(found, sentences, tokens, rows, sample)
    floor = _floor(strength[inverse], len(texts))
    topic = np.where(strength >= floor, topic, -1)

    keywords = keywords_of(words, topic[picked], found.space)
    table, order = _topic_table(keywords, topic[inverse], len(texts))
    number = np.full(len(found.centres) + 1, -1, dtype=np.int64)  # the last stands for "no topic": -1 stays -1
    number[order] = np.arange(len(order))
    assignments = pd.DataFrame({"id": range(len(texts)) if ids is None else ids, "topic": -1, "strength": 0.0})
    assignments["raw_topic"] = -1
    assignments.loc[worded, "topic"] = number[topic[inverse]]
    assignments.loc[worded, "strength"] = np.where(topic >= 0, strength, 0.0).clip(0, 1)[inverse]
    assignments.loc[worded, "raw_topic"] = number[dense[inverse]]
    return TopicModel(
        assignments=assignments,
        topics=table,
        space=found.space,
        centres=found.centres[order],
        floor=floor,
        min_topic_size=size_in_sample,
        n_groups=n_groups,
        seed=seed,
        method=method,
        vectors=joined,
        rows=sample,
    )


def distinct(sentences: Vectors, tokens: Tokens) -> tuple[Labels, Labels, Labels]:
    """Return the rows with a telling word, the first of each content among them in hash order, and each one's place."""
    worded = np.flatnonzero([bool(words) for words in tokens])
    first, inverse = content_order(
        (" ".join(tokens[row]).encode(), sentences[row].tobytes()) for row in worded.tolist()
    )
    return worded, worded[first], inverse


def usual_size(n: int) -> int:
    """Return the least size of a topic for `n` distinct texts: beyond the sample's size, no more topics come out."""
    found_in = min(n, _FIT_MOST)
    return max(_LEAST_SIZE, round(found_in**0.65 / _TEXTS_PER_TOPIC * n / found_in))


def spread_out(n: int) -> Labels:
    """Return the places of all `n` rows, or of `_FIT_MOST` at even distances: in hash order a random sample."""
    return np.arange(n) if n <= _FIT_MOST else np.linspace(0, n - 1, _FIT_MOST).round().astype(np.int64)


def _everywhere(
    found: Groups, sentences: Vectors, tokens: Tokens, rows: Labels, sample: Labels
) -> tuple[Labels, Labels, Array]:
    """Return what density says (-1 outside of the sample), the nearest group and the cosine to it for all `rows`."""
    if len(sample) == len(rows):
        return found.dense, found.nearest, found.strength
    dense = np.full(len(rows), -1, dtype=np.int64)
    nearest, strength = np.empty(len(rows), dtype=np.int64), np.empty(len(rows))
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        placed = found.space.transform(sentences[part], [tokens[row] for row in part.tolist()])
        nearest[start : start + _CHUNK], strength[start : start + _CHUNK] = nearest_centroid(placed, found.centres)
    dense[spread_out(len(rows))] = found.dense
    return dense, nearest, strength


def _floor(strength: Array, n: int) -> float:
    """Return the cosine below which at most the allowed share of all `n` rows lies."""
    wordless = 1 - len(strength) / n
    share = min(max(_OUTLIERS - wordless, 0.0), _UNCERTAIN)
    return float(np.sort(strength)[int(share * n)])


def _topic_table(keywords: dict[int, list[str]], topic_of_rows: Labels, n: int) -> tuple[pd.DataFrame, list[int]]:
    """Return the topics table, and the groups in its order: by size, ties by label."""
    labels = label_groups(keywords)
    sizes = {group: int((topic_of_rows == group).sum()) for group in keywords}
    order = sorted(keywords, key=lambda group: (-sizes[group], labels[group], group))
    table = pd.DataFrame(
        {
            "topic": range(len(order)),
            "size": [sizes[group] for group in order],
            "share": [sizes[group] / n for group in order],
            "keywords": ["、".join(keywords[group]) for group in order],
            "label": [labels[group] for group in order],
        }
    )
    return table, order
