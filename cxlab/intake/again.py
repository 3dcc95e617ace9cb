"""Respondents who answered again: which of their rows counts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlab.intake import tables

_KEYS = {
    "ratings": ("respondent_id", "wave", "survey_id", "touchpoint"),
    "kano": ("respondent_id", "wave", "feature"),
}
# Numbers that a respondent does not give.
_BESIDE = ("weight", "duration_seconds")


@dataclass(frozen=True)
class Again:
    """Rows of respondents who answered more than once; both are bool on the index of the table.

    `replaced`: a later row of the same occasion counts instead. `repeated`: further rows of a respondent that count
    too, because they are of another day or file.
    """

    replaced: pd.Series
    repeated: pd.Series


def answered_again(frame: pd.DataFrame, files: pd.Series, table: str) -> Again:
    """Find respondents who answered more than once.

    Parameters
    ----------
    frame
        Valid rows under our names; rows without a respondent_id are nobody's repetition.
    files
        The file of each row.
    table
        Ratings are one occasion where respondent, wave, survey, touchpoint and day are the same, KANO answers where
        respondent, wave and feature are. A row without a day belongs to the other answers of its file: ids may begin
        anew in the next. Of an occasion the latest row counts, the last one where no time tells. Exact copies are not
        marked, and a row without any answer replaces none.
    """
    keys = [column for column in _KEYS.get(table, ()) if column in frame]
    nobody = pd.Series(False, index=frame.index)
    if "respondent_id" not in keys:
        return Again(nobody, nobody)
    answers = [c for c in frame if c not in _BESIDE and tables.kind(table, str(c)) in ("number", "text")]
    spoken = frame[answers].notna().any(axis=1)
    known = frame[frame["respondent_id"].notna() & spoken].drop_duplicates(keep="last")
    files = files.loc[known.index]
    time = _times(known, keys, files)
    order = time.sort_values(kind="stable", na_position="first").index
    occasion = time.dt.strftime("%Y-%m-%d").astype("object").where(time.notna(), files)
    who = known[keys].assign(occasion=occasion).loc[order]
    replaced = who.duplicated(keep="last")
    repeated = who[~replaced].sort_index().duplicated(keys, keep="first")
    return Again(*(marks.reindex(frame.index, fill_value=False) for marks in (replaced, repeated)))


def _times(known: pd.DataFrame, keys: list[str], files: pd.Series) -> pd.Series:
    """Return when each row was answered; one without a time has that of the row before it, else behind it."""
    if "answered_at" not in known or not pd.api.types.is_datetime64_any_dtype(known["answered_at"]):
        return pd.Series(pd.NaT, index=known.index, dtype="datetime64[us]")
    own = [*(known[column] for column in keys), files]
    filled = known["answered_at"].groupby(own, dropna=False).ffill()
    return filled.groupby(own, dropna=False).bfill()
