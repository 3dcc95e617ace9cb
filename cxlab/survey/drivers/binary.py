"""Drivers of a yes or no: McFadden's R² of logistic models, shared out over all orders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, special

from cxlab.errors import InputError
from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.drivers.design import Design, Drivers, correlations, design, standardised
from cxlab.survey.drivers.r_squared import orders, shapley

MOST_DRIVERS = 12
"""There is a model for every subset of drivers: 4,096 at 12."""
ROUNDS = 30
CLOSE = 1e-10
"""Newton's method has arrived when the next step would lower the mean deviance by no more than about this."""
CERTAIN = 10.0
"""Log odds of a single answer beyond which separation is looked for."""
NORMAL = float(special.ndtri(0.975))

# fmt: off
COLUMNS = [
    "driver", "importance", "share", "low", "high", "share_low", "share_high", "unique",
    "coefficient", "coefficient_low", "coefficient_high",
]
# fmt: on


@dataclass(frozen=True)
class BinaryResult:
    """Drivers by importance (see `binary_importance`), McFadden's R², rows used, those of 1, and rows dropped."""

    drivers: pd.DataFrame
    r2: float
    n: int
    events: int
    dropped: int


def binary_importance(
    frame: pd.DataFrame, target: str, drivers: Drivers, *, weights: Column | str | None = None
) -> BinaryResult:
    """Share out McFadden's R² of a logistic regression of a 0/1 answer.

    Parameters
    ----------
    frame : one row a respondent; rows with a missing value in any used column are dropped and counted.
    target : 0 or 1.
    drivers : at most 12; columns, groups and factors as in `importance`.
    weights : a column of `frame` or one number per row, 0 or more.

    Returns
    -------
    BinaryResult
        `.drivers`, most important first: driver, importance (R² units, sums to r2), share (of r2), share_low and
        share_high, low and high (of importance), unique (R² lost without it), coefficient (log odds per unit) with
        coefficient_low and _high; a group or factor has no coefficient. Intervals are 95 % from the
        influence of each row (as a jackknife, robust against a wrong model; on the square root of importances) and
        need no resampling, because the least deviance does not move with the coefficients. In simulated surveys of
        200, 400 and 1,500 answers they held the population's value in 90 to 97 % of draws.

    Raises
    ------
    InputError
        A target other than 0 and 1, more than 12 drivers, drivers that part the answers without overlap (named),
        and the errors of `importance`.

    Reference
    ---------
    McFadden (1974); Azen and Traxel (2009), Using dominance analysis to determine predictor importance in logistic
    regression, J. Educ. Behav. Stat. 34 (their general dominance with R²_M is this value).
    """
    found = design(frame, target, drivers, weights=weights)
    outcome = found.data[:, -1]
    if set(np.unique(outcome)) != {0.0, 1.0}:
        some = ", ".join(f"{value:g}" for value in np.unique(outcome)[:5])
        raise InputError(f"Column '{target}' must hold 0 and 1 and holds {some}; recode it, or use importance().")
    if len(found.names) > MOST_DRIVERS:
        raise InputError(
            f"binary_importance takes at most {MOST_DRIVERS} drivers and got {len(found.names)}; leave some out, "
            "group them, or use importance() on the 0/1 answer (a linear model)."
        )
    scaled, spread = standardised(found)
    correlations(found, scaled)  # refuses collinear drivers
    weight = found.weight / found.weight.mean()
    exact = np.vstack([np.ones(len(scaled)), scaled[:, :-1].T])
    full = _fit(exact, outcome, weight, np.zeros(len(exact)))[0]
    if np.abs(full @ exact).max() > CERTAIN:
        _refuse_separation(found, exact, outcome)
    worth, moves = _worths(found, exact, outcome, weight)
    columns = _shared_out(worth, moves) | _coefficients(found, exact, outcome, weight, full, spread)
    table = pd.DataFrame({"driver": found.names} | columns, columns=COLUMNS)
    ranked = table.iloc[np.argsort(-columns["importance"], kind="stable")].reset_index(drop=True)
    return BinaryResult(ranked, float(worth[-1]), len(outcome), int(outcome.sum()), found.dropped)


def _worths(found: Design, exact: FloatArray, outcome: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """McFadden's R² of every subset of drivers, shape (2^p,), and the influence of rows on each importance, (p, n)."""
    p, none = len(found.names), _fit(exact[:1], outcome, weight, np.zeros(1))[1]
    with_it, without_it = orders(p)
    worth, moves = np.zeros(2**p), np.zeros((p, len(outcome)))
    fits: dict[int, FloatArray] = {0: np.zeros(1)}
    null = (weight * none).mean()
    for subset in range(2**p):
        inside = np.array([subset >> j & 1 for j in range(p)], dtype=bool)
        chosen = [0] + [1 + at for j in np.flatnonzero(inside) for at in range(len(exact) - 1)[found.slices[j]]]
        parent = fits[subset & (subset - 1)]  # without its first driver: a start near the end
        start = np.zeros(len(chosen))
        start[0], start[len(chosen) - len(parent) + 1 :] = parent[0], parent[1:]
        fits[subset], deviance = _fit(exact[chosen], outcome, weight, start)
        mean = (weight * deviance).mean()
        worth[subset] = 1 - mean / null
        size = int(inside.sum())
        moves += np.outer(np.where(inside, with_it[size], -without_it[size]), none * mean / null - deviance)
    return worth, moves * weight / null


def _fit(
    columns: FloatArray, outcome: FloatArray, weight: FloatArray, start: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Coefficients of a logistic regression by Newton's method, and the deviance of each row."""
    coefficients: FloatArray = start
    step, before = start * 0, np.inf
    for _ in range(ROUNDS):
        chance, deviance = _chances(columns, outcome, coefficients)
        now = (weight * deviance).mean()
        if now > before + CLOSE:  # a step too far
            step = step / 2
            coefficients = coefficients - step
            continue
        slope = columns @ (weight * (outcome - chance)) / len(outcome)
        bend = (columns * (weight * chance * (1 - chance))) @ columns.T / len(outcome)
        step = np.asarray(np.linalg.lstsq(bend, slope, rcond=None)[0], dtype=np.float64)
        if slope @ step < CLOSE:
            return coefficients + step, deviance
        coefficients, before = coefficients + step, now
    return coefficients, deviance


def _chances(columns: FloatArray, outcome: FloatArray, coefficients: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Chance of a 1 and deviance of each row."""
    odds = coefficients @ columns
    small = np.exp(-np.abs(odds))
    chance = np.where(odds > 0, 1, small) / (1 + small)
    deviance: FloatArray = 2 * (np.log1p(small) + np.where((odds > 0) == (outcome > 0), 0, np.abs(odds)))
    return chance, deviance


def _refuse_separation(found: Design, exact: FloatArray, outcome: FloatArray) -> None:
    """Raise if a combination of drivers puts every 1 on one side of every 0, ties allowed: no odds are finite.

    Named are the drivers of a smallest set that does so.
    """
    sides = exact * np.where(outcome > 0, 1.0, -1.0)
    if not _separated(sides):
        return
    needed = list(range(1, len(exact)))
    for column in needed[::-1]:
        fewer = [at for at in needed if at != column]
        needed = fewer if _separated(sides[[0, *fewer]]) else needed
    raise InputError(
        f"The answers 0 and 1 do not overlap on {', '.join(found.columns[at - 1] for at in needed)} (separation): no "
        "logistic model has finite odds. Leave these out, or use importance() on the 0/1 answer (a linear model)."
    )


def _separated(sides: FloatArray) -> bool:
    """Whether some coefficients put no row on the wrong side and some row on the right one.

    Reference: Konis (2007), Linear programming algorithms for detecting separated data in binary logistic regression.
    """
    rows = np.unique(sides.T, axis=0)
    best = optimize.linprog(-rows.sum(axis=0), A_ub=-rows, b_ub=np.zeros(len(rows)), bounds=(-1, 1))
    return bool(-best.fun > 1e-6)


def _shared_out(worth: FloatArray, moves: FloatArray) -> dict[str, FloatArray]:
    """Importances, shares, and their intervals on the scale of square roots, where they are about symmetric."""
    value, (p, n) = shapley(worth), moves.shape
    share = value / worth[-1]
    error = np.sqrt((moves**2).sum(axis=1)) / n
    share_error = np.sqrt(((moves - share[:, None] * moves.sum(axis=0)) ** 2).sum(axis=1)) / n / worth[-1]
    ends: dict[str, FloatArray] = {}
    for name, centre, spread in (("", value, error), ("share_", share, share_error)):
        root = np.sqrt(centre)
        half = NORMAL * np.divide(spread, 2 * root, out=np.zeros_like(root), where=root > 0)
        ends |= {f"{name}low": (root - half).clip(0) ** 2, f"{name}high": ((root + half) ** 2).clip(max=1)}
    return {
        "importance": value,
        "share": share,
        **ends,
        "unique": np.array([worth[-1] - worth[-1 - 2**j] for j in range(p)]),
    }


def _coefficients(
    found: Design, exact: FloatArray, outcome: FloatArray, weight: FloatArray, full: FloatArray, spread: FloatArray
) -> dict[str, FloatArray]:
    """Log odds per unit of each driver, with robust intervals."""
    chance = _chances(exact, outcome, full)[0]
    bend = np.linalg.inv((exact * (weight * chance * (1 - chance))) @ exact.T)
    slopes = exact * (weight * (outcome - chance))
    error = np.sqrt(np.diagonal(bend @ (slopes @ slopes.T) @ bend))
    ends = {"coefficient": 0.0, "coefficient_low": -NORMAL, "coefficient_high": NORMAL}
    return {name: found.of_single((full + z * error)[1:] / spread[:-1]) for name, z in ends.items()}
