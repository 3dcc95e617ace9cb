"""The characters of many texts at once, as numbers: one form for each, and no endless repetitions.

Texts come joined by line feeds, and no step looks across one: what becomes of a text depends on that text alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]

LONGEST_UNIT = 10
"""Characters of the longest expression whose repetition is taken for emphasis (退钱退钱退钱)."""

_UNKNOWN, _DROPPED, _SEVERAL = -1, -2, -3
_NEVER_SHOWN = ("Cf", "Cs", "Co", "Cn")
_KEYCAP_AND_VARIANTS = "\u20e3\ufe0e\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def fold(text: str) -> str:
    """Return `text` in NFKC; invisible characters vanish, emoji, pictures and control characters become a space.

    Zero-width characters, direction marks, lone surrogates and private use vanish, so that a word which they split is
    whole again. Line feeds stay.
    """
    codes = _codes(text)
    forms = _looked_up(codes, _forms(), _form)
    several = np.unique(codes[forms == _SEVERAL])
    if len(several):
        for code in several.tolist():
            text = text.replace(chr(code), _expanded(chr(code)))
        codes = _codes(text)
        forms = _looked_up(codes, _forms(), _form)
    return unicodedata.normalize("NFC", _text(forms[forms != _DROPPED]))


def squeeze(text: str) -> str:
    """Return `text` with runs shortened: of a mark or a space to one, of a letter to two, of an expression to one.

    An expression (2-10 characters without a digit) counts as a run when it stands three times or more without
    anything between; numbers stay as they are.
    """
    codes = _codes(text)
    before = -1
    while len(codes) != before:
        codes = _without_runs(codes)
        before = len(codes)
        for unit in range(2, LONGEST_UNIT + 1):
            codes = _without_repeats(codes, unit)
    return _text(codes)


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.int32)


def _text(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le")


def _looked_up(codes: Codes, table: Codes, value: Callable[[str], int]) -> Codes:
    """Return the table's values; a character that the table has not met yet is entered first."""
    found = table.take(codes)
    new = codes[found == _UNKNOWN]
    if len(new):
        for code in np.unique(new).tolist():
            table[code] = value(chr(code))
        found = table.take(codes)
    return found


@cache
def _forms() -> Codes:
    return np.full(0x110000, _UNKNOWN, np.int32)


@cache
def _kinds() -> Codes:
    return np.full(0x110000, _UNKNOWN, np.int32)


def _form(char: str) -> int:
    expanded = _expanded(char)
    if len(expanded) > 1:
        return _SEVERAL
    return ord(expanded) if expanded else _DROPPED


def _expanded(char: str) -> str:
    parts = [_shown(part) for part in unicodedata.normalize("NFKC", char)]
    # Three full stops for an ellipsis would be one after squeezing anyway.
    return parts[0] if len(set(parts)) == 1 and not parts[0].isalnum() else "".join(parts)


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if char == "\n":
        return char
    if kind in _NEVER_SHOWN or char in _KEYCAP_AND_VARIANTS:
        return ""
    return " " if kind in ("So", "Cc") or kind[0] == "Z" or ord(char) in _SKIN_TONES else char


_OTHER, _MARK, _LETTER = range(3)


def _kind(char: str) -> int:
    if char.isalpha():
        return _LETTER
    return _OTHER if char.isalnum() or char == "\n" else _MARK


def _without_runs(codes: Codes) -> Codes:
    again = np.flatnonzero(codes[1:] == codes[:-1]) + 1
    kinds = _looked_up(codes[again], _kinds(), _kind)
    third = (again > 1) & (codes[again] == codes[again - 2])
    return np.delete(codes, again[(kinds == _MARK) | ((kinds == _LETTER) & third)])


def _without_repeats(codes: Codes, unit: int) -> Codes:
    # n characters in a row that equal the one a unit later are a stretch of n + unit characters with that period.
    same = (codes[unit:] == codes[:-unit]).tobytes()
    if b"\1" * 2 * unit not in same:
        return codes
    keep = np.ones(len(codes), dtype=bool)
    for run in re.finditer(rb"\x01{%d,}" % (2 * unit), same):
        start, length = run.start(), run.end() - run.start()
        if all(_kind(char) != _OTHER for char in _text(codes[start : start + unit])):
            keep[start + unit : start + unit + length // unit * unit] = False
    return codes[keep]
