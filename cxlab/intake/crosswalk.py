"""A first guess at the crosswalk: features and items whose names share a word, and how often complaints say it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import product

from cxlab.intake.words import plain

_MOST_COMMON, _FEWEST_NAMES = 0.5, 3
_LEAST_CHARACTERS, _LEAST_LETTERS = 2, 4


@dataclass(frozen=True)
class LinkGuess:
    """A feature and an item that share `word`, which `count` complaints contain."""

    feature: str
    item: str
    word: str
    count: int


def guess_links(features: dict[str, str], items: dict[str, str], texts: list[str]) -> list[LinkGuess]:
    """Return the best item for each feature where their names share a word.

    Parameters
    ----------
    features, items
        ``{id: name}``; a word that more than half of the names of either side hold says nothing and is not counted
        (from three names).
    texts
        Complaint texts; only counted, never shown.
    """
    common = _common(list(features.values())) | _common(list(items.values()))
    found = []
    for feature, name in features.items():
        shared = [
            (len(word), word, item)
            for (item, other), word in product(items.items(), _words(name) - common)
            if word in _words(other)
        ]
        if shared:
            _, word, item = max(shared)
            found.append(LinkGuess(feature, item, word, sum(word in plain(t) for t in texts)))
    return found


def _common(names: list[str]) -> set[str]:
    if len(names) < _FEWEST_NAMES:
        return set()
    times = Counter(word for name in names for word in _words(name))
    return {word for word, n in times.items() if n > _MOST_COMMON * len(names)}


def _words(name: str) -> set[str]:
    """Return Latin words of four letters and more, and runs of two to four Chinese characters."""
    text = plain(name)
    latin = {w for w in re.findall(r"[a-z]+", text) if len(w) >= _LEAST_LETTERS}
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    chinese = {run[i : i + size] for run in runs for size in (2, 3, 4) for i in range(len(run) - size + 1)}
    return latin | chinese
