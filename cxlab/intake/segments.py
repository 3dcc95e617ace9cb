"""Columns that are not ours: which may divide customers into groups, and under which name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cxlab.intake.content import Content
from cxlab.intake.headers import folded
from cxlab.intake.words import resource

_MOST_GROUPS, _MOST_UNLIKE = 30, 0.5


@dataclass(frozen=True)
class Leftover:
    """A header that is no column of ours: the name proposed for it, and what it seems to be.

    `kind` is "group" (few values, worth a segment), "personal", "answers" (KANO answers without their other side),
    "importance" (answers that weigh and do not rate), "empty" or "many" (too many values to group by).
    """

    name: str
    kind: str


def leftovers(content: dict[str, Content]) -> dict[str, Leftover]:
    """Return what each of the columns that are not ours seems to be; no two get the same name."""
    times: Counter[str] = Counter()
    found = {}
    for header, held in content.items():
        kind = _kind(header, held)
        name = kind if kind == "importance" else _name(header)
        times[name] += 1
        numbered = name in ("segment", "importance") or times[name] > 1
        found[header] = Leftover(f"{name}_{times[name]}" if numbered else name, kind)
    return found


def _name(header: str) -> str:
    words = [
        (len(w), name) for name, known in resource("segments")["names"].items() for w in known if _holds(header, w)
    ]
    return max(words)[1] if words else "segment"


def _holds(header: str, word: str) -> bool:
    return folded(word) == folded(header) if word.isascii() else folded(word) in folded(header)


def _kind(header: str, held: Content) -> str:
    if not held.distinct:
        return "empty"
    if held.asks == "importance":
        return "importance"
    if held.answer > _MOST_UNLIKE:
        return "answers"
    if held.phone > _MOST_UNLIKE or any(_holds(header, word) for word in resource("segments")["personal"]):
        return "personal"
    return "many" if held.distinct > _MOST_GROUPS or held.unlike > _MOST_UNLIKE else "group"
