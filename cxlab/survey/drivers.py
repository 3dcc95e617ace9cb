"""Drivers: how much each attribute contributes to an overall answer, and which of them can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray, need_columns, numbers, weights_for
from cxlab.survey.r_squared import johnson, lmg, standardised, unique
from cxlab.survey.tiers import tiers

METHODS: dict[str, Callable[[FloatArray], FloatArray]] = {"lmg": lmg, "johnson": johnson}
LEVEL = 0.95
MOST_DRIVERS = 20
"""LMG goes through every subset of drivers: a million at 20."""
COLLINEAR = 1e-10
"""Smallest eigenvalue of the drivers' correlations with which they count as independent of each other."""
CELLS = 2**18
"""Numbers held at a time while resampling, so that memory does not grow with n_boot."""


# fmt: off
DRIVER_COLUMNS = [
    "driver", "importance", "share", "low", "high", "rank_low", "rank_high", "tier",
    "coefficient", "coefficient_low", "coefficient_high", "correlation", "sign_conflict", "unique", "floor",
]
# fmt: on


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
    drivers: Sequence[str],
    *,
    method: Literal["lmg", "johnson"] = "lmg",
    weights: Column | str | None = None,
    n_boot: int = 1000,
    seed: int = 0,
) -> DriverResult:
    """Share out the R² of a linear regression of `target` on `drivers`.

    Parameters
    ----------
    frame : one row a respondent; numbers on any scale. Rows with a missing value in any used column are dropped
        and counted: analyse items that only part of the respondents could answer on their own rows.
    method : "lmg" (R² gained, averaged over all orders; at most 20 drivers) or "johnson" (relative weights).
    weights : a column of `frame` or one number per row, 0 or more.
    n_boot : resamples of respondents for 95 % percentile intervals, ranks and tiers; 0 leaves them out.

    Returns
    -------
    DriverResult
        `.drivers`, most important first: driver, importance (R² units, sums to r2), share (of r2), low and high
        (of importance), rank_low and rank_high (places held in the resamples), tier, coefficient (target units
        per driver unit) with coefficient_low and _high, correlation, sign_conflict (coefficient against
        correlation), unique (R² lost without it), floor (the coefficient's interval contains 0: not to be told
        from no effect of its own).

        `tier` is 1, 2 or 3, the rest: importances that clearly differ (see `tiers`). Under the halo of
        satisfaction surveys even an item without any effect of its own has a share of R²: a driver in tier 3
        with `floor` shows none.

    Raises
    ------
    InputError
        Missing or non-numeric columns, constant or perfectly collinear drivers (named), constant target, fewer
        rows than drivers + 2, too many drivers, unknown method.

    Reference
    ---------
    R relaimpo `calc.relimp(type = "lmg")`, `boot.relimp`; R rwa `rwa()`.
    """
    names = _checked_names(frame, target, drivers, method)
    data, weight, dropped = _complete(frame, [*names, target], weights)
    spread = _spread(data, weight, [*names, target])
    products = _products(data / spread)
    unit = spread[-1] / spread[:-1]
    correlations, _ = _correlations(weight[None] @ products)
    contribution, beta = METHODS[method](correlations)[0], standardised(correlations)[0]
    r2 = float(contribution.sum())
    columns: dict[str, object] = {
        "driver": names,
        "importance": contribution,
        "share": contribution / r2 if r2 > 0 else np.nan,
        "coefficient": beta * unit,
        "correlation": correlations[0, :-1, -1],
        "sign_conflict": beta * correlations[0, :-1, -1] < 0,
        "unique": unique(correlations)[0],
    }
    draws = _bootstrap(products, weight, METHODS[method], n_boot, seed) if n_boot else None
    table = pd.DataFrame(columns | _intervals(contribution, draws, unit))[DRIVER_COLUMNS]
    table = table.astype(dict.fromkeys(["rank_low", "rank_high", "tier"], "Int64") | {"floor": "boolean"})
    ranked = table.iloc[np.argsort(-contribution, kind="stable")]  # ties stay in the order of their names
    return DriverResult(ranked.reset_index(drop=True), r2, len(data), dropped, method)


def _checked_names(frame: pd.DataFrame, target: str, drivers: Sequence[str], method: str) -> list[str]:
    """Sorted driver names: the order in which columns are given must not matter, down to the last bit."""
    if method not in METHODS:
        raise InputError(f"method is '{method}'; allowed are {', '.join(METHODS)}.{nearest(method, METHODS)}")
    names = sorted(drivers)
    need_columns(frame, [target, *names])
    if not names or target in names or len(set(names)) < len(names):
        raise InputError(
            f"drivers must be one or more different columns other than '{target}'; got {', '.join(drivers)}."
        )
    if method == "lmg" and len(names) > MOST_DRIVERS:
        raise InputError(
            f"method 'lmg' takes at most {MOST_DRIVERS} drivers and got {len(names)}; "
            "leave some out or use method='johnson'."
        )
    return names


def _complete(
    frame: pd.DataFrame, names: list[str], weights: Column | str | None
) -> tuple[FloatArray, FloatArray, int]:
    """Rows without a missing value, centred, in an order that does not depend on that of `frame`; their weights."""
    if isinstance(weights, str):
        need_columns(frame, [weights])
        weights = frame[weights]
    weight = weights_for(weights, len(frame))
    data = np.column_stack([numbers(frame[name], name) for name in names])
    used = ~np.isnan(data).any(axis=1) & (weight > 0)
    missing = int(np.isnan(data).any(axis=1).sum())
    if used.sum() < len(names) + 1:
        raise InputError(
            f"{int(used.sum())} rows have all {len(names)} columns; {len(names) - 1} drivers need at least "
            f"{len(names) + 1}. Use fewer drivers, or leave out those that many did not answer."
        )
    data, weight = data[used], weight[used]
    order = np.lexsort([weight, *data.T])
    data, weight = data[order], weight[order]
    # Centring first keeps the later "mean of squares less square of mean" exact for answers with a large mean.
    return data - np.average(data, axis=0, weights=weight), weight, missing


def _spread(data: FloatArray, weight: FloatArray, names: list[str]) -> FloatArray:
    """Standard deviation of each column; refuses constant columns and drivers that are combinations of others."""
    constant = [name for name, flat in zip(names, np.ptp(data, axis=0) == 0, strict=True) if flat]
    if constant:
        raise InputError(f"Constant columns say nothing: {', '.join(constant)}. Leave them out.")
    spread: FloatArray = np.sqrt(np.average(data**2, axis=0, weights=weight))
    scaled = data[:, :-1] / spread[:-1] * np.sqrt(weight / weight.sum())[:, None]
    values, vectors = np.linalg.eigh(scaled.T @ scaled)
    singular = vectors[:, values < COLLINEAR]
    if singular.size:
        involved = (np.abs(singular) > 1e-4).any(axis=1)
        tied = ", ".join(name for name, part in zip(names[:-1], involved, strict=True) if part)
        raise InputError(f"Perfectly collinear drivers: {tied}. One is a combination of the others; leave one out.")
    return spread


def _products(data: FloatArray) -> FloatArray:
    """One, the values and their pairwise products per row: their sums give any resample's covariances."""
    upper = np.triu_indices(data.shape[1])
    return np.column_stack([np.ones(len(data)), data, data[:, upper[0]] * data[:, upper[1]]])


def _correlations(sums: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Correlations of each sample of a batch, and the standard deviations, from its sums of `_products`.

    Shapes (batch, columns) to (batch, k, k) and (batch, k). A constant column correlates with nothing, itself included.
    """
    k = int((np.sqrt(8 * sums.shape[1] + 1) - 3) / 2)  # there are 1 + k + k (k + 1) / 2 columns
    moments = sums / sums[:, :1]
    mean, upper = moments[:, 1 : k + 1], np.triu_indices(k)
    square = np.empty((len(sums), k, k))
    square[:, upper[0], upper[1]] = square[:, upper[1], upper[0]] = moments[:, k + 1 :]
    covariance = square - mean[:, :, None] * mean[:, None, :]
    spread = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0))
    scale = np.divide(1, spread, out=np.zeros_like(spread), where=spread > 1e-7)
    return covariance * scale[:, :, None] * scale[:, None, :], spread


def _bootstrap(
    products: FloatArray, weight: FloatArray, shares: Callable[[FloatArray], FloatArray], n_boot: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Importances and standardised coefficients of resamples of weighted rows, each (n_boot, p)."""
    rng, n = np.random.default_rng(seed), len(products)
    p = int((np.sqrt(8 * products.shape[1] + 1) - 3) / 2) - 1
    batch = max(1, CELLS // max(n, 2**p if shares is lmg else 1))
    importances, coefficients = [], []
    for start in range(0, n_boot, batch):
        counts = [np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(min(batch, n_boot - start))]
        correlations, spread = _correlations((np.array(counts) * weight) @ products)
        unit = np.divide(spread[:, -1:], spread[:, :-1], out=np.zeros((len(counts), p)), where=spread[:, :-1] > 1e-7)
        importances.append(shares(correlations))
        coefficients.append(standardised(correlations) * unit)
    return np.concatenate(importances), np.concatenate(coefficients)


def _intervals(
    contribution: FloatArray, draws: tuple[FloatArray, FloatArray] | None, unit: FloatArray
) -> dict[str, object]:
    if draws is None:
        blank = ["low", "high", "coefficient_low", "coefficient_high"]
        return dict.fromkeys(blank, np.nan) | dict.fromkeys(["rank_low", "rank_high", "tier", "floor"], pd.NA)
    ends = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    low, high = np.quantile(draws[0], ends, axis=0)
    coefficient_low, coefficient_high = np.quantile(draws[1] * unit, ends, axis=0)
    ranks = np.argsort(np.argsort(-draws[0], axis=1), axis=1) + 1
    rank_low, rank_high = np.quantile(ranks, ends, axis=0, method="inverted_cdf")
    return {
        "low": low,
        "high": high,
        "coefficient_low": coefficient_low,
        "coefficient_high": coefficient_high,
        "rank_low": rank_low,
        "rank_high": rank_high,
        "tier": tiers(contribution, draws[0]),
        "floor": (coefficient_low <= 0) & (coefficient_high >= 0),
    }
