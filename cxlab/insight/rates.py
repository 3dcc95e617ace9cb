"""Counts over calendar time as rates with intervals that allow for overdispersion, and what changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special, stats

from cxlab.insight.counts import count

PER = 1000


def per_month(
    frame: pd.DataFrame, by: Sequence[str] = (), *, matter: str | None = None, when: str = "received_at"
) -> pd.DataFrame:
    """Count per calendar month, months without any row included as zero.

    Returns
    -------
    DataFrame
        `by`, ``period`` ("2026-10"), ``rows``, ``people``, ``incidents``, ``complete`` (False for the last month
        unless the data reach its last day). Rows without a date are left out.
    """
    dated = frame[frame[when].notna()]
    dates = dated[when].dt.tz_localize(None) if dated[when].dt.tz is not None else dated[when]
    dated = dated.assign(period=dates.dt.to_period("M").astype("str"))
    last = dates.max()
    months = pd.period_range(dates.min(), last, freq="M").astype("str")
    table = count(dated, [*by, "period"], matter=matter).drop(columns="share")
    groups = table[list(by)].drop_duplicates() if by else pd.DataFrame(index=[0])
    full = groups.merge(pd.DataFrame({"period": months}), how="cross").merge(table, how="left", on=[*by, "period"])
    numbers = ["rows", "people", "incidents"]
    full[numbers] = full[numbers].fillna(0).astype("int64")
    full["complete"] = (full["period"] != months[-1]) | bool(last.is_month_end)
    return full.sort_values([*by, "period"], ignore_index=True)


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
        From `per_month`.
    exposure
        ``period`` (month) with ``orders`` or ``contacts`` (all units are added up); None leaves rate missing and
        gives the interval of the count itself.
    """
    table = monthly.merge(_denominator(exposure), on="period", how="left") if exposure is not None else monthly.copy()
    if exposure is None:
        table["exposure"] = float(PER)
    spread = _spread(table, by, value)
    z = stats.norm.ppf(0.5 + level / 2)
    seen = table[value].to_numpy(dtype=float)
    width = z * np.sqrt(spread / np.maximum(seen, 1))
    base = table["exposure"].to_numpy(dtype=float) / PER
    table["rate"] = seen / base
    table["low"] = np.where(seen > 0, seen * np.exp(-width), 0) / base
    zero_high = -np.log((1 - level) / 2) * spread
    table["high"] = np.where(seen > 0, seen * np.exp(width), zero_high) / base
    return table


def per_unit(complaints: pd.DataFrame, exposure: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Rate of people per 1,000 for each unit, beside the limits that a unit of its size would stay in by chance.

    Units differ for many reasons, so the limits allow for overdispersion between units: variance = phi x mean with
    phi from Pearson's chi-square over units, the tenth at either end pulled in (Spiegelhalter 2005), at least 1.

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
    phi = max(1.0, float((z.clip(z.quantile(0.1), z.quantile(0.9)) ** 2).mean()))
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


def changes(
    monthly: pd.DataFrame, by: str, *, last: int = 2, before: int = 12, value: str = "people", level: float = 0.95
) -> pd.DataFrame:
    """Compare the rate of the last complete months with the months before, group by group.

    p is the F test of the deviance of a Poisson model with two rates against one, divided by the dispersion of the
    earlier months (quasi-Poisson); it holds for a matter that was never seen before, too. The interval of the ratio
    has variance dispersion x (1/a + 1/b) on the log scale with a, b the counts plus one half, and a t distribution.
    Degrees of freedom: the number of months less two. Benjamini-Hochberg over the groups.

    Parameters
    ----------
    monthly
        From `with_rates`.
    last, before
        Months compared: the `last` complete ones with the up to `before` ones ahead of them.

    Returns
    -------
    DataFrame
        `by`, ``now``, ``before`` (counts), ``rate_now``, ``rate_before``, ``ratio``, ``low``, ``high``, ``p``,
        ``p_bh``, ``months`` used. Empty when fewer than two earlier months exist.
    """
    complete = monthly[monthly["complete"] & monthly["exposure"].notna()]
    rows = []
    for name, group in complete.groupby(by, observed=True):
        group = group.sort_values("period")
        now, past = group.iloc[-last:], group.iloc[-last - before : -last]
        if len(past) < 2:
            continue
        spread = dispersion(past[value], past["exposure"])
        rate_now, rate_past = _rate(now, value), _rate(past, value)
        a, b = now[value].sum() + 0.5, past[value].sum() + 0.5
        ratio = (a / now["exposure"].sum()) / (b / past["exposure"].sum())
        error = np.sqrt(spread * (1 / a + 1 / b))
        freedom = len(now) + len(past) - 2
        reach = stats.t.ppf(0.5 + level / 2, freedom) * error
        rows.append(
            {
                by: name,
                "now": int(now[value].sum()),
                "before": int(past[value].sum()),
                "rate_now": rate_now,
                "rate_before": rate_past,
                "ratio": ratio,
                "low": ratio * np.exp(-reach),
                "high": ratio * np.exp(reach),
                "p": float(stats.f.sf(_deviance(now, past, value) / spread, 1, freedom)),
                "months": len(now) + len(past),
            }
        )
    table = pd.DataFrame(rows)
    if len(table):
        table["p_bh"] = stats.false_discovery_control(table["p"])
    return table


def _deviance(now: pd.DataFrame, past: pd.DataFrame, value: str) -> float:
    """Return how much better two rates fit the counts than one common rate does."""
    seen = np.array([now[value].sum(), past[value].sum()], dtype=float)
    base = np.array([now["exposure"].sum(), past["exposure"].sum()])
    expected = seen.sum() * base / base.sum()
    return float(2 * special.xlogy(seen, seen / np.maximum(expected, 1e-12)).sum())


def _rate(group: pd.DataFrame, value: str) -> float:
    return float(group[value].sum() / group["exposure"].sum() * PER)


def _denominator(exposure: pd.DataFrame) -> pd.DataFrame:
    column = _denominator_column(exposure)
    total = exposure[column].groupby(exposure["period"].astype("str").str[:7]).sum()
    return pd.DataFrame({"period": total.index, "exposure": total.to_numpy(dtype=float)})


def _spread(table: pd.DataFrame, by: Sequence[str], value: str) -> np.ndarray:
    found = np.ones(len(table))
    groups = table.groupby(list(by), observed=True).indices.values() if by else [np.arange(len(table))]
    for rows in groups:
        found[rows] = dispersion(table[value].iloc[rows], table["exposure"].iloc[rows])
    return found


def _denominator_column(exposure: pd.DataFrame) -> str:
    return "orders" if "orders" in exposure and exposure["orders"].notna().any() else "contacts"
