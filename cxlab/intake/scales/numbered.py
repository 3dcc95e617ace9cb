"""The scale of answers that are numbers, with or without words behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, cast

from cxlab.intake.notes import Note, note
from cxlab.intake.privacy import mask
from cxlab.intake.scales import anchors
from cxlab.intake.scales.answers import Answer
from cxlab.intake.scales.ends import Ends, find_ends
from cxlab.intake.scales.notes import evidence_told
from cxlab.intake.scales.question import Question, place_of
from cxlab.intake.scales.scale_guess import Kind, ScaleGuess
from cxlab.intake.scales.sides import side_of
from cxlab.intake.words import plain

_UNSURE, _PLAIN, _KIND, _STATED = 0.5, 0.65, 0.85, 0.95
_DOUBTS = {"scale_gap", "scale_nps_one_to_ten", "scale_ces_direction"}
_SHOWN, _LETTERS = 3, 20
_WORDS_CODE = -99.0


def guess(counts: Mapping[str, int], answers: Mapping[str, Answer], asked: Question, text: str) -> ScaleGuess | None:
    """Return the scale of answers of which most hold a number, None where they are on none."""
    numbers: Counter[float] = Counter()
    for raw, n in counts.items():
        if (number := answers[raw].number) is not None:
            numbers[number] += n
    labels = {a.number: a.words for a in answers.values() if a.number is not None and a.words}
    if kano := _kano(counts, answers, labels, text):
        return kano
    asked = _with_labels(asked, labels)
    if asked.demographic and not any(place_of(w) for w in labels.values()):
        return None
    if len(numbers) >= 10 and all(n == 1 for n in numbers.values()) and not asked.kind:
        return None
    ends = find_ends(numbers, asked)
    if ends is None or (labels and not _labels_known(labels) and not asked.kind):
        return None
    return _guess(counts, answers, asked, ends, text)


def _guess(
    counts: Mapping[str, int], answers: Mapping[str, Answer], asked: Question, ends: Ends, text: str
) -> ScaleGuess:
    moved = ends.recode or {}
    low, high = moved.get(ends.low, ends.low), moved.get(max(moved), ends.high) if moved else ends.high
    kind, doubts = _kind(asked, low, high, ends, text)
    way, more = _way(asked, kind)
    total = sum(counts.values())
    recode, unknown, missing, words = _recode(counts, answers, ends)
    traps = [*ends.traps, *doubts, *more, *words]
    shown = [note("numbers", share=_share(counts, answers), low=f"{ends.low:g}", high=f"{ends.high:g}")]
    shown += [note("labels")] if any(a.number is not None and a.words for a in answers.values()) else []
    shown += [note("question", kind=asked.kind)] if asked.kind else []
    shown += [note("stated", low=f"{asked.ends[0]:g}", high=f"{asked.ends[1]:g}")] if asked.ends else []
    confidence = _STATED if asked.ends and asked.kind else _KIND if asked.kind or asked.ends else _PLAIN
    if any(trap["code"] in _DOUBTS for trap in traps) or (kind == "nps" and not asked.kind) or total < 3:
        confidence = _UNSURE
    return ScaleGuess(kind, low, high, missing, way, recode, confidence, evidence_told(shown), tuple(traps), unknown)


def _share(counts: Mapping[str, int], answers: Mapping[str, Answer]) -> float:
    return sum(n for raw, n in counts.items() if answers[raw].number is not None) / sum(counts.values())


def _kind(asked: Question, low: float, high: float, ends: Ends, text: str) -> tuple[Kind, list[Note]]:
    """Return the kind of a scale of numbers, and what is doubtful about it."""
    if (low, high) == (0, 1) and not asked.ends:
        return "binary", []
    if asked.kind == "nps":
        if (low, high) == (0, 10):
            unused = any(t["code"] == "scale_end_unused" and "0" in t["ends"].split(", ") for t in ends.traps)
            return "nps", [note("scale_nps_no_zero")] if unused and not asked.ends else []
        if (low, high) == (1, 10):
            return "nps", [note("scale_nps_one_to_ten")]
        return "likert", [note("scale_recommend_other", low=f"{low:g}", high=f"{high:g}")]
    if not asked.kind and not text and (low, high) == (0, 10):
        return "nps", []
    return cast("Kind", asked.kind or "likert"), []


def _way(asked: Question, kind: Kind) -> tuple[Literal["good", "bad"], list[Note]]:
    """Return which way is good, and a note where that is bad or cannot be told."""
    if asked.high:
        return ("good", []) if asked.high == "good" else ("bad", [note("scale_labels_fall")])
    if kind != "ces" or (asked.easy and not asked.effort):
        return "good", []
    if asked.effort and not asked.easy:
        return "bad", [note("scale_ces_effort")]
    return "good", [note("scale_ces_direction")]


def _with_labels(asked: Question, labels: dict[float, str]) -> Question:
    """Let the words behind numbers say what the question does not: the kind, and which way is good."""
    placed = sorted((number, *place) for number, word in labels.items() if (place := place_of(word)))
    if not placed:
        return asked
    low, high = placed[0], placed[-1]
    way = "good" if high[1] > low[1] else "bad" if high[1] < low[1] else asked.high
    return replace(asked, kind=asked.kind or high[2], high=way)


def _labels_known(labels: Mapping[float, str]) -> bool:
    return any(place_of(word) for word in labels.values())


def _recode(
    counts: Mapping[str, int], answers: Mapping[str, Answer], ends: Ends
) -> tuple[dict[str, float], tuple[str, ...], tuple[float, ...], list[Note]]:
    """Return recodes, answers that are unknown, missing codes, and notes on both."""
    recode: dict[str, float] = {}
    strange: list[str] = []
    absent: list[str] = []
    moved = ends.recode or {}
    for raw, answer in answers.items():
        if answer.number is None:
            (absent if answer.words in anchors.not_applicable() else strange).append(raw)
        elif answer.number in moved and moved[answer.number] != answer.number:
            recode[raw] = moved[answer.number]
        elif plain(raw) != f"{answer.number:g}":
            recode[raw] = answer.number
    recode |= dict.fromkeys(absent, _WORDS_CODE)
    missing = tuple(sorted({*ends.missing, *([_WORDS_CODE] if absent else [])}))
    return recode, shown(strange), missing, told_aside(counts, absent, strange)


def told_aside(counts: Mapping[str, int], absent: list[str], strange: list[str]) -> list[Note]:
    """Return notes on answers that mean "not applicable" and on unknown ones."""
    total = sum(counts.values())
    notes = []
    if absent:
        share = sum(counts[raw] for raw in absent) / total
        notes.append(note("scale_words_missing", share=share, becomes=f"{_WORDS_CODE:g}"))
    if strange:
        count = sum(counts[raw] for raw in strange)
        notes.append(note("scale_unknown", count=count, answers=", ".join(shown(strange)[:_SHOWN])))
    return notes


def shown(answers: list[str]) -> tuple[str, ...]:
    """Return answers masked and cut, as a note may show them."""
    return tuple(mask(raw)[:_LETTERS] for raw in answers)


def _kano(
    counts: Mapping[str, int], answers: Mapping[str, Answer], labels: Mapping[float, str], text: str
) -> ScaleGuess | None:
    """Return the KANO guess of numbers with KANO words; the words decide, whichever way the codes run."""
    points = anchors.kano().points
    if not labels or not all(word in points for word in labels.values()):
        return None
    if not any(word in anchors.kano_only() for word in labels.values()):
        return None
    meant = {number: float(points[word]) for number, word in labels.items()}
    pairs = sorted(meant.items())
    falls = len(pairs) > 1 and pairs[0][1] > pairs[-1][1]
    recode = {raw: meant.get(a.number, 6 - a.number if falls else a.number) for raw, a in answers.items() if a.number}
    changed = {raw: to for raw, to in recode.items() if plain(raw) != f"{to:g}"}
    traps = [note("scale_kano_reversed")] if falls else []
    side = side_of(text)
    kind: Kind = "kano-dysfunctional" if side.absent > 0 else "kano-functional"
    shape = anchors.kano()
    evidence = [note("words", share=1.0, first=shape.main[0], last=shape.main[-1], used=len(pairs), size=5)]
    return ScaleGuess(kind, 1, 5, (), "bad", changed, _STATED, evidence_told(evidence), tuple(traps))
