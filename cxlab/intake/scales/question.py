"""What the text of a question says of its scale: its kind, its ends, and which end is which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cxlab.intake.headers import unnumbered
from cxlab.intake.scales.anchors import place_of
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
    `feeling`: it asks what one feels. `shared`: its ends are those of other items. `side`: see `Side`.
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
    side: Side = field(default_factory=lambda: side_of(""))

    @property
    def kano(self) -> bool:
        """Whether numbers may be KANO answers: it names the side, or asks what one feels if something were so."""
        return self.side.explicit or (self.side.conditional and self.feeling)


def read_question(text: str) -> Question:
    """Return what the text of a question says of its scale."""
    said, known = simple(unnumbered(text)), resource("question")
    high, anchored, spanned = _anchored(said)
    kinds = [kind for kind, patterns in known["kinds"].items() if speaks_of(said, patterns)]
    kind = kinds[0] if kinds else anchored
    return Question(
        text=said,
        kind=kind,
        ends=_ends(said) or spanned,
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


def _anchored(said: str) -> tuple[str, str, tuple[float, float] | None]:
    """Return what the highest anchored number means, the kind of its words, and the ends if both are anchored."""
    found = [(int(m[1]), *place) for m in _ANCHOR.finditer(said) if (place := place_of(bare(m[2])))]
    if len(found) < 2 or max(found)[0] == min(found)[0]:
        return "", "", None
    low, high = min(found), max(found)
    way = "good" if high[1] > low[1] else "bad" if high[1] < low[1] else ""
    ends = (float(low[0]), float(high[0]))
    return way, high[2], ends if ends in _KNOWN_ENDS and {low[1], high[1]} == {0, 1} else None
