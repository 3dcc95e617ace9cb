"""The ends of a scale of numbers, and the numbers on it that are no answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from cxlab.intake.notes import Note, note
from cxlab.intake.scales.question import Question
from cxlab.intake.scales.words import resource

ENOUGH = 30
"""Answers from which an unused number says something."""
_EXPECTED, _SHARE = 10, 0.05
_TOPS = (5, 7, 10)
_ELEVEN = 11
_ZERO_IS_NONE = (5, 7)
_LONE = (8, 9)


@dataclass(frozen=True)
class Ends:
    """A scale of numbers: `low` and `high` as stored (before `shift` and `ranks`), `missing` codes.

    `recode` maps stored numbers to those meant, where these differ.
    """

    low: float
    high: float
    missing: tuple[float, ...] = ()
    recode: dict[float, float] | None = None
    traps: tuple[Note, ...] = ()


def find_ends(counts: Mapping[float, int], asked: Question) -> Ends | None:
    """Return the scale that some numbers lie on, or None where they are no answers on a scale.

    Parameters
    ----------
    counts
        How often each number was given.
    asked
        What the question says; ends that it states hold, whatever was answered.
    """
    missing = _missing(counts, asked)
    given = {number: n for number, n in counts.items() if number not in missing}
    if not given or any(number % 1 for number in given):
        return None
    span = _span(given, asked)
    if span is None:
        return None
    low, high = span
    if _stored_from_one(given, span, asked):
        traps = (note("scale_from_one"), *_missing_told(counts, missing))
        return Ends(1, _ELEVEN, missing, {float(v): v - 1.0 for v in range(1, _ELEVEN + 1)}, traps)
    ranks = _ranks(given, low, high)
    traps = (*_missing_told(counts, missing), *_gaps(given, ranks), *_unused(given, low, high, ranks))
    return Ends(low, high, missing, ranks, traps)


def _missing(counts: Mapping[float, int], asked: Question) -> tuple[float, ...]:
    """Return the numbers that stand apart from the answers: 99, -3, a lone 9, a 0 below 1 to 5."""
    codes = set(resource("anchors")["not_applicable_codes"])
    seen = set(counts)
    if asked.ends is not None:
        low, high = asked.ends
        away = {v for v in seen if not low <= v <= high}
        return tuple(sorted(v for v in away if v in codes or v == 0 or (v in _LONE and v - high > 1)))
    answers = _answers(seen, codes)
    missing = seen - answers
    top = max(answers, default=0)
    if 0 in answers and top in _ZERO_IS_NONE and 1 in answers:
        missing |= {0}
    below = {v for v in answers if v not in _LONE}
    if below and sum(counts.values()) >= ENOUGH and len(below) >= 3 and 1 <= min(below) <= max(below) <= top - 2:
        missing |= {v for v in answers if v in _LONE and max(below) in (3, 4, 5, 7)}
    return tuple(sorted(missing))


def _answers(seen: set[float], codes: set[float]) -> set[float]:
    """Return the numbers that are no codes; -2 to 2 is a scale, -2 before -1 to 1 is none of it."""
    top = max((v for v in seen if v not in codes), default=0)
    balanced = {v for v in seen if -top <= v <= top}
    below = {v for v in balanced if v < 0}
    if 1 <= top <= 3 and len(below) >= top:
        return balanced
    return {v for v in seen if v not in codes}


def _span(given: Mapping[float, int], asked: Question) -> tuple[float, float] | None:
    low, high = min(given), max(given)
    if asked.ends is not None:
        inside = sum(n for v, n in given.items() if asked.ends[0] <= v <= asked.ends[1])
        return asked.ends if inside > 0.5 * sum(given.values()) else None
    if low < 0:
        return (-high, high) if -high <= low else None
    if high > _ELEVEN:
        return (0, 100) if high <= 100 and asked.kind in ("csat", "nps") else None
    if set(given) <= {0, 1}:
        return (0, 1) if len(given) == 2 or asked.kind else None
    if len(given) < 3 and not asked.kind:
        return None
    return _usual(given, asked)


def _usual(given: Mapping[float, int], asked: Question) -> tuple[float, float]:
    """Return the usual scale that holds what was answered."""
    low, high = min(given), max(given)
    if high == _ELEVEN:
        return (1, _ELEVEN)
    if asked.kind == "nps" and high > 5:
        return (1, 10) if low == 1 and given[1] >= _EXPECTED else (0, 10)
    if low == 0:
        return (0, next(top for top in (1, 2, 3, 4, 5, 6, 10) if top >= high))
    settled = given[high] >= max(_EXPECTED, _SHARE * sum(given.values()))
    return (1, high) if settled and high in (3, 4, 6, 9) else (1, next(top for top in _TOPS if top >= high))


def _stored_from_one(given: Mapping[float, int], span: tuple[float, float], asked: Question) -> bool:
    """Tell whether 0 to 10 is stored as 1 to 11."""
    return max(given) == _ELEVEN and min(given) >= 1 and (span == (1, _ELEVEN) or asked.ends == (0, 10))


def _ranks(given: Mapping[float, int], low: float, high: float) -> dict[float, float] | None:
    """Return the points meant by codes 1, 2, 4, 5, 6: a number between two that are much used was never offered."""
    seen = sorted(given)
    if not _holes(given) or max(seen) > 7 or min(seen) != low or not 4 <= len(seen) <= 7:
        return None
    return {code: low + place for place, code in enumerate(seen)}


def _holes(given: Mapping[float, int]) -> list[float]:
    if sum(given.values()) < ENOUGH:
        return []
    seen = sorted(given)
    return [
        float(hole)
        for before, after in pairwise(seen)
        for hole in range(int(before) + 1, int(after))
        if (given[before] + given[after]) / 2 >= max(_EXPECTED, _SHARE * sum(given.values()))
    ]


def _gaps(given: Mapping[float, int], ranks: dict[float, float] | None) -> tuple[Note, ...]:
    holes = _holes(given)
    if not holes:
        return ()
    told = {"unused": _listed(holes), "codes": _listed(sorted(given))}
    return (note("scale_gap", **told, ranks=len(given)),) if ranks else (note("scale_unused_inside", **told),)


def _unused(given: Mapping[float, int], low: float, high: float, ranks: dict[float, float] | None) -> tuple[Note, ...]:
    ends = [end for end in (low, high) if end not in given]
    if not ends or ranks or high - low > 10:
        return ()
    return (note("scale_end_unused", ends=_listed(ends), low=f"{low:g}", high=f"{high:g}", n=sum(given.values())),)


def _missing_told(counts: Mapping[float, int], missing: tuple[float, ...]) -> tuple[Note, ...]:
    if not missing:
        return ()
    share = sum(counts[code] for code in missing) / sum(counts.values())
    return (note("scale_zero" if missing == (0,) else "scale_codes", codes=_listed(missing), share=share),)


def _listed(numbers: list[float] | tuple[float, ...]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)
