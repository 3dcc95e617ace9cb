"""Problem, need, praise, question or no content: what a customer came to say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cxlab.text.reading.clauses import Clauses
from cxlab.text.reading.cues import Cue
from cxlab.text.reading.lexicon import Lexicon
from cxlab.text.reading.matcher import Matcher

_LETTER = re.compile(r"[^\W\d_]")
_PIECES = re.compile(r"[\W_]+")
_BEYOND = 2.0


@dataclass(frozen=True)
class Forms:
    """The forms of speech in a text, by list section, and the clauses that wish or ask."""

    found: dict[str, tuple[str, ...]]
    wishing: frozenset[int]
    asking: frozenset[int]

    def __getitem__(self, section: str) -> tuple[str, ...]:
        return self.found.get(section, ())


@dataclass(frozen=True)
class KindReader:
    """Tells kinds apart by ``wish.txt``, ``question.txt`` and ``no_content.txt`` and the cues of the text."""

    lexicon: Lexicon

    @cached_property
    def _wishes(self) -> Matcher:
        return Matcher(self.lexicon.lists["wish"])

    @cached_property
    def _questions(self) -> Matcher:
        return Matcher(self.lexicon.lists["question"])

    def forms(self, text: str, clauses: Clauses) -> Forms:
        """Return the forms of speech in `text` (normalized, lower case)."""
        found: dict[str, dict[str, None]] = {}
        places: dict[str, set[int]] = {}
        for name, matcher in (("wish", self._wishes), ("question", self._questions)):
            for start, _, entry in matcher.find(text):
                section = self.lexicon.lists[name][entry]
                found.setdefault(section, {})[entry] = None
                places.setdefault(section, set()).add(clauses.at(start))
        asked = {clause for clause in range(len(clauses.marks)) if clauses.asked(clause)}
        asking = (asked | places.get("ask", set()) | places.get("form", set())) - places.get("rhetorical", set())
        return Forms(
            {section: tuple(entries) for section, entries in found.items()},
            frozenset(places.get("idea", ())),
            frozenset(asking),
        )

    def empty(self, text: str) -> bool:
        """Tell whether `text` says nothing: no letter, one character over and over, or only stock words."""
        pieces = [piece for piece in _PIECES.split(text) if piece]
        if not any(_LETTER.search(piece) for piece in pieces):
            return True
        stock = self.lexicon.lists["no_content"]
        whole = "".join(pieces)
        return whole in stock or all(piece in stock for piece in pieces) or (len(whole) > 1 and len(set(whole)) == 1)


def kind(cues: Sequence[Cue], forms: Forms, clauses: Clauses, *, hard: bool) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a text that says something, and the entries that decided.

    `hard` tells that effort, severity or a red line was found. The rules, in order:

    1. a form that only asks, and nothing bad beside it: question;
    2. more good than bad, and nothing hard: praise;
    3. a wish for something new or better, and little bad beside it: need;
    4. any form of question without anything bad: question;
    5. everything else: problem.
    """
    good = [cue for cue in cues if cue.weight > 0]
    bad = [cue for cue in cues if cue.weight < 0]
    plus, minus = sum(cue.weight for cue in good), -sum(cue.weight for cue in bad)
    reproach = forms["rhetorical"] + forms["remedy"]
    asks = bool(forms.asking)
    if forms["ask"] and asks and minus <= 1 and not reproach and not hard:
        return "question", forms["ask"]
    if plus > minus and plus > 0 and not (hard and minus):
        return "praise", _words(good)
    if forms["idea"] and minus <= _BEYOND and not reproach and not hard:
        return "need", forms["idea"]
    if asks and minus <= 0.5 and not reproach and not hard:
        return "question", forms["ask"] + forms["form"]
    return "problem", tuple(dict.fromkeys(_words(bad) + reproach))


def _words(cues: Sequence[Cue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cue.words for cue in cues))
