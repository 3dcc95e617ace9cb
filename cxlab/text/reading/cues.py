"""The evaluating words of a text, each with what stands before it in its clause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from cxlab.text.reading.clauses import Clauses
from cxlab.text.reading.lexicon import Lexicon
from cxlab.text.reading.matcher import Matcher
from cxlab.text.reading.negation import Modifier, factor, in_reach, stress

FEELINGS = ("angry", "anxious", "disappointed", "satisfied")
_VALUES = (*FEELINGS, "good", "bad")
_OTHERS = ("negation", "intensity", "contrast", "harmless")
_GOOD = frozenset(("satisfied", "good"))
_LETTER = re.compile(r"\w")


@dataclass(frozen=True)
class Cue:
    """An evaluating word: where it stands, its list and level, and its signed weight in the clause."""

    words: str
    source: str
    level: int
    weight: float
    stressed: float
    clause: int

    @property
    def turned(self) -> bool:
        """Whether a negation made good of bad or bad of good."""
        return (self.weight > 0) != (self.source in _GOOD)


@dataclass(frozen=True)
class CueFinder:
    """Finds the cues of a text by the lists of a lexicon."""

    lexicon: Lexicon

    @cached_property
    def _roles(self) -> Mapping[str, dict[str, str]]:
        """Entry → list → section; the first list of `_VALUES` that has an entry decides what it values."""
        roles: dict[str, dict[str, str]] = {}
        for name in (*_VALUES, *_OTHERS):
            for entry, section in self.lexicon.lists[name].items():
                roles.setdefault(entry, {})[name] = section
        return roles

    @cached_property
    def _words(self) -> Matcher:
        return Matcher(self._roles)

    @cached_property
    def _pictures(self) -> Matcher:
        """Emoji, which normalizing takes out of a text and which are therefore looked for in the text as it came."""
        return Matcher(entry for entry in self._roles if not _LETTER.search(entry))

    def find(self, text: str, clauses: Clauses) -> list[Cue]:
        """Return the cues of `text` (normalized, lower case) in order."""
        clause = _Clause(text, -1)
        cues: list[Cue] = []
        turn = False
        for start, end, entry in self._words.find(text):
            number = clauses.at(start)
            if number != clause.number:
                cues += clause.missing()
                clause = _Clause(text, number)
                turn = False
            roles = self._roles[entry]
            if "harmless" in roles:
                continue
            turn = turn or "contrast" in roles
            cue = clause.take(start, end, entry, roles)
            if cue is not None:
                cues.append(replace(cue, weight=cue.weight * _AFTER_BUT) if turn else cue)
        return cues + clause.missing()

    def pictures(self, raw: str) -> list[Cue]:
        """Return the cues that are emoji of the text as it came."""
        if raw.isascii():
            return []
        found = {entry: None for _, _, entry in self._pictures.find(raw)}
        return [_cue(entry, self._roles[entry], [], [], -1) for entry in found]


_AFTER_BUT = 1.5
_MISSING = 0.5
_SHARE = {"satisfied": 1.5, "anxious": 0.5}


class _Clause:
    """What has been met of one clause: modifiers wait here for the word that they change."""

    def __init__(self, text: str, number: int) -> None:
        self.text, self.number = text, number
        self._negations: list[Modifier] = []
        self._intensifiers: list[Modifier] = []
        self._unspent: dict[Modifier, str] = {}

    def take(self, start: int, end: int, entry: str, roles: Mapping[str, str]) -> Cue | None:
        if "negation" in roles:
            negation = Modifier(entry, roles["negation"], end)
            self._negations.append(negation)
            if "bad" in roles:
                self._unspent[negation] = roles["bad"]
            return None
        if "intensity" in roles:
            self._intensifiers.append(Modifier(entry, roles["intensity"], end))
            return None
        if not any(name in roles for name in _VALUES):
            return None
        return self._value(start, entry, roles)

    def _value(self, start: int, entry: str, roles: Mapping[str, str]) -> Cue:
        order = sorted(self._negations + self._intensifiers, key=lambda modifier: modifier.end)
        near = in_reach(order, self.text, start)
        negations = [modifier for modifier in near if modifier in self._negations]
        intensifiers = [modifier for modifier in near if modifier in self._intensifiers]
        for modifier in negations:
            self._unspent.pop(modifier, None)
        self._negations.clear()
        self._intensifiers.clear()
        return _cue(entry, roles, negations, intensifiers, self.number)

    def missing(self) -> list[Cue]:
        """A negation with nothing to turn round (没法, can't) tells of something that is missing."""
        return [
            Cue(negation.entry, "bad", int(section), -_MISSING * int(section), 1.0, self.number)
            for negation, section in self._unspent.items()
        ]


def _cue(
    entry: str, roles: Mapping[str, str], negations: list[Modifier], intensifiers: list[Modifier], clause: int
) -> Cue:
    source = next(name for name in _VALUES if name in roles)
    level, good, stressed = int(roles[source]), source in _GOOD, stress(intensifiers)
    weight = (1 if good else -1) * level * factor(negations, good=good) * stressed * _SHARE.get(source, 1.0)
    words = "·".join(modifier.entry for modifier in sorted((*intensifiers, *negations), key=lambda m: m.end))
    return Cue(f"{words}·{entry}" if words else entry, source, level, weight, stressed, clause)
