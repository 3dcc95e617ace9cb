"""Entries of a word list found in a text: from left to right, the longest at each place, never overlapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SLOT = re.compile(r"(\{n\}|\{many\}|…|\*)")
_NUMERAL = "零一二两俩三仨四五六七八九十百千万几数半多好"
_SEVERAL = "两俩三仨四五六七八九十百千万几数多好无"
_GAP = r"[^,。.!?;:\n…]{0,6}?"
_SLOTS = {
    "{n}": rf" ?(?:\d{{1,9}}(?:\.\d{{1,2}})?|[{_NUMERAL}]{{1,6}}) ?",
    "{many}": rf" ?(?:[2-9]|\d{{2,9}}|[{_SEVERAL}]{{1,6}}) ?",
    "…": _GAP,
    "*": "[a-z]{0,6}",
}
_FIRST = {"{n}": "0123456789" + _NUMERAL, "{many}": "0123456789" + _SEVERAL}


class Matcher:
    """Finds the entries of word lists; the work is linear in the text, whatever the text is.

    An entry is written as customers write (simplified script, lower case), with four slots: ``{n}`` any number,
    ``{many}`` a number above one, ``…`` up to six characters of the same clause, ``*`` the ending of an English word.
    An entry of Latin letters stands alone: "ad" is not found in "bad".
    """

    def __init__(self, entries: Iterable[str]) -> None:
        by_first: dict[str, list[str]] = {}
        for entry in sorted(set(entries), key=lambda entry: (-len(entry), entry)):
            for first in _first_characters(entry):
                by_first.setdefault(first, []).append(entry)
        self._entries = by_first
        self._patterns = {first: _alternatives(found) for first, found in by_first.items()}

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and entry of each match in `text` (normalized, lower case)."""
        patterns, at, length = self._patterns, 0, len(text)
        while at < length:
            pattern = patterns.get(text[at])
            match = pattern.match(text, at) if pattern else None
            if match is None or match.lastindex is None:
                at += 1
                continue
            yield at, match.end(), self._entries[text[at]][match.lastindex - 1]
            at = max(match.end(), at + 1)


def slots(entry: str) -> list[str]:
    """Return `entry` cut into literal parts and slots."""
    return [part for part in _SLOT.split(entry) if part]


def _first_characters(entry: str) -> str:
    first = slots(entry)[0]
    return _FIRST.get(first, first[0])


def _alternatives(entries: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"({_expression(entry)})" for entry in entries))


def _expression(entry: str) -> str:
    body = "".join(_SLOTS.get(part) or re.escape(part) for part in slots(entry))
    before = r"(?<![a-z0-9])" if _latin(entry[0]) else ""
    after = r"(?![a-z0-9])" if _latin(entry[-1]) or entry[-1] == "*" else ""
    return f"{before}{body}{after}"


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
