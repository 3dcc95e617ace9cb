"""Columns whose content does not fit their header: the sign of a header that slipped against its columns."""

from __future__ import annotations

import pandas as pd

from cxlab.intake import dates, tables
from cxlab.intake.headers import folded, synonyms
from cxlab.intake.words import plain, resource

_ROWS = 400
_MOST, _HARDLY = 0.9, 0.1
_FEWEST = 5


def misfits(frame: pd.DataFrame) -> list[str]:
    """Return one note a column whose header promises a date, a status or a text and whose content is another thing.

    Known headers are those of the complaints table. Evidence is given as shares and kinds, never as values.
    """
    sample = frame.iloc[:: max(1, len(frame) // _ROWS)]
    known = synonyms("complaints")
    notes = []
    for column in frame.columns:
        ours = known.get(folded(str(column)), "")
        promise = "date" if ours and tables.kind("complaints", ours) == "date" else ours
        found = _contradiction(promise, sample[column].dropna())
        if found:
            notes.append(f"column '{column}' should hold {_PROMISE[promise]}, but {found}{_twin(frame, column)}")
    if notes:
        notes += [
            f"column '{column}' holds status words ({_status(sample[column].dropna()):.0%})"
            for column in frame.columns
            if _status(sample[column].dropna()) >= _MOST and known.get(folded(str(column))) != "status"
        ]
        notes = ["shifted columns: the header may have slipped; map by content, not by name", *notes]
    return notes


_PROMISE = {"date": "dates", "status": "status words", "text": "free text"}


def _contradiction(promise: str, values: pd.Series) -> str:
    if promise not in _PROMISE or len(values) < _FEWEST:
        return ""
    if promise == "date":
        share = _date(values)
        return f"{share:.0%} of its values read as one" if share <= _HARDLY else ""
    number = float(values.map(plain).astype("str").str.fullmatch(r"\d{4,}").mean())
    if number >= _MOST:
        return f"{number:.0%} are whole numbers"
    if promise == "text" and max(_date(values), _status(values)) >= _MOST:
        return "holds dates or status words"
    return ""


def _date(values: pd.Series) -> float:
    return float(dates.parse(values, day_first=False, timezone="UTC").values.notna().mean())


def _status(values: pd.Series) -> float:
    words = {plain(w) for w in resource("values")["status_words"]}
    return float(values.map(plain).isin(words).mean()) if len(values) else 0.0


def _twin(frame: pd.DataFrame, column: str) -> str:
    for other in frame.columns:
        if other != column and frame[column].equals(frame[other]):
            return f", every one equal to column '{other}'"
    return ""
