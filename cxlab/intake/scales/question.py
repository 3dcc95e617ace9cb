"""What the text of a question says of its scale: its kind, its ends, and which end is which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cxlab.intake.headers import unnumbered
from cxlab.intake.scales.anchors import not_applicable, place_of
from cxlab.intake.scales.sides import Side, side_of
from cxlab.intake.scales.words import bare, resource, simple, speaks_of

# A minus sign stands behind a blank or bracket; between words it is a dash.
_NUMBER = r"(?:(?<![^\s(,;])-)?\d{1,3}"
_TO = r"(?:-|–|—|~|至|到|to|→|\.{2,}|⋯)"
_ENDS = re.compile(rf"(?<![\d.])({_NUMBER})(?!\d|\.\d)[^\d]{{0,14}}?{_TO}\s*(\d{{1,3}})(?![\d.])")
_OUT_OF = re.compile(r"(\d{1,3}|五|百)\s*分制|满分\s*(?:为|是)?\s*(\d{1,3})")
_WORD = r"[^\d\s,;、。()/~—=:-][^\d,;、。()/~—=:-]{1,24}"
_ANCHOR = re.compile(rf"({_NUMBER})\s*分?\s*(?:=|:|为|代表|表示|是|-|—)?\s*({_WORD})")
_KNOWN_ENDS = {
    *((0, 10), (1, 10), (1, 5), (0, 5), (1, 7), (0, 7), (1, 9), (1, 3), (1, 4), (1, 6), (0, 4), (0, 6)),
    *((0, 100), (1, 100), (1, 11), (-1, 1), (-2, 2), (-3, 3), (-5, 5)),
}


@dataclass(frozen=True)
class Question:
    """What a question says of its scale.

    `kind` is "" where it tells none. `ends` are those it states. `high` is "good" or "bad" where it says what its
    highest number means ("1非常满意-5非常不满意" is "bad"), else "". `easy` and `effort`: it speaks of them.
    `negative`: it is worded as a complaint. `choice`: its answers are names of things.
    `feeling`: it asks what one feels. `shared`: its ends are those of other items.
    `away`: numbers that it says are no answers ("6=不适用"). `side`: see `Side`.
    """

    text: str = ""
    kind: str = ""
    ends: tuple[float, float] | None = None
    high: str = ""
    easy: bool = False
    effort: bool = False
    negative: bool = False
    choice: bool = False
    feeling: bool = False
    shared: bool = False
    away: frozenset[float] = frozenset()
    side: Side = field(default_factory=lambda: side_of(""))

    @property
    def kano(self) -> bool:
        """Whether numbers may be KANO answers: it names the side, or asks what one feels if something were so."""
        return self.side.explicit or (self.side.conditional and self.feeling)


def read_question(text: str) -> Question:
    """Return what the text of a question says of its scale."""
    said, known = simple(unnumbered(text)), resource("question")
    words = [(float(found[1]), bare(found[2])) for found in _ANCHOR.finditer(said)]
    stated = _ends(said)
    high, anchored, spanned = _anchored(words, stated)
    kinds = [kind for kind, patterns in known["kinds"].items() if speaks_of(said, patterns)]
    kind = kinds[0] if kinds else anchored
    return Question(
        text=said,
        kind=kind,
        ends=stated or spanned,
        away=frozenset(number for number, word in words if word in not_applicable()),
        high=high,
        easy=speaks_of(said, known["easy"]),
        effort=speaks_of(said, known["effort"]),
        negative=speaks_of(said, known["negative"]),
        feeling=speaks_of(said, known["feelings"]),
        choice=not kind and speaks_of(said, known["choice"]),
        side=side_of(text),
    )


def _ends(said: str) -> tuple[float, float] | None:
    for found in _ENDS.finditer(said):
        ends = tuple(sorted((int(found[1]), int(found[2]))))
        if ends in _KNOWN_ENDS:
            return float(ends[0]), float(ends[1])
    if stated := _OUT_OF.search(said):
        top = next(word for word in stated.groups() if word)
        return {"5": (1.0, 5.0), "五": (1.0, 5.0), "7": (1.0, 7.0), "100": (0.0, 100.0), "百": (0.0, 100.0)}.get(top)
    return None


def _anchored(
    words: list[tuple[float, str]], stated: tuple[float, float] | None
) -> tuple[str, str, tuple[float, float] | None]:
    """Return what the highest number means, the kind of the words beside numbers, and the ends if both have some.

    One number with words ("5分为最满意") is enough where the ends are stated.
    """
    found = [(number, *place) for number, word in words if (place := place_of(word))]
    if len({number for number, _, _ in found}) > 1:
        low, high = min(found), max(found)
        way = "good" if high[1] > low[1] else "bad" if high[1] < low[1] else ""
        ends = (low[0], high[0])
        return way, high[2], ends if ends in _KNOWN_ENDS and {low[1], high[1]} == {0, 1} else None
    if found and stated and found[0][0] in stated and found[0][1] in (0, 1):
        return ("good" if (found[0][0] == stated[1]) == (found[0][1] == 1) else "bad"), found[0][2], None
    return "", "", None
