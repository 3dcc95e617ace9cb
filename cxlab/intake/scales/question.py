"""What the text of a question says of its scale: its kind, its ends, and which end is which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cxlab.intake.headers import folded
from cxlab.intake.scales.anchors import shapes
from cxlab.intake.scales.words import bare, holds, resource
from cxlab.intake.words import plain
from cxlab.intake.words import resource as intake_resource

_ENDS = re.compile(r"(?<![\d.])(-?\d{1,3})(?![\d.])[^\d]{0,14}?(?:-|–|—|~|至|到|to|→)\s*(\d{1,3})(?![\d.])")
_OUT_OF = re.compile(r"(\d{1,3})\s*分制|满分\s*(?:为|是)?\s*(\d{1,3})")
_WORD = r"[^\d\s,;、。()/~—=:-][^\d,;、。()/~—=:-]{1,24}"
_ANCHOR = re.compile(rf"(-?\d{{1,3}})\s*分?\s*(?:=|:|为|代表|表示|是|-|—)?\s*({_WORD})")
_KNOWN_ENDS = {
    *((0, 10), (1, 10), (1, 5), (0, 5), (1, 7), (0, 7), (1, 9), (1, 3), (1, 4), (1, 6), (0, 4), (0, 6)),
    *((0, 100), (1, 100), (1, 11), (-1, 1), (-2, 2), (-3, 3), (-5, 5)),
}


@dataclass(frozen=True)
class Question:
    """What a question says: `kind` of its scale ("" where it tells none), `ends`, whether it speaks of ease and effort.

    `high` is "good" or "bad" where the question says what its highest number means ("1非常满意-5非常不满意" is "bad"),
    else "". `demographic` marks a question that asks who somebody is.
    """

    kind: str = ""
    ends: tuple[float, float] | None = None
    high: str = ""
    easy: bool = False
    effort: bool = False
    negative: bool = False
    demographic: bool = False


def read_question(text: str) -> Question:
    """Return what the text of a question says of its scale."""
    said, known = plain(text), resource("question")
    anchored = _anchored(said)
    kinds = [kind for kind, words in known["kinds"].items() if any(holds(said, word) for word in words)]
    return Question(
        kind=kinds[0] if kinds else anchored[1],
        ends=_ends(said),
        high=anchored[0],
        easy=any(holds(said, word) for word in known["easy"]),
        effort=any(holds(said, word) for word in known["effort"]),
        negative=any(word in said for word in known["negative"]),
        demographic=not kinds and _demographic(text),
    )


def _ends(said: str) -> tuple[float, float] | None:
    for found in _ENDS.finditer(said):
        ends = tuple(sorted((int(found[1]), int(found[2]))))
        if ends in _KNOWN_ENDS:
            return float(ends[0]), float(ends[1])
    if found_one := _OUT_OF.search(said):
        top = int(found_one[1] or found_one[2])
        return {5: (1.0, 5.0), 7: (1.0, 7.0), 100: (0.0, 100.0)}.get(top)
    return None


def _anchored(said: str) -> tuple[str, str]:
    """Return what the highest anchored number means, and the kind of its words."""
    found = [(int(m[1]), *place) for m in _ANCHOR.finditer(said) if (place := place_of(bare(m[2])))]
    if len(found) < 2 or max(found)[0] == min(found)[0]:
        return "", ""
    low, high = min(found), max(found)
    return ("good" if high[1] > low[1] else "bad" if high[1] < low[1] else ""), high[2]


def place_of(word: str) -> tuple[float, str] | None:
    """Return where on a scale a bare word stands (0 the low end, 1 the high one), and the kind of the scale."""
    for shape in shapes():
        if shape.kind != "kano" and word in shape.points:
            return (shape.points[word] - 1) / (shape.size - 1), shape.kind
    return None


def _demographic(text: str) -> bool:
    known = intake_resource("segments")
    words = [w for names in known["names"].values() for w in names] + known["personal"]
    header = folded(text)
    return any(folded(w) == header if w.isascii() else folded(w) in header for w in words)
