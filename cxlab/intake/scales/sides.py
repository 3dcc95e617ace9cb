"""Which side of a KANO question a text asks for, and what is left of it without the words that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cxlab.intake.headers import unnumbered
from cxlab.intake.scales.words import resource, simple, speaks_of


@dataclass(frozen=True)
class Side:
    """The side of a text.

    `stem` is the text without marks, numbering and signs; `present` and `absent` count its marks of each kind.
    `explicit`: marks that only KANO questions have (functional, 反向题); `conditional`: it opens as one (如果 ...);
    `coded`: a part of its name may stand for the side ("F4_d"), which only the name of another column confirms.
    """

    stem: str
    present: int
    absent: int
    explicit: bool
    conditional: bool
    coded: bool = False

    @property
    def lean(self) -> tuple[int, int]:
        """Order sides from present to absent."""
        return self.absent, -self.present

    @property
    def name(self) -> str:
        """The side, "" where the text tells none."""
        if self.absent:
            return "dysfunctional"
        return "functional" if self.present or self.conditional else ""


def side_of(text: str) -> Side:
    """Return the side of a text; "F4_functional", "F4_d" and "如果没有 X" alike."""
    said = simple(unnumbered(text))
    known = resource("question")
    explicit = any(re.search(_pattern(mark), said) for mark in known["explicit"])
    conditional = speaks_of(said, known["conditions"])
    rest, times = said, {1: 0, -1: 0, 0: 0}
    for sign, pattern in _marks():
        rest, n = pattern.subn(" ", rest)
        times[sign] += n
    tokens = re.sub(r"[\W_]+", " ", rest).split()
    coded = _by_token(tokens) if not times[1] and not times[-1] else None
    if coded is not None:
        sign, tokens = coded
        times[sign] = 1
    return Side("".join(tokens), times[1], times[-1], explicit, conditional, coded is not None)


def _by_token(tokens: list[str]) -> tuple[int, list[str]] | None:
    """Return the sign of a name such as "f4 d" and the rest of it; it must hold exactly one such token."""
    known = resource("question")
    signs = {t: 1 for t in known["present_tokens"]} | {t: -1 for t in known["absent_tokens"]}
    found = [t for t in tokens if t in signs]
    return (signs[found[0]], [t for t in tokens if t not in signs]) if len(found) == 1 < len(tokens) else None


def importance_stem(text: str) -> str | None:
    """Return what is left of a question on importance, None where it is none."""
    said = simple(unnumbered(text))
    found = [
        m for m in sorted(resource("question")["importance"], key=len, reverse=True) if re.search(_pattern(m), said)
    ]
    if not found:
        return None
    for mark in found:
        said = re.sub(_pattern(mark), " ", said)
    return side_of(said).stem


@cache
def _marks() -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Return every mark with its sign, longest first: 1 present, -1 absent, 0 neither."""
    known = resource("question")
    signed = [(1, m) for m in known["present"]] + [(-1, m) for m in known["absent"]] + [(0, m) for m in known["filler"]]
    ordered = sorted(signed, key=lambda mark: len(mark[1]), reverse=True)
    return tuple((sign, re.compile(_pattern(mark))) for sign, mark in ordered)


@cache
def _pattern(mark: str) -> str:
    return rf"(?<![a-z]){re.escape(mark)}(?![a-z])" if mark.isascii() else re.escape(mark)
