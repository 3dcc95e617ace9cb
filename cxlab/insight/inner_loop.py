"""The inner loop of single complaints: how fast, whether solved in the customer's own opinion, reopened, escalated."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats


def inner_loop(complaints: pd.DataFrame) -> pd.DataFrame:
    """Summarise the handling of complaints as far as the columns allow.

    Parameters
    ----------
    complaints
        Any of ``received_at``, ``first_response_at``, ``resolved_at``, ``solved_by_customer``, ``reopened``,
        ``escalated_to``, ``compensation``, ``post_csat`` (1-5).

    Returns
    -------
    DataFrame
        ``measure``, ``value``, ``low``, ``high`` (95 %), ``n``. Durations are medians in hours with a distribution-free
        interval from order statistics; yes/no measures are shares with Wilson's interval over the rows that say so
        (`escalated` and `compensated`: over all rows, an empty cell means no). A measure without data is left out.
    """
    rows: list[dict[str, object]] = []
    for measure, end in (("first_response_hours", "first_response_at"), ("resolution_hours", "resolved_at")):
        if {"received_at", end} <= set(complaints) and complaints[end].notna().any():
            hours = (complaints[end] - complaints["received_at"]).dropna().dt.total_seconds() / 3600
            rows.append({"measure": measure, **_median(hours[hours >= 0])})
    for measure, column in (("solved_by_customer", "solved_by_customer"), ("reopened", "reopened")):
        if column in complaints and complaints[column].notna().any():
            rows.append({"measure": measure, **share(complaints[column].dropna().astype(bool))})
    for measure, column in (("escalated", "escalated_to"), ("compensated", "compensation")):
        if column in complaints and complaints[column].notna().any():
            given = complaints[column].notna() & ~complaints[column].isin([0])
            rows.append({"measure": measure, **share(given)})
    if "post_csat" in complaints and complaints["post_csat"].notna().any():
        rows.append({"measure": "post_csat_top2", **share(complaints["post_csat"].dropna() >= 4)})
    return pd.DataFrame(rows, columns=["measure", "value", "low", "high", "n"])


def share(yes: pd.Series) -> dict[str, float]:
    """Return the share of True with Wilson's 95 % interval and n; missing values must be gone already."""
    n, k = len(yes), int(yes.sum())
    if n == 0:
        return {"value": np.nan, "low": np.nan, "high": np.nan, "n": 0}
    ends = stats.binomtest(k, n).proportion_ci(method="wilson")
    return {"value": k / n, "low": float(ends.low), "high": float(ends.high), "n": n}


def _median(values: pd.Series) -> dict[str, float]:
    ordered = np.sort(values.to_numpy(dtype=float))
    n = len(ordered)
    if n == 0:
        return {"value": np.nan, "low": np.nan, "high": np.nan, "n": 0}
    low, high = stats.binom.ppf([0.025, 0.975], n, 0.5).astype(int)
    return {
        "value": float(np.median(ordered)),
        "low": ordered[max(low - 1, 0)],
        "high": ordered[min(high, n - 1)],
        "n": n,
    }
