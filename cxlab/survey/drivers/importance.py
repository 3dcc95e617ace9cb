"""Drivers: how much each attribute contributes to an overall answer, and which of them can be told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.drivers.bootstrap import bca, influence, percentile, resample
from cxlab.survey.drivers.design import Design, Drivers, Missing, correlations, design, standardised
from cxlab.survey.drivers.moments import FLAT, moments
from cxlab.survey.drivers.null_driver import null_driver
from cxlab.survey.drivers.polychoric import polychoric
from cxlab.survey.drivers.r_squared import johnson, lmg, unique
from cxlab.survey.drivers.r_squared import standardised as coefficients
from cxlab.survey.drivers.tiers import tiers

Method = Literal["lmg", "johnson"]
Interval = Literal["percentile", "bca"]
Shares = Callable[[FloatArray], FloatArray]
METHODS: dict[str, Shares] = {"lmg": lmg, "johnson": johnson}
INTERVALS = ("percentile", "bca")
MISSING = ("listwise", "pairwise")
LEVEL = 0.95
MOST_DRIVERS = 20
"""LMG goes through every subset of drivers: a million at 20."""


# fmt: off
DRIVER_COLUMNS = [
    "driver", "importance", "share", "low", "high", "share_low", "share_high", "rank_low", "rank_high", "tier",
    "coefficient", "coefficient_low", "coefficient_high", "correlation", "sign_conflict", "unique",
    "coefficient_null", "share_null", "floor", "n",
]
# fmt: on
NULLABLE: dict[str, Any] = {"rank_low": "Int64", "rank_high": "Int64", "tier": "Int64", "floor": "boolean"}


@dataclass(frozen=True)
class DriverResult:
    """Drivers by importance (see `importance`), R², rows used, rows dropped for a missing value, and the method."""

    drivers: pd.DataFrame
    r2: float
    n: int
    dropped: int
    method: str


def importance(
    frame: pd.DataFrame,
    target: str,
    drivers: Drivers,
    *,
    method: Method = "lmg",
    weights: Column | str | None = None,
    missing: Missing = "listwise",
    interval: Interval = "percentile",
    n_boot: int = 1000,
    seed: int = 0,
) -> DriverResult:
    """Share out the R² of a linear regression of `target` on `drivers`.

    Parameters
    ----------
    frame : one row a respondent; numbers on any scale.
    drivers : columns; or a mapping of names to columns, where several columns make a group that enters together.
        A column of pandas' category type is a factor: its categories enter together.
    method : "lmg" (R² gained, averaged over all orders; at most 20 drivers) or "johnson" (relative weights; no
        groups or factors).
    weights : a column of `frame` or one number per row, 0 or more.
    missing : "listwise" drops rows with a missing value in any used column and counts them: analyse items that only
        part of the respondents could answer on their own rows. "pairwise" drops rows without the target and correlates
        each pair of columns on the rows that have both; `.n` is then the smallest number of rows behind a correlation.
    interval : "percentile", or "bca": of `low` and `high`, which for LMG of ten drivers cover the population's value
        in 94 % of samples, against 90 % by "bca" at n = 100 (benchmarks/coverage_drivers.py).
    n_boot : resamples of respondents for 95 % intervals, ranks, tiers and the floor; 0 leaves them out.

    Returns
    -------
    DriverResult
        `.drivers`, most important first: driver, importance (R² units, sums to r2), share (of r2), low and high
        (of importance), share_low and share_high, rank_low and rank_high (places held in the resamples), tier,
        coefficient (target units per driver unit) with coefficient_low and _high, correlation, sign_conflict
        (coefficient against correlation), unique (R² lost without it), coefficient_null and share_null (what it
        would get with no effect of its own, under the same halo: see `null_driver`), floor, n (rows with it and
        the target). A group or factor has no coefficient, correlation
        or floor, nor have the drivers beside it a floor.

        `tier` is 1, 2 or 3, the rest: importances that clearly differ (see `tiers`). `floor`: not to be told from a
        driver without effect, because the coefficient's interval does not clear coefficient_null. Under a halo of
        ten items a driver of weight 0 clears it in at most 5 % of surveys (benchmarks/coverage_drivers.py).

    Raises
    ------
    InputError
        Missing or non-numeric columns, constant or perfectly collinear drivers (named), constant target, fewer
        rows than columns + 2, negative or all-zero weights, too many drivers, unknown method.

    Reference
    ---------
    R relaimpo `calc.relimp(type = "lmg")`, `boot.relimp`; R rwa `rwa()`.
    """
    for name, value, allowed in (
        ("method", method, METHODS),
        ("missing", missing, MISSING),
        ("interval", interval, INTERVALS),
    ):
        if value not in allowed:
            raise InputError(f"{name} is '{value}'; allowed are {', '.join(allowed)}.{nearest(value, allowed)}")
    found = design(frame, target, drivers, weights=weights, missing=missing)
    shares = _shares(found, method)
    scaled, spread = standardised(found)
    inner, unit = correlations(found, scaled), spread[-1] / spread[:-1]
    columns = _estimates(found, inner, shares, unit)
    if n_boot:
        columns |= _intervals(found, scaled, shares, unit, interval=interval, n_boot=n_boot, seed=seed)
        columns |= _floor(found, inner, shares, unit, columns)
    contribution = columns["importance"]
    order = np.argsort(-contribution, kind="stable")  # ties stay in the order of their names
    table = pd.DataFrame({name: _typed(columns.get(name), name, order) for name in DRIVER_COLUMNS})
    return DriverResult(table, float(contribution.sum()), int(found.pairs.min()), found.dropped, method)


def _typed(values: Any, name: str, order: npt.NDArray[np.int64]) -> Any:
    """`values` in `order`; without any, as many missing ones. Whole numbers and truths are of a type that has these."""
    dtype = NULLABLE.get(name)
    if values is None:
        return pd.array([pd.NA] * len(order), dtype=dtype) if dtype else np.full(len(order), np.nan)
    sorted_values = np.asarray(values)[order]
    return pd.array(sorted_values, dtype=dtype) if dtype else sorted_values


def _shares(found: Design, method: Method) -> Shares:
    if method == "lmg" and len(found.names) > MOST_DRIVERS:
        raise InputError(
            f"method 'lmg' takes at most {MOST_DRIVERS} drivers and got {len(found.names)}; "
            "leave some out, group them or use method='johnson'."
        )
    if found.single:
        return METHODS[method]
    if method != "lmg":
        raise InputError("Groups of columns and factors need method='lmg'; relative weights have no groups.")
    return partial(lmg, sizes=found.sizes)


def _estimates(found: Design, inner: FloatArray, shares: Shares, unit: FloatArray) -> dict[str, Any]:
    contribution, beta, outer = shares(inner), coefficients(inner), inner[:-1, -1]
    r2 = contribution.sum()
    return {
        "driver": found.names,
        "importance": contribution,
        "share": contribution / r2 if r2 > 0 else np.full(len(contribution), np.nan),
        "coefficient": found.of_single(beta * unit),
        "correlation": found.of_single(outer),
        "sign_conflict": found.of_single(beta * outer) < 0,
        "unique": unique(inner, found.sizes),
        "n": np.array([found.pairs[own, -1].min() for own in found.slices]),
    }


def _intervals(
    found: Design, scaled: FloatArray, shares: Shares, unit: FloatArray, *, interval: Interval, n_boot: int, seed: int
) -> dict[str, Any]:
    """Ends of intervals, ranks and tiers from resamples of respondents."""
    sums = moments(scaled)

    def statistic(totals: FloatArray) -> tuple[FloatArray, FloatArray]:
        each, spread = sums.correlations(totals)
        own = spread[:, :-1]
        turned = np.divide(spread[:, -1:], own, out=np.zeros_like(own), where=own > FLAT)
        return shares(each), coefficients(each) * turned

    cells = 2 ** len(found.names) if shares is not johnson else 1
    drawn = resample(sums.products, found.weight, statistic, n_boot=n_boot, seed=seed, cells=cells)
    value = statistic((found.weight @ sums.products)[None])[0][0]
    if interval == "bca":
        low, high = bca(drawn[0], value, influence(sums.products, found.weight, statistic), LEVEL)
    else:
        low, high = percentile(drawn[0], LEVEL)
    share_low, share_high = percentile(drawn[0] / drawn[0].sum(axis=1, keepdims=True), LEVEL)
    coefficient_low, coefficient_high = percentile(drawn[1] * unit, LEVEL)
    ranks = np.argsort(np.argsort(-drawn[0], axis=1), axis=1) + 1
    rank_low, rank_high = np.quantile(ranks, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="inverted_cdf")
    return {
        "low": low,
        "high": high,
        "share_low": share_low,
        "share_high": share_high,
        "rank_low": rank_low,
        "rank_high": rank_high,
        "tier": tiers(value, drawn[0]),
        "coefficient_low": found.of_single(coefficient_low),
        "coefficient_high": found.of_single(coefficient_high),
    }


def _floor(
    found: Design, inner: FloatArray, shares: Shares, unit: FloatArray, columns: dict[str, Any]
) -> dict[str, Any]:
    """What a driver without effect would get, and which drivers do not clear it."""
    if not found.single:
        return {}
    latent = polychoric(found.data, found.weight)
    coefficient, share = null_driver(inner, latent, shares)
    coefficient = coefficient * unit
    up = columns["correlation"] >= 0
    clears = np.where(up, columns["coefficient_low"] > coefficient, columns["coefficient_high"] < coefficient)
    return {"coefficient_null": coefficient, "share_null": share, "floor": ~clears}
