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
        ordered = sorted(set(entries))
        short, long = _by_beginning(ordered)
        self._short = {first: _Alternatives(_longest(found)) for first, found in short.items()}
        self._long = {two: _Alternatives(_longest(found, short.get(two[0], ()))) for two, found in long.items()}
        firsts = sorted({two[0] for two in long} | set(short))
        self._first = re.compile(f"[{''.join(map(re.escape, firsts))}]") if firsts else re.compile("(?!)")

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and entry of each match in `text` (normalized, lower case)."""
        done = 0
        for first in self._first.finditer(text):
            at = first.start()
            if at < done:
                continue
            candidates = self._long.get(text[at : at + 2]) or self._short.get(first[0])
            match = candidates.pattern.match(text, at) if candidates else None
            if candidates and match and match.lastindex:
                done = match.end()
                yield at, done, candidates.entries[match.lastindex - 1]


class _Alternatives:
    """Entries that begin alike, the longest first, and the pattern with a group for each."""

    def __init__(self, entries: Iterable[str]) -> None:
        self.entries = tuple(entries)
        self.pattern = re.compile("|".join(f"({_expression(entry)})" for entry in self.entries))


def _by_beginning(entries: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return entries by their first character where a second is not fixed, and by their first two where it is."""
    short: dict[str, list[str]] = {}
    long: dict[str, list[str]] = {}
    for entry in entries:
        literal = slots(entry)[0]
        if len(literal) > 1 and literal not in _SLOTS:
            long.setdefault(literal[:2], []).append(entry)
            continue
        for first in _FIRST.get(literal, literal[0]):
            short.setdefault(first, []).append(entry)
    return short, long


def _longest(*groups: Iterable[str]) -> list[str]:
    """Return the entries in the order in which they are tried; the longest first, a slot counting as one character."""
    found = [entry for group in groups for entry in group]
    return sorted(found, key=lambda entry: (-len(_SLOT.sub("_", entry)), len(slots(entry)), entry))


def slots(entry: str) -> list[str]:
    """Return `entry` cut into literal parts and slots."""
    return [part for part in _SLOT.split(entry) if part]


def _expression(entry: str) -> str:
    body = "".join(_SLOTS.get(part) or re.escape(part) for part in slots(entry))
    before = r"(?<![a-z0-9])" if _latin(entry[0]) else ""
    after = r"(?![a-z0-9])" if _latin(entry[-1]) or entry[-1] == "*" else ""
    return f"{before}{body}{after}"


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
