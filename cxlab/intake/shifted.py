"""Columns whose content does not fit their header: the sign of a header that slipped against its columns."""

from __future__ import annotations

import pandas as pd

from cxlab.intake import dates, tables
from cxlab.intake.headers import folded, synonyms
from cxlab.intake.notes import Note, note
from cxlab.intake.words import plain, resource

_ROWS = 400
_MOST, _HARDLY = 0.9, 0.1
_FEWEST = 5


def misfits(frame: pd.DataFrame) -> list[Note]:
    """Note each column whose header promises a date, a status or a text and whose content is another thing.

    Known headers are those of the complaints table. Evidence is given as shares and kinds, never as values.
    """
    sample = frame.iloc[:: max(1, len(frame) // _ROWS)]
    known = synonyms("complaints")
    notes: list[Note] = []
    for column in frame.columns:
        ours = known.get(folded(str(column)), "")
        promise = "date" if ours and tables.kind("complaints", ours) == "date" else ours
        notes += _contradiction(promise, column, sample[column].dropna())
        if notes and notes[-1].get("column") == column:
            notes += _twin(frame, column)
    if notes:
        notes += [
            note("holds_status", column=column, share=_status(sample[column].dropna()))
            for column in frame.columns
            if _status(sample[column].dropna()) >= _MOST and known.get(folded(str(column))) != "status"
        ]
        notes = [note("slipped_header"), *notes]
    return notes


def _contradiction(promise: str, column: str, values: pd.Series) -> list[Note]:
    if promise not in ("date", "status", "text") or len(values) < _FEWEST:
        return []
    if promise == "date":
        share = _date(values)
        return [note("misfit_date_none", column=column, share=share)] if share <= _HARDLY else []
    number = float(values.map(plain).astype("str").str.fullmatch(r"\d{4,}").mean())
    if number >= _MOST:
        return [note(f"misfit_{promise}_number", column=column, share=number)]
    if promise == "text" and max(_date(values), _status(values)) >= _MOST:
        return [note("misfit_text_words", column=column)]
    return []


def _date(values: pd.Series) -> float:
    return float(dates.parse(values, day_first=False, timezone="UTC").values.notna().mean())


def _status(values: pd.Series) -> float:
    words = {plain(w) for w in resource("values")["status_words"]}
    return float(values.map(plain).isin(words).mean()) if len(values) else 0.0


def _twin(frame: pd.DataFrame, column: str) -> list[Note]:
    for other in frame.columns:
        if other != column and frame[column].equals(frame[other]):
            return [note("twin", column=column, other=other)]
    return []
