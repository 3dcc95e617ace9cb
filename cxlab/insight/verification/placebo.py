"""Placebos: the same test where nothing was done, in earlier months and in other units or matters."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlab.insight.verification.before_after import by_level
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.series import Counts, Series, of_counts

FEWEST = 3
COLUMNS = ["placebo", "effect", "low", "high", "p"]


def placebo_in_time(
    counts: Counts, at: dt.date | str, *, exposure: Counts | None = None, plan: Plan | None = None
) -> pd.DataFrame:
    """Pretend that the action had started in each month of its baseline, and compare as for the real start.

    Only the baseline is used, three periods or more before the pretended start and after it; its length after is that
    of the real action where the baseline is long enough. Pretended starts overlap: read the share, not a p value.

    Returns
    -------
    DataFrame
        ``placebo`` (label of the first period after), ``effect`` (ratio), ``low``, ``high``, ``p``.
    """
    day, plan = pd.Timestamp(at).date(), plan or Plan()
    series = of_counts(counts, day, plan, exposure)
    before = series.only(series.side == "before")
    length = max(int((series.side == "after").sum()), FEWEST)
    rows = []
    for start in range(FEWEST, len(before.labels) - FEWEST + 1):
        number = np.arange(len(before.labels))
        side = pd.Series(np.where(number < start, "before", "after"), index=list(before.labels), dtype="str")
        keep = pd.Series(number < start + length)
        rows.append(_tested(replace(before, side=side).only(keep), plan, before.labels[start]))
    return pd.DataFrame(rows, columns=COLUMNS)


def placebo_elsewhere(
    others: pd.DataFrame,
    at: dt.date | str,
    *,
    exposure: pd.DataFrame | pd.Series | None = None,
    plan: Plan | None = None,
) -> pd.DataFrame:
    """Compare units, or matters, that the action did not touch, in the same windows.

    Parameters
    ----------
    others
        One unit or matter a row, periods in columns.
    exposure
        Of the same shape, or a series where all rows share one (matters).

    Returns
    -------
    DataFrame
        As `placebo_in_time`, ``placebo`` is the name of the row; rows without counts before or after are left out.
    """
    day, plan, rows = pd.Timestamp(at).date(), plan or Plan(), []
    for name in others.index:
        under = exposure.loc[name] if isinstance(exposure, pd.DataFrame) else exposure
        series = of_counts(others.loc[name], day, plan, under)
        used = series.only(series.side.isin(["before", "after"]))
        seen = used.n[(used.side == "before").to_numpy()].sum()
        if seen > 0 and (used.side == "after").any() and len(used.labels) > FEWEST:
            rows.append(_tested(used, plan, str(name)))
    return pd.DataFrame(rows, columns=COLUMNS)


def share_as_good(placebos: pd.DataFrame, effect: float, *, better: str = "lower") -> float:
    """Return the share of placebos at least as good as the effect, 0..1; missing without placebos."""
    if placebos.empty or not np.isfinite(effect):
        return float("nan")
    good = placebos["effect"] <= effect if better == "lower" else placebos["effect"] >= effect
    return float(good.mean())


def _tested(used: Series, plan: Plan, name: str) -> dict[str, object]:
    found = by_level(used, plan)
    return {"placebo": name, "effect": found.effect, "low": found.low, "high": found.high, "p": found.p}
