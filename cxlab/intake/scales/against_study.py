"""What a file's answers say against the scales that study.yaml states or leaves unsaid."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlab.intake import clean, tables
from cxlab.intake.guess import SURE
from cxlab.intake.notes import Note, note
from cxlab.intake.scales.recognise import recognise
from cxlab.intake.scales.scale_guess import ScaleGuess
from cxlab.study import Scale, Study

# Told of every column; the rest only where study.yaml says nothing of the column's scale.
_ALWAYS = ("scale_unknown", "scale_nps_one_to_ten", "scale_recommend_other")


def scale_notes(frame: pd.DataFrame, mapped: Mapping[str, str], table: str, study: Study) -> list[Note]:
    """Return notes on the columns of a raw table that hold answers on a scale.

    Parameters
    ----------
    frame
        The raw table, columns under the file's headers.
    mapped
        ``{header: our column}`` as read.
    table, study
        What the file is read as. Where the study states a column's scale or recodes, only what contradicts them is
        told ("scale_differs"), and answers that no scale knows; else every trap of the guess.

    Each note names its `column` (the header); the wording is that of `cxlab.intake.scales.notes.told`.
    """
    found = []
    for header, column in mapped.items():
        if holds_answers(table, column) and header in frame:
            guess = recognise(frame[header], header)
            told = [*_notes(guess, table, column, study), *_ticked(frame[header], table, column, study)]
            found += [{**one, "column": header} for one in told]
    return found


def holds_answers(table: str, column: str) -> bool:
    """Tell whether a column of ours is a score or an item: it has a scale unasked, or the prefix of items."""
    prefix = tables.ATTRIBUTE_PREFIX.get(table)
    return tables.default_scale(table, column) is not None or bool(prefix and column.startswith(prefix))


def _ticked(values: pd.Series, table: str, column: str, study: Study) -> list[Note]:
    """Return a note where a score that reaches beyond 0 and 1 holds nothing else."""
    stated = study.scale(column)
    ends = tables.default_scale(table, column) if stated is None else (stated.min, stated.max)
    numbers = clean.numbers(clean.recode(values, study.tables[table].values.get(column, {}), None)).dropna()
    beyond = tables.default_scale(table, column) is not None and ends is not None and ends[1] > 1
    return [note("scale_ticked")] if beyond and len(numbers) and numbers.isin((0, 1)).all() else []


def _notes(guess: ScaleGuess, table: str, column: str, study: Study) -> list[Note]:
    stated = study.scale(column)
    values = study.tables[table].values.get(column, {})
    if stated is None and not values:
        return list(guess.traps)
    known = {str(raw) for raw in values}
    kept = [t for t in guess.traps if t["code"] in _ALWAYS and not set(guess.unknown) & known]
    return [*kept, *_differs(guess, stated)]


def _differs(guess: ScaleGuess, stated: Scale | None) -> list[Note]:
    """Return a note where the stated ends or the good end are not those of the answers."""
    if stated is None or guess.min is None or guess.max is None or guess.confidence < SURE:
        return []
    if (guess.min, guess.max, guess.high) == (stated.min, stated.max, stated.high):
        return []
    said = {"stated": f"{stated.min:g}-{stated.max:g}", "seen": f"{guess.min:g}-{guess.max:g}"}
    return [note("scale_differs", **said, stated_high=stated.high, seen_high=guess.high)]
