"""What the words before an evaluation do to it: turn it round, halve it, make it stronger or weaker."""

from __future__ import annotations

import re
from dataclasses import dataclass

WINDOW = 4
"""Characters (or English words) that may stand between such a word and what it changes, in the same clause."""

_UNIT = re.compile(r"[a-z0-9']+|[^\sa-z0-9]")
_STRONGER, _WEAKER = 1.5, 0.7
_TURNED = {True: -0.8, False: -0.5}
_HALVED = {True: -0.5, False: -0.3}


@dataclass(frozen=True)
class Modifier:
    """A negation or an intensifier: its list entry, the section it stands in, and where it ends."""

    entry: str
    section: str
    end: int


def in_reach(modifiers: list[Modifier], text: str, start: int) -> list[Modifier]:
    """Return those `modifiers` (of the clause, in order) that reach a word at `start`; each may stand on the next."""
    found: list[Modifier] = []
    at = start
    for modifier in reversed(modifiers):
        if at - modifier.end > 8 * WINDOW or len(_UNIT.findall(text[modifier.end : at])) > WINDOW:
            break
        found.insert(0, modifier)
        at = min(at, modifier.end - len(modifier.entry))
    return found


def factor(negations: list[Modifier], *, good: bool) -> float:
    """Return what `negations` leave of a good or bad word, with its sign.

    Not good is nearly bad (-0.8), not very good is half of it (-0.5); not bad is only half good (-0.5, -0.3). Two
    negations cancel to half of the word (不是不好).
    """
    if not negations:
        return 1.0
    if len(negations) % 2 == 0:
        return 0.5
    hardly = any(negation.section == "hardly" for negation in negations)
    return (_HALVED if hardly else _TURNED)[good]


def stress(intensifiers: list[Modifier]) -> float:
    """Return the factor of the nearest intensifier: 1.5 for 非常, 0.7 for 有点, 1 without any."""
    if not intensifiers:
        return 1.0
    return _STRONGER if intensifiers[-1].section == "strong" else _WEAKER
