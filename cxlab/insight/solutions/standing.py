"""Where a KPI stands: its level over some whole periods, with an interval that allows for restless counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.changes import PER
from cxlab.insight.periods import days_in
from cxlab.insight.rates import AVERAGE_MONTH, dispersion

COLUMNS = ["kpi", "value", "low", "high", "n", "unit"]


def standing(periods: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return the level of counts and rates over the periods given, as `effect.expected` takes it.

    Parameters
    ----------
    periods
        ``kpi`` (as the drafts write it), ``period`` (whole ones, such as the last twelve months), ``count`` (people or
        incidents, 0 where there were none) and for rates ``exposure``; missing exposure makes it a count a month.

    Returns
    -------
    DataFrame
        ``kpi``, ``value`` (per 1,000 of exposure, unit rate; else per average month, unit count), ``low``, ``high``
        (quasi-Poisson on the log scale, dispersion by `rates.dispersion`), ``n`` (the sum of counts), ``unit``; by kpi.
        Means of ratings stand elsewhere (`survey.performance`) and are put beside these by the caller.
    """
    z, tail = stats.norm.ppf(0.5 + level / 2), -np.log((1 - level) / 2)
    rows = []
    for kpi, rows_of in periods.groupby("kpi", sort=True):
        table = rows_of.sort_values("period")
        rated = "exposure" in table and bool(table["exposure"].notna().all())
        base = table["exposure"] / PER if rated else days_in(table["period"]) / AVERAGE_MONTH
        seen, spread = float(table["count"].sum()), dispersion(table["count"], base)
        width, under = z * np.sqrt(spread / max(seen, 1)), float(base.sum())
        high = seen * np.exp(width) if seen else tail * spread
        ends = (seen / under, seen * np.exp(-width) / under, high / under)
        rows.append((kpi, *ends, int(seen), "rate" if rated else "count"))
    return pd.DataFrame(rows, columns=COLUMNS)
