"""Ids for rows that have none: a hash of the content, and its occurrence where the content repeats."""

from __future__ import annotations

import pandas as pd


def content_ids(frame: pd.DataFrame) -> pd.Series:
    """Return one id a row, 16 hexadecimal digits of the row's cells, with ``-2``, ``-3`` ... for repetitions.

    Equal content gives equal ids in every run; the order of rows decides only which of equal rows is ``-2``.
    """
    cells = frame[sorted(frame.columns)].astype("object").astype("str")
    digest = pd.util.hash_pandas_object(cells, index=False).map("{:016x}".format).astype("str")
    occurrence = digest.groupby(digest).cumcount() + 1
    return digest.where(occurrence == 1, digest + "-" + occurrence.astype("str"))


def fill(frame: pd.DataFrame, column: str) -> tuple[pd.DataFrame, int]:
    """Return the table with `column` filled where it is missing, and how many ids were generated."""
    known = frame[column] if column in frame else pd.Series(pd.NA, index=frame.index, dtype="str")
    absent = known.isna()
    if not absent.any():
        return frame, 0
    rest = frame.drop(columns=column, errors="ignore")
    made = content_ids(rest[absent])
    return frame.assign(**{column: known.astype("str").where(~absent, made)}), int(absent.sum())
