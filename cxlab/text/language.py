"""Which language a text is in, told from its script alone."""

from __future__ import annotations

from typing import Literal, TypeAlias

Language: TypeAlias = Literal["zh", "en", "mixed"]

_CHINESE = 0.5
"""Least share of Chinese characters in a Chinese text: what is left are digits, marks, spaces and a model's name."""
_ENGLISH = 0.05


def language(text: str) -> Language:
    """Return zh, en (any text in Latin letters, and one without letters) or mixed, for a normalized text."""
    # A Chinese character has three bytes in UTF-8, a letter, digit or mark of ASCII one: quicker than counting.
    chinese = (len(text.encode()) - len(text)) / 2
    share = chinese / max(len(text), 1)
    return "zh" if share >= _CHINESE else "en" if share <= _ENGLISH else "mixed"
