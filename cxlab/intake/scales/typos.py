"""Latin words with a slip of the pen: "Extremly important"."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

_LEAST_LETTERS, _ALIKE, _MARGIN, _LENGTHS = 8, 0.88, 0.03, 2


def slip_of(word: str, points: Mapping[str, int]) -> int | None:
    """Return the point of the bare word that `word` is a slip of, None where none or several points are as near.

    "insatisfied" is as near to satisfied as to unsatisfied, and stays unknown.
    """
    if not word.isascii() or len(word) < _LEAST_LETTERS:
        return None
    match = difflib.SequenceMatcher(b=word)
    best: dict[int, float] = {}
    for known, point in points.items():
        if known.isascii() and abs(len(known) - len(word)) <= _LENGTHS:
            match.set_seq1(known)
            if match.quick_ratio() >= _ALIKE - _MARGIN:
                best[point] = max(best.get(point, 0), match.ratio())
    ranked = sorted(best.items(), key=lambda found: -found[1])
    clear = ranked and ranked[0][1] >= _ALIKE and (len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= _MARGIN)
    return ranked[0][0] if clear else None
