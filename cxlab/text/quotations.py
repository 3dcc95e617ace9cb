"""A few of the customers' own words for each group: typical, different from one another, short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, spmatrix
from sklearn.feature_extraction.text import TfidfVectorizer

from cxlab.errors import InputError
from cxlab.text.cluster import content_order
from cxlab.text.space import Array, Tokens
from cxlab.text.tokenize import tokenize

_CLAUSE = re.compile(r"[^,，。.!！?？;；、~～…\n]+[,，。.!！?？;；、~～…\n]*")
_MOST = 5_000
"""Different texts of a group that are looked at; a sample of more tells what is typical as well."""
_CANDIDATES = 60
"""Texts nearest to the middle of a group among which different ones are picked."""
_SAME = 0.7
"""Two quotations with a cosine above this say the same."""
_DIVERSITY = 0.4
_SHORTEST = 6
"""Characters; 太慢了 is true but tells nothing."""


def quotations(
    texts: Sequence[str],
    ids: Sequence[Any],
    groups: Sequence[int | str],
    *,
    tokens: Tokens | None = None,
    k: int = 4,
    max_chars: int = 40,
) -> pd.DataFrame:
    """Return up to `k` quotations a group: columns group, id, quotation; typical ones first.

    Among the texts nearest to the group's tf-idf centre those are picked that differ (maximal marginal relevance; near
    duplicates never). Of a text the run of whole clauses within `max_chars` characters is quoted that has most of the
    group's words; what is left out at either end shows as ``…``. Pass *masked* texts: nothing is masked here.

    Group -1 and texts without a telling word are left out. The order of the rows does not matter, except that of texts
    with equal content the first is quoted. Of a group with more than 5,000 different texts a random sample is looked
    at. A group whose texts are all too short or alike has fewer rows.

    Parameters
    ----------
    tokens
        Words of each text; default `tokenize(texts)`.

    Raises
    ------
    InputError
        `texts`, `ids`, `groups`, `tokens` differ in length, or `max_chars` is below 10.
    """
    lengths = [len(texts), len(ids), len(groups), len(texts if tokens is None else tokens)]
    if len(set(lengths)) > 1:
        raise InputError("{} texts, {} ids, {} groups, {} tokens; give one of each a text.".format(*lengths))
    if max_chars < 10:
        raise InputError(f"max_chars is {max_chars}; allowed: 10 or more.")
    belongs = np.asarray(groups, dtype=object)
    first, _ = content_order(
        (text.encode(errors="replace"), str(group).encode()) for text, group in zip(texts, groups, strict=True)
    )
    rows = np.array(_looked_at(texts, belongs, first.tolist()), dtype=np.int64)
    said = (
        [tokens[row] for row in rows.tolist()]
        if tokens is not None
        else tokenize([texts[row] for row in rows.tolist()])
    )
    rows = rows[np.array([bool(words) for words in said], dtype=bool)]
    if not len(rows):
        return pd.DataFrame(columns=["group", "id", "quotation"])
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    matrix = vectorizer.fit_transform([words for words in said if words])
    found = []
    for group in sorted(set(belongs[rows]), key=lambda name: (isinstance(name, str), name)):
        mine = np.flatnonzero(belongs[rows] == group)
        centre = np.asarray(matrix[mine].mean(axis=0)).ravel()
        weight = dict(zip(vectorizer.get_feature_names_out(), centre, strict=True))
        for pick in _typical_and_different(matrix[mine], centre, k):
            row = rows[mine[pick]]
            found.append((group, ids[row], _excerpt(texts[row], weight, max_chars)))
    return pd.DataFrame(found, columns=["group", "id", "quotation"])


def _looked_at(texts: Sequence[str], belongs: NDArray[np.object_], rows: Iterable[int]) -> list[int]:
    """Return the first of `rows` in each group that are long enough: in hash order a random sample."""
    seen: Counter[int | str] = Counter()
    found = []
    for row in rows:
        group = belongs[row]
        if group != -1 and seen[group] < _MOST and len(texts[row].strip()) >= _SHORTEST:
            seen[group] += 1
            found.append(row)
    return found


def _typical_and_different(matrix: spmatrix, centre: Array, k: int) -> list[int]:
    typical = np.asarray(csr_matrix(matrix) @ centre).ravel().round(9)
    candidates = np.argsort(-typical, kind="stable")[:_CANDIDATES]
    alike = (matrix[candidates] @ matrix[candidates].T).toarray().round(9)
    relevance = typical[candidates] / max(float(typical.max()), 1e-12)
    picked: list[int] = []
    while len(picked) < k:
        nearest = alike[:, picked].max(axis=1) if picked else np.zeros(len(candidates))
        score = np.where(nearest > _SAME, -np.inf, (1 - _DIVERSITY) * relevance - _DIVERSITY * nearest)
        best = int(score.argmax())
        if score[best] == -np.inf:
            break
        picked.append(best)
    return [int(candidates[row]) for row in picked]


def excerpt(text: str, *, max_chars: int = 40) -> str:
    """Return the first whole clauses of a text that fit; what is left out at the end shows as ``…``."""
    return _excerpt(text, {}, max_chars)


def _excerpt(text: str, weight: dict[str, float], max_chars: int) -> str:
    """Return the run of whole clauses that fits and weighs most; a clause that is too long by itself is cut."""
    text = " ".join(text.split())
    if len(text) <= max_chars:
        return text
    clauses = _CLAUSE.findall(text) or [text]
    weights = [sum(weight.get(word, 0.0) for word in words) for words in tokenize(clauses)]
    room = max_chars - 2
    best, best_key = clauses[0], (-1.0, 0)
    for start in range(len(clauses)):
        for stop in range(start + 1, len(clauses) + 1):
            run = "".join(clauses[start:stop])
            if len(run) > room and stop > start + 1:
                break
            key = (round(sum(weights[start:stop]), 9), -start)
            if key > best_key:
                best, best_key = run, key
    front = "" if text.startswith(best) else "…"
    if text.endswith(best) and len(best) <= room:
        return front + best
    return f"{front}{best.rstrip(',，;；、。. ')[:room]}…"
