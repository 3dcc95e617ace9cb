"""Which side of a KANO question a text asks for, and what is left of it without the words that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cxlab.intake.headers import unnumbered
from cxlab.intake.scales.words import resource
from cxlab.intake.words import plain


@dataclass(frozen=True)
class Side:
    """`stem`: the text without marks, numbering and signs. `present` and `absent`: how many marks of each it holds."""

    stem: str
    present: int
    absent: int


def side_of(text: str) -> Side:
    """Return the side of a text; "F4_functional" and "如果没有 X" alike."""
    said = plain(unnumbered(text))
    present, absent = 0, 0
    for sign, pattern in _marks():
        said, times = pattern.subn(" ", said)
        present += times if sign > 0 else 0
        absent += times if sign < 0 else 0
    tokens = re.sub(r"[\W_]+", " ", said).split()
    if not present and not absent and len(tokens) > 1:
        known = resource("question")
        kept = [t for t in tokens if t not in known["present_tokens"] and t not in known["absent_tokens"]]
        if len(kept) == len(tokens) - 1:
            gone = next(t for t in tokens if t not in kept)
            present, absent = int(gone in known["present_tokens"]), int(gone in known["absent_tokens"])
            tokens = kept
    return Side("".join(tokens), present, absent)


def importance_stem(text: str) -> str | None:
    """Return what is left of a question on importance, None where it is none."""
    said = plain(unnumbered(text))
    marks = sorted(resource("question")["importance"], key=len, reverse=True)
    found = [mark for mark in marks if re.search(_pattern(mark), said)]
    if not found:
        return None
    for mark in found:
        said = re.sub(_pattern(mark), " ", said)
    return side_of(said).stem


@cache
def _marks() -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Return every mark with its sign, longest first: +1 present, -1 absent, 0 neither."""
    known = resource("question")
    signed = [(1, m) for m in known["present"]] + [(-1, m) for m in known["absent"]] + [(0, m) for m in known["filler"]]
    ordered = sorted(signed, key=lambda mark: len(mark[1]), reverse=True)
    return tuple((sign, re.compile(_pattern(mark))) for sign, mark in ordered)


def _pattern(mark: str) -> str:
    return rf"(?<![a-z]){re.escape(mark)}(?![a-z])" if mark.isascii() else re.escape(mark)
