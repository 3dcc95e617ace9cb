"""Before and after below one another, as readers compare them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxlab.insight.verification.since import ENDS
from cxlab.numbers import NO_PERCENTAGE

SHARE = {"share": "share", "low": "share_low", "high": "share_high"}


def in_turn(frame: pd.DataFrame, values: Sequence[str], *, changes: Sequence[str] = ()) -> pd.DataFrame:
    """Return two rows for each row of a table with columns ``…_before`` and ``…_after``.

    Parameters
    ----------
    values
        Stems of these columns; ``share``, ``low`` and ``high`` become ``share``, ``share_low`` and ``share_high`` and
        are missing where ``n`` is below 20.
    changes
        Columns that compare both: they stand in the row ``after``.

    Returns
    -------
    DataFrame
        Columns of `frame` that are neither, ``when`` (before, after), `values`, `changes`.
    """
    other = [name for name in frame if name not in changes and not str(name).endswith(tuple(f"_{end}" for end in ENDS))]
    rows = []
    for end in ENDS:
        part = frame[other].assign(when=end, place=range(len(frame)))
        part = part.join(
            frame[[f"{name}_{end}" for name in values]].set_axis([SHARE.get(n, n) for n in values], axis=1)
        )
        shares = [name for name in SHARE.values() if name in part]
        part[shares] = part[shares].astype("float64").mask(part["n"] < NO_PERCENTAGE)
        rows.append(part.join(frame[list(changes)]) if end == "after" else part)
    return (
        pd.concat(rows, ignore_index=True).sort_values("place", kind="stable", ignore_index=True).drop(columns="place")
    )
