"""Counts over calendar time, and by unit, as rates with intervals that allow for overdispersion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.changes import PER
from cxlab.insight.counts import count
from cxlab.insight.periods import days_in, exposed
from cxlab.spread import mean_square

AVERAGE_MONTH = 365.25 / 12


def with_rates(
    monthly: pd.DataFrame,
    exposure: pd.DataFrame | None,
    by: Sequence[str] = (),
    *,
    value: str = "people",
    level: float = 0.95,
) -> pd.DataFrame:
    """Add ``exposure`` and the ``rate`` per 1,000 with ``low`` and ``high``.

    The interval is quasi-Poisson on the log scale: variance = dispersion x mean, with the group's own dispersion
    (`dispersion`), never below 1. A month without a row gets the exact Poisson upper end, inflated likewise.

    Parameters
    ----------
    monthly
        From `periods.per_period`, of any calendar period.
    exposure
        ``period`` (month) with ``orders`` or ``contacts`` (all units are added up, months are spread over their
        days); None gives the count as ``rate`` with its interval, and the period's length as ``exposure`` (1,000 =
        an average month), so that a short month is not taken for a good one when periods are compared.
    """
    table = monthly.copy()
    length = days_in(table["period"]) / AVERAGE_MONTH * PER
    table["exposure"] = length if exposure is None else exposed(table["period"], _denominator(exposure))
    spread = _spread(table, by, value)
    z = stats.norm.ppf(0.5 + level / 2)
    seen = table[value].to_numpy(dtype=float)
    width = z * np.sqrt(spread / np.maximum(seen, 1))
    base = 1.0 if exposure is None else table["exposure"].to_numpy(dtype=float) / PER
    table["rate"] = seen / base
    table["low"] = np.where(seen > 0, seen * np.exp(-width), 0) / base
    zero_high = -np.log((1 - level) / 2) * spread
    table["high"] = np.where(seen > 0, seen * np.exp(width), zero_high) / base
    return table


def per_unit(complaints: pd.DataFrame, exposure: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Rate of people per 1,000 for each unit, beside the limits that a unit of its size would stay in by chance.

    Units differ for many reasons, so the limits allow for overdispersion between units: variance = phi x mean with
    phi from Pearson's chi-square over units with the extremes pulled in (`spread.mean_square`), at least 1.

    Returns
    -------
    DataFrame
        ``unit``, ``people``, ``exposure``, ``rate``, ``limit_low``, ``limit_high``; in order of the units' names, never
        ranked. Units without exposure are left out.
    """
    column = _denominator_column(exposure)
    base = exposure.groupby("unit")[column].sum().rename("exposure").reset_index()
    table = (
        count(complaints, ["unit"])[["unit", "people"]].merge(base[base["exposure"] > 0], on="unit").sort_values("unit")
    )
    expected = table["exposure"] * table["people"].sum() / table["exposure"].sum()
    z = (table["people"] - expected) / np.sqrt(expected)
    phi = max(1.0, mean_square(z.to_numpy()))
    reach = stats.norm.ppf(0.5 + level / 2) * np.sqrt(phi * expected)
    scale = PER / table["exposure"]
    table["rate"] = table["people"] * scale
    table["limit_low"], table["limit_high"] = (expected - reach).clip(lower=0) * scale, (expected + reach) * scale
    return table.reset_index(drop=True)


def dispersion(counts: pd.Series, exposure: pd.Series) -> float:
    """Return the variance of counts relative to a Poisson's around a log-linear trend, at least 1.

    Pearson's chi-square over its degrees of freedom; with fewer than four periods it cannot be told and is 1.
    """
    seen, base = counts.to_numpy(dtype=float), exposure.to_numpy(dtype=float)
    usable = np.isfinite(base) & (base > 0)
    seen, base = seen[usable], base[usable]
    if len(seen) < 4 or seen.sum() == 0:
        return 1.0
    time = np.arange(len(seen)) - (len(seen) - 1) / 2
    slope = np.polyfit(time, np.log((seen + 0.5) / base), 1, w=np.sqrt(seen + 0.5))[0]
    shape = base * np.exp(slope * time)
    expected = shape * seen.sum() / shape.sum()
    return float(max(1.0, np.sum((seen - expected) ** 2 / expected) / (len(seen) - 2)))


def _denominator(exposure: pd.DataFrame) -> pd.Series:
    column = _denominator_column(exposure)
    return exposure[column].groupby(exposure["period"].astype("str").str[:7]).sum()


def _spread(table: pd.DataFrame, by: Sequence[str], value: str) -> np.ndarray:
    found = np.ones(len(table))
    groups = table.groupby(list(by), observed=True).indices.values() if by else [np.arange(len(table))]
    for rows in groups:
        found[rows] = dispersion(table[value].iloc[rows], table["exposure"].iloc[rows])
    return found


def _denominator_column(exposure: pd.DataFrame) -> str:
    return "orders" if "orders" in exposure and exposure["orders"].notna().any() else "contacts"
