"""What was decided before, and what of it is overdue."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["decision_id", "decision", "reply", "reason", "owner", "due", "state"]


def decided(decisions: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return the decisions with what is known of them.

    Parameters
    ----------
    decisions
        ``decision_id`` and, where the minutes have them, ``decision``, ``reply``, ``reason``, ``owner``, ``due``,
        ``state`` (*done* or anything else).
    until
        The last day of which data are known.

    Returns
    -------
    DataFrame
        These columns as text (empty where nothing is known, ``due`` as an ISO day), and ``late``: due before `until`
        and not recorded as done. In the given order.
    """
    table = decisions.reindex(columns=COLUMNS)
    days = pd.to_datetime(table["due"], errors="coerce").dt.strftime("%Y-%m-%d")
    table = table.assign(due=days).astype("str").where(table.assign(due=days).notna(), "")
    last = until.strftime("%Y-%m-%d")
    return table.assign(late=(table["state"] != "done") & (table["due"] != "") & (table["due"] < last))
