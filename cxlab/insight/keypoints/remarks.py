"""What a text says right at a touchpoint's word: the few characters that are about the touchpoint itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from cxlab.insight.journey.placed import Finder

REACH, LATIN_REACH = 10, 40
"""Characters on either side of the word, in Chinese and in other script."""
_MARK = re.compile(r"[,，。!！?？;；、~～…\n]+|\.(?!\d)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def remarks(complaints: pd.DataFrame, words: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Cut out what is said around each touchpoint's words, up to the next punctuation mark.

    A complaint that names the lounge may be about the wait there: what is read as negative (`cxlab.text.reading.read`
    of ``remark``) must stand beside the word. Customers leave out marks, so a remark reaches no further than ten
    characters (forty without Chinese ones).

    Parameters
    ----------
    complaints
        ``complaint_id``, ``text`` (masked; in simplified script where the words are; a missing one says nothing).
    words
        ``{touchpoint: words}``; longer words are heard before shorter ones within them.

    Returns
    -------
    DataFrame
        ``complaint_id``, ``touchpoint``, ``remark``, in the order of the complaints; none twice.
    """
    finder = Finder.of(words)
    rows = []
    for identity, text in zip(complaints["complaint_id"], complaints["text"].astype("str").fillna(""), strict=True):
        for piece in _MARK.split(text):
            reach = REACH if _CHINESE.search(piece) else LATIN_REACH
            for word, at in finder.words_in(piece).items():
                remark = piece[max(0, at - reach) : at + len(word) + reach].strip()
                rows += [(identity, touchpoint, remark) for touchpoint in finder.owners[word]]
    return pd.DataFrame(rows, columns=["complaint_id", "touchpoint", "remark"]).drop_duplicates(ignore_index=True)
