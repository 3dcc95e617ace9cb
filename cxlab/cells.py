"""Small cells: groups of fewer than five people are hidden before anything is drawn or published."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

SMALLEST = 5


def suppress(
    frame: pd.DataFrame, *, n: str = "n", within: Sequence[str] = (), keep: Sequence[str] = ()
) -> pd.DataFrame:
    """Hide the rows of `frame` whose group has fewer than five people.

    Parameters
    ----------
    frame
        One row a group.
    n
        Column with the number of people that the row describes (its denominator), or the count itself in a
        table that is crossed by a personal segment.
    within
        Columns that name the total a row belongs to. Where exactly one row of a total is hidden, the smallest
        other row is hidden too: otherwise the hidden one could be had by subtraction. Empty: one total.
    keep
        Further columns to leave as they are. Text columns are always kept.

    Returns
    -------
    DataFrame
        As `frame`, with numbers of hidden rows missing (`n` among them) and a boolean column ``suppressed``.
    """
    small = frame[n].between(1, SMALLEST - 1)
    groups = frame.groupby(list(within), dropna=False, sort=False).indices.values() if within else [range(len(frame))]
    hidden = small.to_numpy(copy=True)
    for rows in groups:
        rows = list(rows)
        if hidden[rows].sum() == 1:
            others = frame[n].iloc[[r for r in rows if not hidden[r] and frame[n].iloc[r] > 0]]
            if len(others):
                hidden[frame.index.get_loc(others.idxmin())] = True
    result = frame.copy()
    numeric = [c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c]) and c not in keep]
    for column in numeric:
        result[column] = result[column].astype("boolean" if result[column].dtype == bool else "Float64").mask(hidden)
    result["suppressed"] = hidden
    return result
