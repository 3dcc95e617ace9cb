"""Cutting answers into calendar stretches that can be compared."""

from __future__ import annotations

import pandas as pd


def last_two_years(frame: pd.DataFrame, when: str = "answered_at") -> pd.DataFrame | None:
    """Return the rows of the two years up to the last answer with a column ``year``: "before" or "last".

    Whole years, so that seasons fall alike into both. Rows without a date are left out; None when the answers do
    not reach back further than a year and a half.
    """
    dates = frame[when]
    end = dates.max()
    start, middle = end - pd.DateOffset(years=2), end - pd.DateOffset(years=1)
    if pd.isna(end) or dates.min() > end - pd.DateOffset(months=18):
        return None
    kept = frame[dates > start]
    return kept.assign(year=(kept[when] > middle).map({True: "last", False: "before"}))
