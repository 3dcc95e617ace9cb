"""Late arrivals: what happened in a period against what was received in it."""

from __future__ import annotations

import pandas as pd

from cxlab.insight.periods import Every, bounds, labels


def arrivals(complaints: pd.DataFrame, *, every: Every = "month") -> pd.DataFrame:
    """Count rows by the period in which the matter occurred and by the one in which it was received.

    The last periods by occurrence are still filling up: ``late`` of the earlier ones tells by how much.

    Parameters
    ----------
    complaints
        ``received_at`` and ``occurred_at``; rows that miss one of them count for the other only.

    Returns
    -------
    DataFrame
        ``period``, ``occurred`` and ``received`` (rows), ``late`` (share of the occurred whose receipt fell after
        the end of the period; 0..1, missing where nothing occurred), in order of time.
    """
    dates = complaints[["occurred_at", "received_at"]].apply(lambda d: d.dt.tz_localize(None))
    both = dates.dropna()
    happened = labels(both["occurred_at"], every)
    ends = happened.map({label: bounds(label)[1] for label in happened.unique()})
    late = (both["received_at"].dt.normalize() > ends).groupby(happened).mean()
    occurred, received = (labels(dates[c].dropna(), every).value_counts() for c in ("occurred_at", "received_at"))
    table = pd.DataFrame({"occurred": occurred, "received": received}).fillna(0).astype("int64")
    table["late"] = late.reindex(table.index).astype("float64")
    return table.sort_index().rename_axis("period").reset_index()
