"""Praise among the complaints: simple, readable rules, so that a kind word is not listed as a problem."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.text.normalize import normalize

LEAST = 0.2
TIMES = 3


def is_praise(texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell which texts praise: they have a word of ``resources/text/praise.txt`` that is not negated just before.

    A proposal by word list, not a reading: sarcasm is taken at its word.
    """
    pattern = _pattern()
    return np.array([bool(pattern.search(text)) for text in normalize(texts)], dtype=bool)


@cache
def _pattern() -> re.Pattern[str]:
    lines = files("cxlab").joinpath("resources/text/praise.txt").read_text(encoding="utf-8").splitlines()
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!不)(?<!没)(?<!别)(?<!不太)(?<!没有)(?<!not )(?<!never )(?:{either})", re.IGNORECASE)


def praise_topics(texts: Sequence[str], topics: npt.ArrayLike) -> list[int]:
    """Return the topics that stand out by praise: a fifth of their texts and three times the median topic at least.

    A share alone would not do: angry hotel guests praise the location too. Topic -1 is left out.
    """
    frame = pd.DataFrame({"topic": np.asarray(topics), "praise": is_praise(texts)})
    share = frame[frame["topic"] >= 0].groupby("topic")["praise"].mean()
    stands_out = (share >= LEAST) & (share >= TIMES * share.median())
    return [int(topic) for topic in share.index[stands_out]]
