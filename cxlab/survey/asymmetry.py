"""Penalty and reward: what a low answer on an item takes from the overall answer, and what a high one adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.design import Design, design

FEWEST = 30
USUAL = (3.0, 5.0)
"""Cuts of answers 1-5: 1-3 are low, 4 is the reference, 5 is high."""
SIDES = ("low", "high")
LEVEL = 0.95
ALONE = 1e-9
"""A row with a leverage of 1 but for this has a coefficient to itself; without the row nobody could tell it."""
Cuts = tuple[float, float]

# fmt: off
COLUMNS = [
    "driver", "kind", "certain", "penalty", "penalty_low", "penalty_high", "penalty_p",
    "reward", "reward_low", "reward_high", "reward_p", "difference", "difference_low", "difference_high",
    "impact_asymmetry", "per_point", "per_point_low", "per_point_high", "steeper", "n_low", "n_reference", "n_high",
]
# fmt: on


@dataclass(frozen=True)
class AsymmetryResult:
    """Penalty and reward of each driver (see `asymmetry`), outcome with all at the reference, R², rows, dropped."""

    drivers: pd.DataFrame
    base: float
    r2: float
    n: int
    dropped: int


def asymmetry(
    frame: pd.DataFrame,
    target: str,
    drivers: Sequence[str],
    *,
    cuts: Cuts | Mapping[str, Cuts] | None = None,
    weights: Column | str | None = None,
    fewest: int = FEWEST,
) -> AsymmetryResult:
    """Penalty-reward contrast: regress the outcome on a low and a high dummy of every driver.

    Parameters
    ----------
    frame : one row a respondent; rows with a missing value in any used column are dropped and counted.
    target : the overall answer, numbers.
    drivers : items answered 1-5, or on any scale whose `cuts` are stated; high = good.
    cuts : highest low answer and lowest high one, for all drivers or by driver; answers between are the reference.
        Unless stated 1-3 are low, 4 is the reference and 5 high.
    weights : a column of `frame` or one number per row, 0 or more.
    fewest : people that each of the three groups needs. With fewer, penalty or reward cannot be estimated and is
        missing; the dummies stay in the model for the sake of the other drivers.

    Returns
    -------
    AsymmetryResult
        `.drivers`, widest range from penalty to reward first:
        driver; kind : "basic" (a penalty and no reward to be seen), "excitement" (reward only), "performance" (both),
            "none", by 95 % intervals; missing where a group is too small.
        certain : False for a basic or excitement driver whose `difference` is not clear of 0, so that the other
            effect may only be hard to see, and for "none".
        penalty, reward : against the reference, in units of the outcome (a penalty is negative), each with _low,
            _high (95 %, HC3 errors, t) and _p (two-sided, not corrected for the number of drivers).
        difference : reward + penalty, with _low and _high; below 0 the penalty is the larger one.
        impact_asymmetry : (reward - |penalty|) / (reward + |penalty|), signs as they are.
        per_point : reward per point gained less loss per point lost, with _low and _high. Answers 1-3 lie further
            from 4 than 5 does: even an item of constant effect has a larger penalty than reward.
        steeper : "below" or "above" the reference, where a point clearly counts for more by per_point; else missing.
        n_low, n_reference, n_high : people.

        `.base` is the outcome of somebody who is at the reference throughout. Near the end of the outcome's scale no
        reward can show, and under a halo a driver without effect has a small penalty: speak of the kind only of
        drivers above the floor of `importance`, and compare them with each other by per_point.

    Raises
    ------
    InputError
        Answers off 1-5 without stated cuts, cuts in the wrong order or not for every driver, groups that are
        combinations of others (named), and the errors of `importance`.

    Reference
    ---------
    Brandt (1987); Mikulić and Prebežac (2008) for impact asymmetry; MacKinnon and White (1985) for HC3; statsmodels
    `OLS(y, X).fit(cov_type="HC3", use_t=True)`.
    """
    found = design(frame, target, list(drivers), weights=weights)
    if found.factors:
        raise InputError(f"Penalty and reward need ordered answers; leave out the factors {', '.join(found.factors)}.")
    limits = {name: _limits(name, found.data[:, at], cuts) for at, name in enumerate(found.names)}
    groups = {
        name: _groups(found.data[:, at], found.weight, limits[name], fewest) for at, name in enumerate(found.names)
    }
    fit = _fit(found, groups)
    table = pd.DataFrame([{"driver": name} | _row(name, own, fit) for name, own in groups.items()], columns=COLUMNS)
    table = table.astype({"kind": "str", "certain": "boolean", "steeper": "str"})
    order = np.argsort((table["penalty"] - table["reward"]).to_numpy(), kind="stable")  # missing ones come last
    ranked = table.iloc[order].reset_index(drop=True)
    return AsymmetryResult(ranked, float(fit.coefficient[0]), fit.r2, len(found.data), found.dropped)


@dataclass(frozen=True)
class _Groups:
    """Who answered low, at the reference and high; their mean answers; and which sides can be estimated."""

    inside: dict[str, npt.NDArray[np.bool_]]
    mean: dict[str, float]
    enough: dict[str, bool]


def _limits(name: str, answers: FloatArray, cuts: Cuts | Mapping[str, Cuts] | None) -> Cuts:
    if cuts is None:
        if answers.min() < 1 or answers.max() > 5:
            raise InputError(
                f"Column '{name}' holds answers from {answers.min():g} to {answers.max():g}; 1-5 is expected unless "
                "cuts=(highest low answer, lowest high answer) are stated."
            )
        return USUAL
    if isinstance(cuts, Mapping) and name not in cuts:
        raise InputError(f"cuts are stated for {', '.join(cuts)} and not for '{name}'.{nearest(name, cuts)}")
    low, high = cuts[name] if isinstance(cuts, Mapping) else cuts
    if low >= high:
        raise InputError(f"cuts of '{name}' are {low:g} and {high:g}; the highest low answer must be below the other.")
    return low, high


def _groups(answers: FloatArray, weight: FloatArray, limits: Cuts, fewest: int) -> _Groups:
    low, high = limits
    inside = {"low": answers <= low, "reference": (answers > low) & (answers < high), "high": answers >= high}
    mean = {side: float(np.average(answers[own], weights=weight[own])) for side, own in inside.items() if own.any()}
    reference = inside["reference"].sum() >= fewest
    return _Groups(inside, mean, {side: bool(reference and inside[side].sum() >= fewest) for side in SIDES})


@dataclass(frozen=True)
class _Fit:
    """Coefficients, the constant first, with their HC3 covariance (missing where it cannot be told)."""

    names: list[tuple[str, str]]
    coefficient: FloatArray
    covariance: FloatArray
    df: int
    r2: float

    def sum_of(self, parts: Mapping[tuple[str, str], float]) -> tuple[float, float, float, float]:
        """A weighted sum of coefficients, the ends of its interval, and p."""
        at = [self.names.index(name) for name in parts]
        factor = np.array(list(parts.values()))
        value = float(factor @ self.coefficient[at])
        error = float(np.sqrt(factor @ self.covariance[np.ix_(at, at)] @ factor))
        reach = float(stats.t.ppf((1 + LEVEL) / 2, self.df)) * error
        return value, value - reach, value + reach, float(2 * stats.t.sf(abs(value) / error, self.df))


def _fit(found: Design, groups: Mapping[str, _Groups]) -> _Fit:
    """Weighted least squares on a dummy of every low and high group, the constant first.

    Dummies of groups that are too small to be reported may be empty or repeat each other: the shortest solution.
    """
    names = [("", "")] + [(name, side) for name in groups for side in SIDES]
    columns = [np.ones(len(found.data))] + [own.inside[side].astype(float) for own in groups.values() for side in SIDES]
    told = [True] + [own.enough[side] for own in groups.values() for side in SIDES]
    root, outcome = np.sqrt(found.weight), found.data[:, -1]
    scaled = np.column_stack(columns) * root[:, None]
    solve = np.linalg.pinv(scaled, rcond=1e-10)
    leverage = np.einsum("ij,ji->i", scaled, solve)
    df = len(outcome) - round(float(leverage.sum()))
    if df < 1:
        raise InputError(f"{len(outcome)} rows do not suffice for two groups of each of {len(groups)} drivers.")
    mixed = np.abs(solve @ scaled - np.eye(len(names))).max(axis=1) > 1e-8
    tied = [f"{name} ({side})" for (name, side), bad in zip(names, mixed & told, strict=True) if bad and name]
    if tied:
        raise InputError(f"Perfectly collinear groups: {', '.join(tied)}. Leave out a driver or state other cuts.")
    coefficient = solve @ (outcome * root)
    residual = outcome * root - scaled @ coefficient
    alone = leverage > 1 - ALONE
    left_out = solve * np.divide(residual, 1 - leverage, out=np.zeros_like(residual), where=~alone)
    covariance = left_out @ left_out.T
    covariance[(np.abs(solve[:, alone]) > ALONE).any(axis=1)] = np.nan
    spread = found.weight @ (outcome - np.average(outcome, weights=found.weight)) ** 2
    return _Fit(names, coefficient, covariance, df, float(1 - residual @ residual / spread))


def _row(name: str, own: _Groups, fit: _Fit) -> dict[str, Any]:
    """Estimates of one driver; what cannot be estimated is left out, and so missing."""
    row: dict[str, Any] = {f"n_{side}": int(inside.sum()) for side, inside in own.inside.items()}
    low, high = (name, "low"), (name, "high")
    for effect, side in (("penalty", "low"), ("reward", "high")):
        if own.enough[side]:
            ends = fit.sum_of({(name, side): 1.0})
            row |= dict(zip((effect, f"{effect}_low", f"{effect}_high", f"{effect}_p"), ends, strict=True))
    if not all(own.enough.values()):
        return row
    gained, lost = own.mean["high"] - own.mean["reference"], own.mean["reference"] - own.mean["low"]
    pairs = {"difference": {low: 1.0, high: 1.0}, "per_point": {low: 1 / lost, high: 1 / gained}}
    for column, parts in pairs.items():
        row |= dict(zip((column, f"{column}_low", f"{column}_high"), fit.sum_of(parts)[:3], strict=True))
    penalty, reward = row["penalty"], row["reward"]
    row["impact_asymmetry"] = (reward - abs(penalty)) / (reward + abs(penalty))
    row["steeper"] = "below" if row["per_point_high"] < 0 else "above" if row["per_point_low"] > 0 else None
    return row | _kind(row)


def _kind(row: Mapping[str, float]) -> dict[str, Any]:
    if np.isnan([row["penalty_low"], row["reward_low"]]).any():
        return {}
    penalty, reward = row["penalty_high"] < 0, row["reward_low"] > 0
    if penalty and reward:
        return {"kind": "performance", "certain": True}
    if penalty:
        return {"kind": "basic", "certain": row["difference_high"] < 0}
    if reward:
        return {"kind": "excitement", "certain": row["difference_low"] > 0}
    return {"kind": "none", "certain": False}
