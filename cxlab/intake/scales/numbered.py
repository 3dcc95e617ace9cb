"""The scale of answers that are numbers, with or without words beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from cxlab.intake.notes import Note, note
from cxlab.intake.scales import anchors
from cxlab.intake.scales.answers import written
from cxlab.intake.scales.aside import apart, shown, told_apart
from cxlab.intake.scales.ends import Ends, find_ends
from cxlab.intake.scales.given import AWAY, Given
from cxlab.intake.scales.notes import evidence_told
from cxlab.intake.scales.question import Question
from cxlab.intake.scales.scale_guess import Kind, ScaleGuess

_UNSURE, _PLAIN, _KIND, _STATED = 0.5, 0.65, 0.85, 0.95
_DOUBTS = {"scale_gap", "scale_nps_one_to_ten", "scale_ces_direction", "scale_recommend_other"}
_MOST_UNKNOWN, _ALL_UNLIKE = 0.2, 10
_FIVE, _ELEVEN_POINTS = (1, 5), (0, 10)


def guess(given: Given) -> ScaleGuess | None:
    """Return the scale of answers of which most hold a number, None where they are on none."""
    if _has_kano_labels(given):
        return _kano(given)
    asked = _with_labels(given)
    given = replace(given, asked=asked)
    strange = [raw for raw, a in given.answers.items() if a.number is not None and a.words and not _known(a.words)]
    one_each = len(given.counts) >= _ALL_UNLIKE and len(given.counts) == given.total and not asked.kind
    if asked.choice or one_each or (strange and given.share(strange) > _MOST_UNKNOWN):
        return None
    ends = find_ends(given)
    return None if ends is None else _guess(given, ends)


def _guess(given: Given, ends: Ends) -> ScaleGuess:
    asked = given.asked
    low, high = ends.ends_meant
    kind, doubts = _kind(asked, (low, high), ends)
    way, told = _way(asked, kind)
    recode, away, unknown = _recode(given, ends, way)
    traps = (*ends.traps, *doubts, *told, *told_apart(given, away, unknown))
    return ScaleGuess(
        kind,
        low,
        high,
        tuple(sorted({*ends.missing, *([AWAY] if away else [])})),
        way,
        recode,
        _confidence(given, kind, traps),
        evidence_told(_evidence(given, ends)),
        traps,
        shown(unknown),
    )


def _evidence(given: Given, ends: Ends) -> list[Note]:
    asked = given.asked
    share = sum(given.numbers.values()) / given.total
    found = [note("numbers", share=share, low=f"{ends.low:g}", high=f"{ends.high:g}", n=given.total)]
    found += [note("labels")] if given.labels else []
    found += [note("question", kind=asked.kind)] if asked.kind else []
    found += (
        [note("shared" if asked.shared else "stated", low=f"{asked.ends[0]:g}", high=f"{asked.ends[1]:g}")]
        if asked.ends
        else []
    )
    return found


def _confidence(given: Given, kind: Kind, traps: tuple[Note, ...]) -> float:
    asked = given.asked
    guessed = (kind == "nps" and not asked.kind) or (kind.startswith("kano") and not asked.side.explicit)
    if guessed or any(trap["code"] in _DOUBTS for trap in traps):
        return _UNSURE
    if asked.kind and asked.ends:
        return _STATED
    return _KIND if asked.kind or asked.ends or kind.startswith("kano") else _PLAIN


def _kind(asked: Question, ends: tuple[float, float], stored: Ends) -> tuple[Kind, list[Note]]:
    """Return the kind of a scale of numbers, and what is doubtful about it."""
    if ends == (0, 1) and not asked.ends:
        return "binary", []
    if ends == _FIVE and asked.kano:
        return cast("Kind", f"kano-{asked.side.name}"), []
    if asked.kind == "nps":
        return _recommended(asked, ends, stored)
    if not asked.text and ends == _ELEVEN_POINTS:
        return "nps", []
    return cast("Kind", asked.kind or "likert"), []


def _recommended(asked: Question, ends: tuple[float, float], stored: Ends) -> tuple[Kind, list[Note]]:
    """Return what a question on recommendation is: NPS on 0 to 10 only."""
    if ends == _ELEVEN_POINTS:
        unused = [t["ends"].split(", ") for t in stored.traps if t["code"] == "scale_end_unused"]
        return "nps", [note("scale_nps_no_zero")] if unused and "0" in unused[0] and not asked.ends else []
    if ends == (1, 10):
        return "nps", [note("scale_nps_one_to_ten")]
    return "likert", [note("scale_recommend_other", low=f"{ends[0]:g}", high=f"{ends[1]:g}")]


def _way(asked: Question, kind: Kind) -> tuple[Literal["good", "bad"], list[Note]]:
    """Return which end is good, and a note where that is the low one or cannot be told."""
    if kind.startswith("kano"):
        return "bad", []
    if asked.high:
        return ("good", []) if asked.high == "good" else ("bad", [note("scale_labels_fall")])
    if kind != "ces" or (asked.easy and not asked.effort):
        return "good", []
    if asked.effort and not asked.easy:
        return "bad", [note("scale_ces_effort")]
    return "good", [note("scale_ces_direction")]


def _with_labels(given: Given) -> Question:
    """Let the words beside numbers say what the question does not: the kind, and which end is good."""
    asked = given.asked
    placed = sorted((v, *place) for v, word in given.labels.items() if (place := anchors.place_of(word)))
    if not placed:
        return asked
    kind = asked.kind or placed[-1][2]
    low, high = placed[0], placed[-1]
    way = "good" if high[1] > low[1] else "bad" if high[1] < low[1] else asked.high
    spanned = (low[0], high[0]) if {low[1], high[1]} == {0, 1} and len(given.numbers) > 1 else None
    return replace(asked, kind=kind, high=way, choice=False, ends=asked.ends or spanned)


def _known(words: str) -> bool:
    return anchors.place_of(words) is not None or words in anchors.not_applicable()


def _recode(given: Given, ends: Ends, way: str) -> tuple[dict[str, float], list[str], list[str]]:
    """Return recodes, answers that mean "not applicable", and unknown ones."""
    recode: dict[str, float] = {}
    left = []
    for raw, answer in given.answers.items():
        number = answer.number
        if number is None:
            number = _end_word(answer.words, ends, way)
        if number is None:
            left.append(raw)
        elif written(raw) != ends.meant.get(number, number):
            recode[raw] = float(ends.meant.get(number, number))
    away, unknown = apart(given, left)
    return recode | dict.fromkeys(away, AWAY), away, unknown


def _end_word(words: str, ends: Ends, way: str) -> float | None:
    """Return the number that a word of one end stands for, among answers that are numbers."""
    place = anchors.place_of(words)
    if place is None or place[0] not in (0, 1):
        return None
    return ends.high if (place[0] == 1) == (way == "good") else ends.low


def _has_kano_labels(given: Given) -> bool:
    words = set(given.labels.values())
    return bool(words & anchors.kano_only()) and words <= set(anchors.kano().points)


def _kano(given: Given) -> ScaleGuess:
    """Return the KANO guess of numbers with KANO words; the words decide, whichever way the codes run."""
    shape, labels = anchors.kano(), given.labels
    meant = {number: float(shape.points[word]) for number, word in sorted(labels.items())}
    falls = len(meant) > 1 and meant[min(meant)] > meant[max(meant)]
    recode: dict[str, float] = {}
    for raw, answer in given.answers.items():
        if answer.number is not None:
            to = meant.get(answer.number, 6 - answer.number if falls else answer.number)
            recode |= {raw: float(to)} if written(raw) != to else {}
    left = [raw for raw, answer in given.answers.items() if answer.number is None]
    away, unknown = apart(given, left)
    share = 1 - given.share(left)
    evidence = [note("words", share=share, first=shape.main[0], last=shape.main[-1], used=len(meant), size=shape.size)]
    side = given.asked.side.name
    traps = [note("scale_kano_reversed")] if falls else []
    traps += [] if side else [note("scale_kano_side")]
    return ScaleGuess(
        cast("Kind", f"kano-{side or 'functional'}"),
        1,
        shape.size,
        (AWAY,) if away else (),
        "bad",
        recode | dict.fromkeys(away, AWAY),
        _STATED,
        evidence_told(evidence),
        (*traps, *told_apart(given, away, unknown)),
        shown(unknown),
    )
