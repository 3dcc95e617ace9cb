"""The scale of answers that are words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from cxlab.intake.notes import Note, note
from cxlab.intake.scales import anchors
from cxlab.intake.scales.anchors import Shape
from cxlab.intake.scales.aside import apart, shown, told_apart
from cxlab.intake.scales.codes import ENOUGH
from cxlab.intake.scales.given import AWAY, Given
from cxlab.intake.scales.notes import evidence_told
from cxlab.intake.scales.question import Question
from cxlab.intake.scales.scale_guess import Kind, ScaleGuess
from cxlab.intake.scales.typos import slip_of
from cxlab.intake.words import plain, recodes

_COVERED, _LEAST_COVERED, _MOST_ANSWERS = 0.8, 0.5, 40
_SURE, _GOOD, _UNSURE = 0.95, 0.8, 0.5
_USUAL = 5


def guess(given: Given) -> ScaleGuess | None:
    """Return the scale of answers of which most are words, None where they are on none."""
    if len(given.counts) > _MOST_ANSWERS:
        return None
    known = recodes("flag")
    flags = {raw: float(known[plain(raw)]) for raw in given.counts if plain(raw) in known}
    away, unknown = apart(given, [raw for raw in given.counts if raw not in flags])
    if set(flags.values()) == {0, 1} and not unknown:
        recode = flags | dict.fromkeys(away, AWAY)
        told = told_apart(given, away, unknown)
        missing = (AWAY,) if away else ()
        return ScaleGuess("binary", 0, 1, missing, "good", recode, _SURE, evidence_told([note("flags")]), told)
    shape = _best(given)
    return None if shape is None else _guess(given, shape)


def _best(given: Given) -> Shape | None:
    """Return the shape that holds most answers, with each word at a point of its own where that can be."""
    words = {raw: a.words for raw, a in given.answers.items() if a.words not in anchors.not_applicable()}
    total = sum(given.counts[raw] for raw in words)
    offers = []
    for place, shape in enumerate(anchors.shapes()):
        exact = {word for word in words.values() if word in shape.points}
        if not _possible(shape, exact, {shape.points[word] for word in exact}, given.asked):
            continue
        placed, _ = _placed(given, shape)
        held = [raw for raw in words if raw in placed]
        cover = sum(given.counts[raw] for raw in held) / total
        if cover >= _COVERED or (cover >= _LEAST_COVERED and len(held) >= 3 and len(words) - len(held) == 1):
            points = {int(point) for point in placed.values()}
            once = len(points) - len({given.answers[raw].words for raw in placed})
            fits = (round(cover, 6), shape.kind == "kano", once, shape.kind == given.asked.kind)
            offers.append(((*fits, -_unlikely(points, shape, total), -place), shape))
    return max(offers, key=lambda offer: offer[0])[1] if offers else None


def _possible(shape: Shape, words: set[str], points: set[int], asked: Question) -> bool:
    if shape.kind == "kano":
        asks = asked.side.explicit or (asked.side.conditional and bool(asked.side.name))
        return (len(points) > 1 and (asks or bool(words & anchors.kano_only()))) or bool(asks and words)
    return len(points) > 1 or (len(points) == 1 and shape.kind == asked.kind)


def _unlikely(points: set[int], shape: Shape, n: int) -> int:
    """Count what speaks against a shape: inner points that nobody of many used, and both ends unused."""
    inner = sum(point not in points for point in range(2, shape.size)) if n >= ENOUGH else 0
    few = shape.size == 2 and n < ENOUGH
    return inner + (1 not in points and shape.size not in points) + 9 * few


def _placed(given: Given, shape: Shape) -> tuple[dict[str, float], list[str]]:
    """Return the point of each answer that has one, and answers that are read as slips of the pen.

    A word such as 说不清 is a point where the scale has no other word there, else no answer.
    """
    words = {raw: answer.words for raw, answer in given.answers.items()}
    sure = {raw: shape.points[w] for raw, w in words.items() if w in shape.points and w not in anchors.not_applicable()}
    taken = set(sure.values())
    free = {w: point for w, point in shape.points.items() if point not in taken}
    more = {raw: free[w] for raw, w in words.items() if raw not in sure and w in free}
    slips = {raw: p for raw, w in words.items() if w not in shape.points and (p := slip_of(w, shape.points))}
    return {raw: float(point) for raw, point in {**sure, **more, **slips}.items()}, sorted(slips)


def _guess(given: Given, shape: Shape) -> ScaleGuess:
    placed, slips = _placed(given, shape)
    away, unknown = apart(given, [raw for raw in given.answers if raw not in placed])
    kind, doubts = _kind(shape, given.asked)
    share = given.share(list(placed))
    used = sorted({int(point) for point in placed.values()})
    low = 0 if shape.size == 2 else 1
    odd = _odd(given, shape, placed, slips)
    placed = {raw: point - 1 + low for raw, point in placed.items()}
    first, last = shape.main[0], shape.main[-1]
    evidence = [note("words", share=share, first=first, last=last, used=len(used), size=shape.size)]
    evidence += [note("question", kind=given.asked.kind)] if given.asked.kind else []
    high = "bad" if kind.startswith("kano") or _effortful(kind, shape, given.asked) else "good"
    return ScaleGuess(
        kind,
        low,
        shape.size - 1 + low,
        (AWAY,) if away else (),
        "bad" if high == "bad" else "good",
        placed | dict.fromkeys(away, AWAY),
        (_SURE if not unknown else _GOOD) if given.share(unknown) <= 1 - _COVERED else _UNSURE,
        evidence_told(evidence),
        (*told_apart(given, away, unknown), *odd, *doubts),
        shown(unknown),
    )


def _odd(given: Given, shape: Shape, placed: Mapping[str, float], slips: list[str]) -> list[Note]:
    """Return what is odd about the words of a scale."""
    found = []
    used, n = {int(p) for p in placed.values()}, sum(given.counts[raw] for raw in placed)
    if unused := [p for p in (1, shape.size) if p not in used]:
        words = ", ".join(shape.main[p - 1] for p in unused)
        points = ", ".join(map(str, unused))
        found.append(note("scale_word_unused", n=n, points=points, words=words, size=shape.size))
    spoken = {given.answers[raw].words.isascii() for raw in placed}
    if len(spoken) == 2:
        found.append(note("scale_mixed_languages"))
    words_of: dict[int, set[str]] = {}
    for raw, point in placed.items():
        if raw not in slips:
            words_of.setdefault(int(point), set()).add(given.answers[raw].words)
    twice = [point for point, words in sorted(words_of.items()) if len(words) > 1]
    if twice and len(spoken) == 1:
        found.append(note("scale_two_words", points=", ".join(map(str, twice))))
    if shape.lopsided or (shape.size > _USUAL and len(used) < shape.size):
        found.append(note("scale_other_shape", size=shape.size))
    if slips:
        found.append(note("scale_typo", answers=", ".join(shown(slips))))
    return found


def _kind(shape: Shape, asked: Question) -> tuple[Kind, list[Note]]:
    if shape.kind == "kano":
        side = asked.side.name if asked.side.explicit or asked.side.conditional else ""
        return cast("Kind", f"kano-{side or 'functional'}"), [] if side else [note("scale_kano_side")]
    if shape.size == 2:
        return "binary", []
    if "nps" in (shape.kind, asked.kind):
        return "likert", [note("scale_recommend_other", low="1", high=str(shape.size))]
    if asked.kind == "ces" and shape.kind == "likert":
        told = note("scale_ces_effort") if asked.effort and not asked.easy else note("scale_ces_direction")
        return "ces", [] if asked.easy and not asked.effort else [told]
    return cast("Kind", shape.kind), []


def _effortful(kind: str, shape: Shape, asked: Question) -> bool:
    """Tell whether agreeing means effort."""
    return kind == "ces" and shape.kind == "likert" and asked.effort and not asked.easy
