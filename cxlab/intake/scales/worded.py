"""The scale of answers that are words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from cxlab.intake.notes import Note, note
from cxlab.intake.scales import anchors
from cxlab.intake.scales.anchors import Shape
from cxlab.intake.scales.answers import Answer
from cxlab.intake.scales.ends import ENOUGH
from cxlab.intake.scales.notes import evidence_told
from cxlab.intake.scales.numbered import _WORDS_CODE, shown, told_aside
from cxlab.intake.scales.question import Question
from cxlab.intake.scales.scale_guess import Kind, ScaleGuess
from cxlab.intake.scales.sides import side_of
from cxlab.intake.words import plain, recodes

_COVERED = 0.8


def guess(counts: Mapping[str, int], answers: Mapping[str, Answer], asked: Question, text: str) -> ScaleGuess | None:
    """Return the scale of answers of which most are words, None where they are on none."""
    words = {raw: answer.words for raw, answer in answers.items()}
    if set(map(plain, counts)) <= set(recodes("flag")) and len(counts) == 2:
        return _binary(counts)
    shape = _best(counts, words, asked, text)
    return None if shape is None else _guess(counts, words, shape, asked, text)


def _binary(counts: Mapping[str, int]) -> ScaleGuess:
    recode = {raw: float(recodes("flag")[plain(raw)]) for raw in counts}
    return ScaleGuess("binary", 0, 1, recode=recode, confidence=0.9, evidence=evidence_told([note("flags")]))


def _best(counts: Mapping[str, int], words: Mapping[str, str], asked: Question, text: str) -> Shape | None:
    """Return the shape that holds most answers, with each word at a point of its own where that can be."""
    given = {raw: n for raw, n in counts.items() if words[raw] not in anchors.not_applicable()}
    offers = []
    for place, shape in enumerate(anchors.shapes()):
        held = {words[raw] for raw in given if words[raw] in shape.points}
        points = {shape.points[word] for word in held}
        if len(points) < 2 and not (points and asked.kind == shape.kind):
            continue
        if shape.kind == "kano" and not _is_kano(held, text):
            continue
        cover = sum(n for raw, n in given.items() if words[raw] in held) / sum(given.values())
        unlikely = _unlikely(points, shape, sum(given.values()))
        fits = (round(cover, 6), shape.kind == "kano", len(points) - len(held), asked.kind == shape.kind)
        offers.append(((*fits, -unlikely, -place), shape))
    if not offers:
        return None
    best, shape = max(offers, key=lambda offer: offer[0])
    return shape if best[0] >= _COVERED else None


def _unlikely(points: set[int], shape: Shape, n: int) -> int:
    """Count what speaks against a shape: inner points that nobody of many used, and both ends unused."""
    inner = sum(point not in points for point in range(2, shape.size)) if n >= ENOUGH else 0
    return inner + (1 not in points and shape.size not in points)


def _is_kano(words: set[str], text: str) -> bool:
    side = side_of(text)
    return bool(words & anchors.kano_only()) or bool(text and (side.present or side.absent) and len(words) > 1)


def _guess(counts: Mapping[str, int], words: Mapping[str, str], shape: Shape, asked: Question, text: str) -> ScaleGuess:
    recode = {raw: float(shape.points[word]) for raw, word in words.items() if word in shape.points}
    absent = [raw for raw, word in words.items() if raw not in recode and word in anchors.not_applicable()]
    strange = [raw for raw in words if raw not in recode and raw not in absent]
    n = sum(counts[raw] for raw in recode)
    used = {int(point) for point in recode.values()}
    traps = told_aside(counts, absent, strange)
    if n and (unused := [p for p in (1, shape.size) if p not in used]):
        named = ", ".join(shape.main[p - 1] for p in unused)
        points = ", ".join(map(str, unused))
        traps.append(note("scale_word_unused", n=n, points=points, words=named, size=shape.size))
    if any(w.isascii() for w in words.values()) and any(not w.isascii() for w in words.values()):
        traps.append(note("scale_mixed_languages"))
    kind, more = _kind(shape, asked, text)
    share = n / sum(counts.values())
    first, last = shape.main[0], shape.main[-1]
    evidence: list[Note] = [note("words", share=share, first=first, last=last, used=len(used), size=shape.size)]
    evidence += [note("question", kind=asked.kind)] if asked.kind else []
    return ScaleGuess(
        kind,
        1,
        shape.size,
        (_WORDS_CODE,) if absent else (),
        "bad" if kind.startswith("kano") else "good",
        recode | dict.fromkeys(absent, _WORDS_CODE),
        0.95 if not strange else 0.8,
        evidence_told(evidence),
        (*traps, *more),
        shown(strange),
    )


def _kind(shape: Shape, asked: Question, text: str) -> tuple[Kind, list[Note]]:
    if shape.kind == "kano":
        side = side_of(text)
        if not text or not (side.present or side.absent):
            return "kano-functional", [note("scale_kano_side")]
        return ("kano-dysfunctional" if side.absent > 0 else "kano-functional"), []
    if shape.kind == "nps":
        return "likert", [note("scale_recommend_other", low="1", high=str(shape.size))]
    if shape.kind == "likert" and asked.kind == "ces":
        return "ces", []
    return cast("Kind", shape.kind), []
