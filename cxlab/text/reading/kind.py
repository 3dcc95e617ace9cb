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
_HARDLY, _LITTLE = 1.0, 2.0
"""Weights of bad words that a question and a wish may have beside them."""


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


def kind(cues: Sequence[Cue], forms: Forms, spoken: int, *, hard: bool) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a text that says something, and the entries that decided.

    `spoken` is the number of its clauses that have words; `hard` tells that effort, severity or a red line was found.
    The rules, in order:

    1. a form that only asks, hardly anything bad and no reproach beside it: question;
    2. more good than bad (something not bad is not yet good), and nothing hard: praise;
    3. a wish in at least a third of the clauses and little bad beside it: need;
    4. a question in at least half of the clauses and hardly anything bad: question;
    5. everything else: problem.
    """
    good = [cue for cue in cues if cue.weight > 0]
    bad = [cue for cue in cues if cue.weight < 0]
    plus, minus = sum(cue.weight for cue in good), -sum(cue.weight for cue in bad)
    reproach = forms["rhetorical"] + forms["remedy"]
    calm = not reproach and not hard
    if forms["ask"] and calm and minus <= _HARDLY:
        return "question", forms["ask"]
    if plus > minus and any(not cue.turned for cue in good) and not (hard and minus):
        return "praise", _words(good)
    if calm and minus <= _LITTLE and len(forms.wishing) * 3 >= spoken and forms["idea"]:
        return "need", forms["idea"]
    if calm and minus <= _HARDLY and len(forms.asking) * 2 >= spoken and forms.asking:
        return "question", forms["ask"] + forms["form"] or ("?",)
    return "problem", tuple(dict.fromkeys(_words(bad) + reproach))


def _words(cues: Sequence[Cue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cue.words for cue in cues))
