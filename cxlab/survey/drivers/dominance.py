"""Dominance analysis and the simple measures of importance beside it (advanced)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.drivers.bootstrap import resample
from cxlab.survey.drivers.design import correlations, design, standardised
from cxlab.survey.drivers.moments import moments
from cxlab.survey.drivers.r_squared import REDUNDANT, explained_by_subset, johnson, shapley, unique
from cxlab.survey.drivers.r_squared import standardised as coefficients

MOST_DRIVERS = 12
"""Every pair is compared in every subset of the others, once a resample."""
SAME = 1e-12
"""R² closer than this is rounding."""
KINDS = ("complete", "conditional", "general")


@dataclass(frozen=True)
class DominanceResult:
    """Measures by driver, gains by level and dominance by pair (see `dominance`); R², rows used and dropped."""

    drivers: pd.DataFrame
    levels: pd.DataFrame
    pairs: pd.DataFrame
    r2: float
    n: int
    dropped: int


def dominance(
    frame: pd.DataFrame,
    target: str,
    drivers: Sequence[str],
    *,
    weights: Column | str | None = None,
    n_boot: int = 1000,
    seed: int = 0,
) -> DominanceResult:
    """Compare drivers in every model that could be made of the others.

    Parameters
    ----------
    frame : one row a respondent; rows with a missing value in any used column are dropped and counted.
    drivers : 2 to 12 columns of numbers.
    weights : a column of `frame` or one number per row, 0 or more.
    n_boot : resamples of respondents for how often a dominance is seen again; 0 leaves it out.

    Returns
    -------
    DominanceResult
        `.drivers`, by lmg: driver and the columns of `measures`, in R² units.
        `.levels`: driver, others (how many are already in the model), gain (mean R² that it adds to such models);
            the mean over levels is lmg, level 0 is first and the highest is last.
        `.pairs`, both orders of each two: driver, other, adds_more (share of the models without both in which
            `driver` adds more R² than `other`, ties half), and complete (in every model), conditional (on average at
            every level), general (on average over levels): 1 `driver` dominates, 0 `other` does, .5 neither; each
            with _again, the share of resamples with the same result, missing without resamples.

    Raises
    ------
    InputError
        Fewer than 2 drivers, more than 12, factors, and the errors of `importance`.

    Reference
    ---------
    Azen and Budescu (2003), The dominance analysis approach for comparing predictors in multiple regression, Psych.
    Methods 8; R dominanceanalysis `dominanceMatrix`, `bootDominanceAnalysis`, domir `domin`.
    """
    if not 2 <= len(drivers) <= MOST_DRIVERS:
        raise InputError(f"dominance takes 2 to {MOST_DRIVERS} drivers and got {len(drivers)}; leave some out.")
    found = design(frame, target, list(drivers), weights=weights)
    if found.factors:
        raise InputError(f"dominance takes columns of numbers; leave out the factors {', '.join(found.factors)}.")
    scaled = standardised(found)[0]
    inner = correlations(found, scaled)
    table = pd.DataFrame({"driver": found.names} | measures(inner))
    order = np.argsort(-table["lmg"].to_numpy(), kind="stable")
    explained = explained_by_subset(inner)
    gains = _gains(explained)
    levels = pd.DataFrame(
        [(name, level, gains[j, level]) for j, name in enumerate(found.names) for level in range(len(gains))],
        columns=["driver", "others", "gain"],
    )
    now, more = _compared(explained)
    pairs = pd.DataFrame(list(combinations(found.names, 2)), columns=["driver", "other"])
    pairs["adds_more"], again = more, np.full(now.shape, np.nan)
    if n_boot:
        sums = moments(scaled)

        def seen(totals: FloatArray) -> tuple[FloatArray]:
            found_again = _compared(explained_by_subset(sums.correlations(totals)[0]))[0] == now
            return (found_again.reshape(len(totals), -1).astype(float),)

        drawn = resample(sums.products, found.weight, seen, n_boot=n_boot, seed=seed, cells=2 ** len(found.names))
        again = drawn[0].mean(axis=0).reshape(now.shape)
    for at, kind in enumerate(KINDS):
        pairs[kind], pairs[f"{kind}_again"] = now[:, at], again[:, at]
    return DominanceResult(
        table.iloc[order].reset_index(drop=True),
        levels,
        _both_ways(pairs),
        float(explained[-1]),
        len(found.data),
        found.dropped,
    )


def measures(correlations: FloatArray) -> dict[str, FloatArray]:
    """Measures of importance from correlations of shape (p + 1, p + 1), outcome last; each of shape (p,), R² units.

    first : R² on its own; last : R² lost without it; betasq : squared standardised coefficient; pratt : coefficient
    times correlation (may be negative); genizi : Johnson's relative weights; car : squared correlation with the
    nearest orthogonal predictors; lmg. Pratt, genizi, car and lmg sum to R².

    Reference: R relaimpo `calc.relimp(type = c("first", "last", "betasq", "pratt", "genizi", "car", "lmg"))`; Zuber
    and Strimmer (2011) for CAR scores.
    """
    outer, beta = correlations[:-1, -1], coefficients(correlations)
    values, vectors = np.linalg.eigh(correlations[:-1, :-1])
    root = vectors / np.sqrt(np.maximum(values, REDUNDANT)) @ vectors.T
    return {
        "first": outer**2,
        "last": unique(correlations),
        "betasq": beta**2,
        "pratt": beta * outer,
        "genizi": johnson(correlations),
        "car": (root @ outer) ** 2,
        "lmg": shapley(explained_by_subset(correlations)),
    }


def _gains(explained: FloatArray) -> FloatArray:
    """Mean R² that each driver adds to models of 0, 1, … p - 1 others, shape (..., p, p)."""
    p = explained.shape[-1].bit_length() - 1
    subsets = np.arange(2**p)
    size = np.bitwise_count(subsets)
    rows = []
    for j in range(p):
        without = subsets[subsets >> j & 1 == 0]
        added = explained[..., without | 1 << j] - explained[..., without]
        rows.append(np.stack([added[..., size[without] == level].mean(axis=-1) for level in range(p)], axis=-1))
    return np.stack(rows, axis=-2)


def _compared(explained: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compare each two drivers: 1, 0 or .5 by kind, shape (..., pairs, 3), and in which share the first adds more."""
    gains = _gains(explained)
    p = gains.shape[-1]
    subsets = np.arange(2**p)
    found, more = [], []
    for i, j in combinations(range(p), 2):
        neither = subsets[(subsets >> i | subsets >> j) & 1 == 0]
        ahead = explained[..., neither | 1 << i] - explained[..., neither | 1 << j]
        by_level = gains[..., i, :] - gains[..., j, :]
        kinds = [_side(ahead), _side(by_level), _side(by_level.mean(axis=-1, keepdims=True))]
        found.append(np.stack(kinds, axis=-1))
        more.append(_side(ahead[..., None]).mean(axis=-1))
    return np.stack(found, axis=-2), np.stack(more, axis=-1)


def _side(ahead: FloatArray) -> FloatArray:
    """1 where all of the last axis is above 0, 0 where all is below, .5 else."""
    above, below = (ahead > SAME).all(axis=-1), (ahead < -SAME).all(axis=-1)
    return np.asarray((1.0 + above - below) / 2)


def _both_ways(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs and their mirror images, sorted."""
    turned = pairs.rename(columns={"driver": "other", "other": "driver"})
    for column in ("adds_more", *KINDS):
        turned[column] = 1 - turned[column]
    both = pd.concat([pairs, turned[pairs.columns]])
    return both.sort_values(["driver", "other"], ignore_index=True)
