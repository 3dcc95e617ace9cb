"""How far the voices can be trusted: columns filled, listening posts and how fresh they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxlab.insight.counts import count


def funnel(report: Mapping[str, Any]) -> pd.DataFrame:
    """Return the way of a table's rows through intake: ``step`` (phrase key of the voice chapter) and ``rows``."""
    steps = ("read", "rejected", "duplicates", "near_duplicates", "kept")
    return pd.DataFrame({"step": [f"@voice.step_{step}" for step in steps], "rows": [report[step] for step in steps]})


def completeness(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``column``, ``filled`` (share of rows, 0..1) and ``n`` rows; generated columns are left out."""
    columns = [c for c in frame.columns if not c.startswith("_")]
    filled = frame[columns].notna().mean()
    return pd.DataFrame({"column": columns, "filled": filled.to_numpy(dtype=float), "n": len(frame)})


def freshness(complaints: pd.DataFrame, post: str) -> pd.DataFrame:
    """Count each listening post and say when it was last heard and how late its rows arrive.

    Returns
    -------
    DataFrame
        As `count` by `post`, with ``first``, ``last`` (dates as text) and ``late`` (share of rows received more than
        seven days after the matter occurred; missing without ``occurred_at``). Largest first.
    """
    table = count(complaints, [post])
    grouped = complaints.groupby(post, observed=True)
    if "received_at" in complaints:
        seen = grouped["received_at"].agg(["min", "max"])
        table["first"] = table[post].map(seen["min"].dt.strftime("%Y-%m-%d"))
        table["last"] = table[post].map(seen["max"].dt.strftime("%Y-%m-%d"))
    if {"received_at", "occurred_at"} <= set(complaints):
        delay = (complaints["received_at"] - complaints["occurred_at"]).dt.days
        late = (delay > 7).where(delay.notna()).astype("Float64").groupby(complaints[post], observed=True).mean()
        table["late"] = table[post].map(late).astype("float64")
    return table
