"""The figure of an action period by period, each period marked as before, after or neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.changes import PER
from cxlab.insight.periods import Every, days_in, exposed, labels, per_period
from cxlab.insight.rates import AVERAGE_MONTH
from cxlab.insight.verification.days import days_of
from cxlab.insight.verification.design import months
from cxlab.insight.verification.fit import Fit, Variance, fit_counts, fit_means
from cxlab.insight.verification.memory import Floats
from cxlab.insight.verification.plan import Plan, sides

Counts = pd.Series | pd.DataFrame


@dataclass(frozen=True)
class Series:
    """Periods in order of time with their values and what these stand on.

    `values` are counts, or means of answers where `means`; `base` is the exposure, or n over the variance of one
    answer; `n` the counts or answers; `per` the exposure that a rate is told for.
    """

    labels: tuple[str, ...]
    side: pd.Series
    values: Floats
    base: Floats
    n: Floats
    per: float = 1.0
    means: bool = False

    def only(self, keep: pd.Series) -> Series:
        """Return some of the periods."""
        mask = keep.to_numpy(dtype=bool)
        kept = tuple(label for label, wanted in zip(self.labels, mask, strict=True) if wanted)
        return replace(
            self, labels=kept, side=self.side[mask], values=self.values[mask], base=self.base[mask], n=self.n[mask]
        )

    def fit(self, design: Floats, variance: Variance = "quasi-poisson") -> Fit:
        """Fit the series to a design; a side without any count gets half a one, so that its rate stays finite."""
        at = months(self.labels)
        if self.means:
            return fit_means(self.values, self.base, design, at)
        after = (self.side == "after").to_numpy()
        counts = self.values.copy()
        for side in (after, ~after):
            if side.any() and counts[side].sum() == 0:
                counts[side] = 0.5 * self.base[side] / self.base[side].sum()
        return fit_counts(counts, self.base, design, at, variance=variance)

    def level(self) -> float:
        """Return the rate for `per` of exposure, or the mean."""
        weight = self.n if self.means else np.ones_like(self.values)
        total = self.n.sum() if self.means else self.base.sum()
        return float(np.sum(self.values * weight) / total * self.per) if total > 0 else float("nan")


def of_counts(counts: Counts, at: dt.date, plan: Plan, exposure: Counts | None = None) -> Series:
    """Return the series of counts by period; units in rows are added up.

    Raises
    ------
    InputError
        Counts or exposure missing, negative, or not of the same periods.
    """
    total = _total(counts).sort_index()
    periods = pd.Series(total.index, dtype="str")
    base = days_in(periods) if exposure is None else _total(exposure).reindex(periods)
    values, under = total.to_numpy(dtype=float), base.to_numpy(dtype=float)
    if total.empty or not np.isfinite(values).all() or (values < 0).any():
        raise InputError(
            "Counts by period must be zero or more, one for every period; fill a period without any with 0."
        )
    if not (under > 0).all():
        poor = [label for label, b in zip(periods, under, strict=True) if not b > 0]
        raise InputError(
            f"No exposure for {', '.join(poor[:5])}; give one above zero for every period, or none at all."
        )
    per = AVERAGE_MONTH if exposure is None else float(PER)
    return Series(tuple(periods), sides(list(periods), at, plan), values, under, values, per)


def of_means(answers: pd.DataFrame, at: dt.date, plan: Plan) -> Series:
    """Return the series of means by period.

    Parameters
    ----------
    answers
        From `means_by_period`: ``period``, ``mean``, ``n``; ``variance`` of one answer.
    """
    table = answers[answers["n"] > 0].sort_values("period")
    if table.empty:
        raise InputError("No period has an answer, so there is nothing to compare.")
    n = table["n"].to_numpy(dtype=float)
    spread = table["variance"].to_numpy(dtype=float)
    periods = list(table["period"].astype("str"))
    return Series(tuple(periods), sides(periods, at, plan), table["mean"].to_numpy(dtype=float),
                  n / np.maximum(spread, 1e-9), n, means=True)  # fmt: skip


def counts_by_period(
    rows: pd.DataFrame,
    covers: tuple[dt.date, dt.date],
    *,
    every: Every = "month",
    value: str = "incidents",
    outages: bool = True,
    by_unit: bool = False,
) -> Counts:
    """Count the rows that the caller has chosen in every complete period of the study, zeros included.

    Parameters
    ----------
    rows
        Complaints of one matter or channel: ``received_at``, and ``customer_key``, ``unit`` where known.
    covers
        First and last day that the data cover; periods that reach beyond are left out.
    value
        ``incidents``, ``people`` or ``rows`` (`insight.counts`).
    outages
        Whether ten rows of one unit and day are one incident: for one matter yes, for a channel no.

    Returns
    -------
    Series or DataFrame
        Indexed by period; with `by_unit` units in rows and periods in columns.
    """
    periods = complete(covers, every)
    unit = ["unit"] if by_unit else []
    dated = rows[rows["received_at"].notna()]
    if dated.empty:
        return pd.DataFrame(columns=periods) if by_unit else pd.Series(0, index=periods, dtype="int64")
    table = per_period(dated.assign(about=""), unit, every=every, covers=covers, matter="about" if outages else None)
    wide = table.pivot_table(index=unit or (lambda _: 0), columns="period", values=value, aggfunc="sum")
    wide = wide.reindex(columns=periods).fillna(0).astype("int64").rename_axis(columns=None)
    return wide if by_unit else wide.iloc[0].rename(None)


def exposure_by_period(exposure: pd.DataFrame, periods: Sequence[str], column: str, *, by_unit: bool = False) -> Counts:
    """Add up a column of the table ``exposure`` by period; a month's is spread over its days for weeks."""
    wanted = pd.Series(list(periods), dtype="str")
    month = exposure["period"].astype("str").str[:7]

    def sums(part: pd.DataFrame) -> pd.Series:
        found = exposed(wanted, part[column].groupby(month.loc[part.index]).sum())
        return pd.Series(found.to_numpy(), index=list(periods))

    return exposure.groupby("unit").apply(sums) if by_unit else sums(exposure)


def means_by_period(ratings: pd.DataFrame, column: str, *, every: Every = "month") -> pd.DataFrame:
    """Return ``period``, ``mean``, ``n``, ``variance`` (of one answer, pooled over periods) of a rating."""
    known = ratings[ratings["answered_at"].notna() & ratings[column].notna()]
    if known.empty:
        return pd.DataFrame({"period": [], "mean": [], "n": [], "variance": []})
    dates = (
        known["answered_at"].dt.tz_localize(None) if known["answered_at"].dt.tz is not None else known["answered_at"]
    )
    grouped = known[column].astype("float64").groupby(labels(dates, every).rename("period"))
    table = grouped.agg(mean="mean", n="size").reset_index()
    within = float(((known[column] - grouped.transform("mean")) ** 2).sum())
    return table.assign(variance=within / max(len(known) - len(table), 1))


def complete(covers: tuple[dt.date, dt.date], every: Every) -> list[str]:
    """Return the labels of the periods that lie wholly within the days covered."""
    days = pd.Series(pd.date_range(*covers))
    return [
        label for label in labels(days, every).unique()
        if days_of(label)[0].date() >= covers[0] and days_of(label)[1].date() <= covers[1]
    ]  # fmt: skip


def _total(counts: Counts) -> pd.Series:
    return counts.sum(axis=0, min_count=1) if isinstance(counts, pd.DataFrame) else counts
