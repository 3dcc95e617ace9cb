"""How many texts use each word: all that can be said of texts that are too few or too alike for topics."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from cxlab.text.space import Tokens

_LEAST = 2
"""A word that a single text uses may point to its writer."""


def frequencies(tokens: Tokens, *, most: int = 30) -> pd.DataFrame:
    """Return word, rows (texts that use it, at least 2) of the `most` frequent words, the most frequent first."""
    used = Counter(word for words in tokens for word in set(words))
    kept = sorted(((word, n) for word, n in used.items() if n >= _LEAST), key=lambda pair: (-pair[1], pair[0]))[:most]
    return pd.DataFrame(kept, columns=["word", "rows"]).astype({"word": "str", "rows": "int64"})
