"""One complaint, several matters: a text cut into clauses that are long enough to be about something."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARK = re.compile(r"[,，。!！?？;；、~～…\n]+|\.(?!\d)|(?<=[\u3400-\u9fff])[ \t\u3000]+(?=[\u3400-\u9fff])")
_LATIN = re.compile(r"[A-Za-z]+")
_LEAST = 8


def clauses(texts: Sequence[str]) -> list[list[str]]:
    """Return the clauses of each text in order; joined, they are the text without blanks at the ends of clauses.

    A clause ends at a mark, a line end, or a blank between two Chinese characters (customers type blanks for commas).
    One with fewer than 8 characters (an English word counts as two) says too little by itself and goes with the next,
    the last with the one before. A text without anything but blanks has none.
    """
    return [_clauses(text) for text in texts]


def _clauses(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for end in [*(mark.end() for mark in _MARK.finditer(text)), len(text)]:
        piece = text[start:end]
        if end == len(text) and found and _length(piece) < _LEAST:
            found[-1] += piece
        elif piece.strip() and (end == len(text) or _length(piece) >= _LEAST):
            found.append(piece)
        else:
            continue
        start = end
    return [piece.strip() for piece in found]


def _length(piece: str) -> int:
    return sum(char.isalnum() for char in _LATIN.sub("ab", piece))
