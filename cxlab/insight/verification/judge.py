"""From a series and a way to estimate to a verdict: the evaluation date, what is lacking, the target, the waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlab.insight.verification.days import days_of
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.series import Series
from cxlab.insight.verification.verdict import Verdict, decide

FEW = 20
FEWEST_PERIODS = 3


@dataclass(frozen=True)
class Interval:
    """An effect as it is told: a ratio, or for means a difference; `inner` is the 90 % interval."""

    effect: float
    low: float
    high: float
    p: float
    inner: tuple[float, float]
    caveats: tuple[str, ...] = ()
    dispersion: float = np.nan
    correlation: float = np.nan


@dataclass(frozen=True)
class Way:
    """A method by its name: how it estimates, and until when it would have to wait; both see before and after only."""

    method: str
    estimate: Callable[[Series], Interval]
    wait: Callable[[Series], dt.date | None]


def judge(series: Series, at: dt.date, plan: Plan, way: Way, *, as_of: dt.date | None) -> Verdict:
    """Return the verdict on a series with all its periods."""
    today = as_of or days_of(series.labels[-1])[1].date()
    blank = Verdict(
        "observing",
        until=plan.evaluate_at,
        method=way.method,
        scale="difference" if series.means else "ratio",
        target=plan.target,
        windows=windows(series),
    )
    decide(np.nan, np.nan, np.nan, scale=blank.scale, target=plan.target, better=plan.better)
    if today < at or (plan.evaluate_at is not None and today < plan.evaluate_at):
        return blank
    used = series.only(series.side.isin(["before", "after"]))
    lacks = _lacking(used)
    if lacks:
        waiting = way.wait(used) if lacks == ("nothing_after",) else None
        return replace(blank, verdict="cannot_tell", caveats=lacks, until=waiting)
    found = way.estimate(used)
    at_best = min(found.inner) if plan.better == "lower" else max(found.inner)
    name, notes = decide(found.low, found.high, at_best, scale=blank.scale, target=plan.target, better=plan.better)
    return replace(
        blank, verdict=name, effect=found.effect, low=found.low, high=found.high, p=found.p, at_best=at_best,
        until=way.wait(used) if name == "cannot_tell" else None,
        caveats=(*found.caveats, *notes, *_few(used)), dispersion=found.dispersion, correlation=found.correlation,
    )  # fmt: skip


def windows(series: Series) -> pd.DataFrame:
    """Return one row a side: ``side``, ``since``, ``until``, ``periods``, ``count``, ``exposure``, ``rate``.

    The rate is per 1,000 of exposure, per average month without one, or the mean itself (``count`` is then n).
    """
    rows = []
    for side in ("before", "left_out", "after"):
        here = series.only(series.side == side)
        if here.labels:
            ends = [days_of(label) for label in here.labels]
            rows.append({"side": side, "since": ends[0][0].date(), "until": ends[-1][1].date(),
                         "periods": len(ends), "count": int(here.n.sum()), "rate": here.level(),
                         "exposure": np.nan if here.means else here.base.sum()})  # fmt: skip
    return pd.DataFrame(rows, columns=["side", "since", "until", "periods", "count", "exposure", "rate"])


def _lacking(used: Series) -> tuple[str, ...]:
    before, after = (used.only(used.side == side) for side in ("before", "after"))
    if not before.labels or before.n.sum() == 0:
        return ("nothing_before",)
    if not after.labels:
        return ("nothing_after",)
    return ("too_few_periods",) if len(used.labels) < FEWEST_PERIODS else ()


def _few(used: Series) -> tuple[str, ...]:
    least = min(used.only(used.side == side).n.sum() for side in ("before", "after"))
    return ("few",) if least < FEW else ()
