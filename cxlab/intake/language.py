"""Which language a report on some files should speak, told from their headers and cells."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def speaks_english(frames: Iterable[pd.DataFrame]) -> bool:
    """Tell whether raw tables are wholly English: no Chinese character anywhere, and some words beside each other.

    Codes alone (ids, "q_1") tell no language.
    """
    worded = False
    for frame in frames:
        for column in frame.columns:
            texts = [str(column), *(cell for cell in frame[column].unique() if isinstance(cell, str))]
            if any(_HAN.search(text) for text in texts):
                return False
            worded = worded or any(_WORDS.search(text) for text in texts)
    return worded
