"""Which column of a survey tells groups of respondents apart."""

from __future__ import annotations

import pandas as pd

from cxlab.errors import InputError, nearest

FIRST = "customer_type"
MOST = 12
"""Groups beyond which a column is a list of names rather than a segment."""
# fmt: off
NO_SEGMENT = {
    "respondent_id", "feature", "customer_key", "survey_id", "comment", "wave", "survey_type", "mode", "source", "unit",
    "touchpoint",
}
# fmt: on


def group_column(frame: pd.DataFrame, named: str = "") -> str:
    """Return the column to compare groups by.

    `named` if it is there; without a name `customer_type`, else the first column of words with 2 to 12 values that is
    no id, text, place or way of asking; "" where there is none.

    Raises
    ------
    InputError
        `named` is not in the table.
    """
    if named:
        if named not in frame:
            words = [str(column) for column in frame if _words(frame[column])]
            raise InputError(
                f"group is '{named}', which is no column of the table.{nearest(named, words)} Columns of words: "
                f"{', '.join(words) or 'none'}; leave it empty to compare by the first of them that fits."
            )
        return named
    able = [str(c) for c in frame if c not in NO_SEGMENT and _words(frame[c]) and 2 <= frame[c].nunique() <= MOST]
    return FIRST if FIRST in able else able[0] if able else ""


def _words(column: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(column) and bool(column.notna().any())
