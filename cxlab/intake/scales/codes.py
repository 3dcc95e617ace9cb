"""Numbers among answers that are no answers: 99, -3, a lone 9, a 0 below 1 to 5."""

from __future__ import annotations

from collections.abc import Mapping

from cxlab.intake.scales import anchors
from cxlab.intake.scales.given import Given
from cxlab.intake.scales.words import resource

ENOUGH = 30
"""Answers from which a number that nobody used says something."""
_ZERO_IS_NONE = (5, 7)
_LONE = (8, 9)
_LEAST_POINTS = 3
_LONGEST, _HUNDRED = 11, 100


def missing_codes(given: Given) -> tuple[float, ...]:
    """Return the numbers that seem to mean "not applicable".

    Words beside a number decide: "9 - Extremely important" is an answer, "6 - 不适用" is none. Outside of the ends
    that the question states, known codes (-99, 98, -3 ...) and 0 are none; a number that is no such code stays, and
    is off the scale. Without stated ends a 0 below 1 to 5 or 1 to 7 is none, and so is a lone 8 or 9.
    """
    labels = given.labels
    away = {v for v, word in labels.items() if word in anchors.not_applicable()} | (
        given.asked.away & set(given.numbers)
    )
    kept = {v for v, word in labels.items() if anchors.place_of(word)}
    counts = {v: n for v, n in given.numbers.items() if v not in away}
    found = _outside(counts, given.asked.ends) if given.asked.ends else _apart(counts)
    return tuple(sorted(away | (found - kept)))


def _outside(counts: Mapping[float, int], ends: tuple[float, float]) -> set[float]:
    low, high = ends
    codes = set(resource("anchors")["not_applicable_codes"])
    beyond = {v for v in counts if not low <= v <= high}
    return {v for v in beyond if v in codes or v == 0 or (v in _LONE and v - high > 1)}


def _apart(counts: Mapping[float, int]) -> set[float]:
    answers = _answers(set(counts))
    found = set(counts) - answers
    top = max(answers, default=0)
    if {0, 1} <= answers and top in _ZERO_IS_NONE:
        found |= {0.0}
    return found | _lone(answers - {0}, sum(counts.values()))


def _answers(seen: set[float]) -> set[float]:
    """Return the numbers that are no codes; -2 to 2 is a scale, -2 before -1 to 1 is none of it."""
    codes = set(resource("anchors")["not_applicable_codes"])
    plain = {v for v in seen if v not in codes}
    top = max(plain, default=0)
    if top > _LONGEST:
        return {v for v in seen if 0 <= v <= _HUNDRED or v not in codes}
    below = {v for v in seen if -top <= v < 0}
    return plain | below if 1 <= top <= 3 and len(below) >= top else plain


def _lone(answers: set[float], n: int) -> set[float]:
    """Return 8 and 9 where they stand apart from a scale of seven points or fewer, after many answers."""
    rest = {v for v in answers if v not in _LONE}
    top = max(rest, default=0)
    if n < ENOUGH or len(rest) < _LEAST_POINTS or min(rest) < 1 or top > 7:
        return set()
    alone = {v for v in answers if v in _LONE}
    return alone if alone and min(alone) - top > 1 else set()
