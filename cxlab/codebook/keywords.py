"""Words that tell one group of texts from all the others."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from cxlab.text.keywords import telling
from cxlab.text.space import Tokens

_KEYWORDS = 10
_LEAST_USES = 3


def keywords(tokens: Tokens, member: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return up to 10 words, the most telling first (`cxlab.text.keywords.telling`).

    Parameters
    ----------
    tokens
        Words of each text.
    member
        True for the texts of the group. Words that fewer than 3 of them use are left out (1 in a group below 10).
    """
    within: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for words, inside in zip(tokens, member.tolist(), strict=True):
        (within if inside else outside).update(set(words))
    n_in, n_out = int(member.sum()), int((~member).sum())
    least = _LEAST_USES if n_in >= 10 else 1
    scores = {word: telling(n, outside[word], n_in, n_out) for word, n in within.items() if n >= least}
    best = sorted((word for word in scores if scores[word] > 0), key=lambda word: (-scores[word], word))
    return tuple(best[:_KEYWORDS])
