"""The ends of a scale of numbers, and what its codes mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from cxlab.intake.notes import Note, note
from cxlab.intake.scales.codes import ENOUGH, missing_codes
from cxlab.intake.scales.given import Given
from cxlab.intake.scales.question import Question

_EXPECTED, _SHARE, _STRAY = 10, 0.05, 0.02
_TOPS, _TOPS_FROM_ZERO = (5, 7, 10), (1, 2, 3, 4, 6, 10)
_SETTLED_TOPS = (3, 4, 6, 9)
_ELEVEN, _HUNDRED, _LONGEST_GAPPED = 11, 100, 7
_SCORED = ("csat", "nps")


@dataclass(frozen=True)
class Ends:
    """A scale of numbers: its ends as stored and as meant, codes that are no answers, and what is odd about it.

    `meant` maps stored numbers to those meant where they differ (1 to 11 for 0 to 10, 1, 2, 4, 5, 6 for 1 to 5).
    """

    low: float
    high: float
    missing: tuple[float, ...] = ()
    meant: dict[float, float] = field(default_factory=dict)
    traps: tuple[Note, ...] = ()

    @property
    def ends_meant(self) -> tuple[float, float]:
        """The ends after recoding."""
        values = [self.meant.get(v, v) for v in (self.low, self.high)]
        return values[0], values[1]


def find_ends(given: Given) -> Ends | None:
    """Return the scale that the numbers among some answers lie on, None where they are on none.

    Ends that the question states hold, whatever was answered.
    """
    missing = missing_codes(given)
    counts = {v: n for v, n in given.numbers.items() if v not in missing}
    ends = _span(counts, given.asked) if counts else None
    if ends is None:
        return None
    low, high = ends
    told = _codes_told(given.numbers, missing)
    usual = _without_strays(counts)
    if high == _ELEVEN or (ends == (0, 10) and max(usual) == _ELEVEN and min(counts) >= 1):
        meant = {float(v): v - 1.0 for v in range(1, _ELEVEN + 1)}
        return Ends(1, _ELEVEN, missing, meant, (note("scale_from_one"), *told))
    meant = _ranks(counts, low)
    odd = (*_off(counts, low, high), *(_gap(counts, meant) or _end_unused(counts, low, high)))
    return Ends(low, high, missing, meant, (*told, *odd))


def _without_strays(counts: Mapping[float, int]) -> Mapping[float, int]:
    """Return answers on 0 to 10 alone where hardly any other lies above them: a slip of the pen is no scale."""
    inside = {v: times for v, times in counts.items() if v <= _ELEVEN - 1}
    return inside if 0 < sum(counts.values()) - sum(inside.values()) <= _STRAY * sum(inside.values()) else counts


def _span(counts: Mapping[float, int], asked: Question) -> tuple[float, float] | None:
    if asked.kind == "nps":
        counts = _without_strays(counts)
    low, high, n = min(counts), max(counts), sum(counts.values())
    if asked.ends is not None:
        inside = sum(times for v, times in counts.items() if asked.ends[0] <= v <= asked.ends[1])
        return asked.ends if inside > 0.5 * n else None
    if high > _ELEVEN or not _on_steps(counts, asked):
        return (0, _HUNDRED) if low >= 0 and _ELEVEN < high <= _HUNDRED and asked.kind in _SCORED else None
    if low < 0:
        return (-high, high) if low >= -high else None
    if set(counts) <= {0, 1}:
        return (0, 1) if len(counts) == 2 or asked.kind else None
    return _usual(counts, asked) if len(counts) > 2 or asked.kind or asked.kano else None


def _on_steps(counts: Mapping[float, int], asked: Question) -> bool:
    """Whole numbers; halves ("4.5 stars") only where the question asks for a rating."""
    step = 2 if asked.kind in _SCORED else 1
    return all(v * step % 1 == 0 for v in counts)


def _usual(counts: Mapping[float, int], asked: Question) -> tuple[float, float]:
    """Return the usual scale that holds what was answered; `high` alone is believed where it was answered often."""
    low, high = min(counts), max(counts)
    if high == _ELEVEN:
        return 1, _ELEVEN
    if asked.kind == "nps" and high > 5:
        return (1, 10) if low == 1 and counts[1] >= _EXPECTED else (0, 10)
    if low == 0:
        return 0, next(top for top in _TOPS_FROM_ZERO if top >= high)
    if asked.kano and high <= _TOPS[0]:
        return 1, _TOPS[0]
    settled = counts[high] >= max(_EXPECTED, _SHARE * sum(counts.values()))
    return (1, high) if settled and high in _SETTLED_TOPS else (1, next(top for top in _TOPS if top >= high))


def _off(counts: Mapping[float, int], low: float, high: float) -> tuple[Note, ...]:
    off = sorted(v for v in counts if not low <= v <= high)
    return (note("scale_off", numbers=listed(off), low=f"{low:g}", high=f"{high:g}"),) if off else ()


def _holes(counts: Mapping[float, int]) -> list[float]:
    """Return the numbers that nobody used between two that many used."""
    n = sum(counts.values())
    if n < ENOUGH:
        return []
    return [
        float(hole)
        for before, after in pairwise(sorted(counts))
        for hole in range(int(before) + 1, int(after))
        if (counts[before] + counts[after]) / 2 >= max(_EXPECTED, _SHARE * n)
    ]


def _ranks(counts: Mapping[float, int], low: float) -> dict[float, float]:
    """Return the points meant by codes such as 1, 2, 4, 5, 6, of which one number was never offered."""
    seen = sorted(counts)
    known = _holes(counts) and seen[0] == low and seen[-1] <= _LONGEST_GAPPED and len(seen) in (4, 5, 7)
    return {code: low + place for place, code in enumerate(seen)} if known else {}


def _gap(counts: Mapping[float, int], meant: Mapping[float, float]) -> tuple[Note, ...]:
    holes = _holes(counts)
    if not holes:
        return ()
    told = {"unused": listed(holes), "codes": listed(sorted(counts))}
    return (note("scale_gap", **told, ranks=len(meant)) if meant else note("scale_unused_inside", **told),)


def _end_unused(counts: Mapping[float, int], low: float, high: float) -> tuple[Note, ...]:
    ends = [end for end in (low, high) if end not in counts]
    if not ends or high - low > 10:
        return ()
    return (note("scale_end_unused", ends=listed(ends), low=f"{low:g}", high=f"{high:g}", n=sum(counts.values())),)


def _codes_told(counts: Mapping[float, int], missing: tuple[float, ...]) -> tuple[Note, ...]:
    if not missing:
        return ()
    share = sum(counts[code] for code in missing) / sum(counts.values())
    return (note("scale_zero" if missing == (0,) else "scale_codes", codes=listed(missing), share=share),)


def listed(numbers: Iterable[float]) -> str:
    """Return numbers as a note shows them."""
    return ", ".join(f"{number:g}" for number in numbers)
