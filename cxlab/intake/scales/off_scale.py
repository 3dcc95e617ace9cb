"""Cells of a column that lie off the scale that it is on, with their lines."""

from __future__ import annotations

import pandas as pd

from cxlab.intake import clean
from cxlab.intake.notes import Note, note
from cxlab.intake.notes import listed as lines_listed
from cxlab.intake.scales.ends import listed
from cxlab.intake.scales.scale_guess import ScaleGuess

_LINES = 5


def off_scale(values: pd.Series, guess: ScaleGuess) -> list[Note]:
    """Return a note on the numbers of a raw column that lie off the scale guessed, [] where none does.

    The index of `values` is the line. Codes of `guess.missing` are no slips.
    """
    if guess.min is None or guess.max is None:
        return []
    cells = clean.recode(clean.without_missing_words(clean.strings(values)), guess.recode, None)
    found = clean.numbers(cells)
    off = found[found.notna() & ~found.between(guess.min, guess.max) & ~found.isin(guess.missing)]
    if off.empty:
        return []
    said = {"low": f"{guess.min:g}", "high": f"{guess.max:g}", "numbers": listed(sorted(set(off)))}
    return [note("scale_off_cells", count=len(off), lines=lines_listed(map(int, off.index), most=_LINES), **said)]
