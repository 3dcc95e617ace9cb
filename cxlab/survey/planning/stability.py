"""How many answers until a result stays what it is: the class of a KANO feature, the order of two drivers.

No formula covers either, so both are simulated from a population that is stated: shares of the classes, correlations
of the drivers. A pilot survey can state it, but flatters: of two classes (or drivers) that are nearly equal, one leads
in the pilot by chance, and the n found for it is too small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import FloatArray, need_columns, numbers
from cxlab.survey.drivers.r_squared import johnson, lmg
from cxlab.survey.kano import rules
from cxlab.survey.planning.sample_plan import Design

SIZES = (*range(10, 200, 10), *range(200, 500, 25), *range(500, 1000, 50), *range(1000, 3001, 100))
"""Numbers of respondents that are tried for a KANO class."""
METHODS = {"lmg": lmg, "johnson": johnson}
TRIED = 1000
"""Respondents of a simulated driver survey; errors of shares fall with the root of their number."""


@dataclass(frozen=True)
class ClassStability:
    """Respondents needed per KANO feature.

    `features`: feature, category, lead (share of the class less that of the second), n (the smallest number from which
    on the class comes back in the share `returns` of samples; missing where 3,000 do not do). `curve`: feature, n,
    probability (Monte Carlo error below 0.5 / root of `draws`), for a chart.
    """

    features: pd.DataFrame
    curve: pd.DataFrame
    returns: float
    draws: int
    seed: int
    formula: str = "class-simulated"


@dataclass(frozen=True)
class DriverSeparation:
    """Respondents needed to tell neighbours in the order of drivers apart.

    `pairs`, from the top down: driver, next, share and next_share (of R², 0..1), gap, n (with which the gap is found
    with the design's power; missing where there is none).
    """

    pairs: pd.DataFrame
    r2: float
    formula: str
    inputs: Mapping[str, Any] = field(repr=False)


def class_sample_size(
    shares: pd.DataFrame, *, returns: float = 0.8, draws: int = 2000, seed: int = 0
) -> ClassStability:
    """Find how many respondents make the most frequent class of a KANO feature come back.

    Parameters
    ----------
    shares : one row a feature: feature and M, O, A, I, R, Q as shares or counts (`KanoResult.features` will do).
    returns : share of samples in which the class must come back.
    draws : samples per number of respondents; all features are drawn from the same `seed`.

    Raises
    ------
    InputError
        Missing columns, negative or missing shares, a feature without any, `returns` not between 0.5 and 1.
    """
    if not (0.5 <= returns < 1 and draws >= 1):
        raise InputError(
            f"returns is {returns:g} and draws {draws}; returns is a share from 0.5 to below 1, draws 1 up."
        )
    need_columns(shares, ["feature", *rules.CLASSES])
    population = np.column_stack([numbers(shares[letter], letter) for letter in rules.CLASSES])
    wrong = np.isnan(population).any(axis=1) | (population < 0).any(axis=1) | (population.sum(axis=1) == 0)
    if wrong.any():
        named = ", ".join(map(str, shares.loc[wrong, "feature"]))
        raise InputError(f"Shares of the classes are missing, negative or all 0 for: {named}. Give 0 or more for each.")
    population = population / population.sum(axis=1, keepdims=True)
    probability = np.array([_comes_back(row, draws, seed) for row in population]).reshape(-1, len(SIZES))
    top, second = rules.top_two(population)
    features = pd.DataFrame(
        {
            "feature": shares["feature"].to_numpy(),
            "category": np.array(rules.CLASSES)[rules.mode(population)],
            "lead": top - second,
            "n": [_first_lasting((row >= returns).tolist()) for row in probability],
        }
    ).astype({"n": "Int64"})
    curve = pd.DataFrame(
        {
            "feature": np.repeat(features["feature"].to_numpy(), len(SIZES)),
            "n": np.tile(SIZES, len(features)),
            "probability": probability.ravel(),
        }
    )
    return ClassStability(features, curve, returns, draws, seed)


def driver_sample_size(
    correlations: pd.DataFrame,
    target: str,
    *,
    method: Literal["lmg", "johnson"] = "lmg",
    design: Design | None = None,
    draws: int = 400,
    seed: int = 0,
) -> DriverSeparation:
    """Find how many respondents tell each driver from the next in importance.

    Surveys of 1,000 normal answers are drawn from the population (Wishart); the spread of the difference of two shares
    falls with the root of n, so n = 1000 ((z + z_power) spread / gap)². `level`, `power`, `population` and
    `design_effect` of the design hold for one pair. The cut between two tiers is seen from the n of its pair on.

    Parameters
    ----------
    correlations : square, named rows and columns, of the drivers and `target`; see `halo` where there is no pilot.

    Raises
    ------
    InputError
        Not a matrix of correlations (square, the same names, positive definite), fewer than two drivers, method.

    Reference
    ---------
    Anderson (2003), An introduction to multivariate statistical analysis, theorem 7.2.2 (Wishart).
    """
    design = design or Design()
    if method not in METHODS:
        raise InputError(f"method is '{method}'; allowed are {', '.join(METHODS)}.{nearest(method, METHODS)}")
    matrix, names = _matrix(correlations, target)
    drawn = stats.wishart(df=TRIED - 1, scale=matrix).rvs(draws, random_state=np.random.default_rng(seed))
    spread = np.sqrt(np.diagonal(drawn, axis1=1, axis2=2))
    shares = _shares(drawn / (spread[:, :, None] * spread[:, None, :]), method)
    true = _shares(matrix, method)
    order = np.argsort(-true, kind="stable")
    upper, lower = order[:-1], order[1:]
    gap = true[upper] - true[lower]
    error = (shares[:, upper] - shares[:, lower]).std(axis=0, ddof=1)
    wanted = stats.norm.isf((1 - design.level) / 2) + stats.norm.ppf(design.power)
    needed = [
        _answers(TRIED * (wanted * e / g) ** 2, design) if g > 1e-9 else None for e, g in zip(error, gap, strict=True)
    ]
    pairs = pd.DataFrame(
        {
            "driver": np.array(names)[upper],
            "next": np.array(names)[lower],
            "share": true[upper],
            "next_share": true[lower],
            "gap": gap,
            "n": needed,
        }
    ).astype({"n": "Int64"})
    inputs = {"method": method, "level": design.level, "power": design.power, "draws": draws, "seed": seed}
    return DriverSeparation(pairs, float(METHODS[method](matrix).sum()), "driver-gap-simulated", inputs)


def halo(
    loadings: Mapping[str, float], weights: Mapping[str, float], *, r2: float, target: str = "overall"
) -> pd.DataFrame:
    """Correlations of a satisfaction survey in which one general impression (halo) colours every item.

    Parameters
    ----------
    loadings : driver to its correlation with the halo; two drivers correlate by the product of theirs.
    weights : driver to its weight on the target, relative to the others; a driver left out has none.
    r2 : R² of the target on all drivers, above 0 and below 1.
    """
    names = list(loadings)
    strange = [name for name in weights if name not in loadings]
    if strange:
        raise InputError(f"weights name '{strange[0]}', which has no loading.{nearest(strange[0], names)}")
    load, weight = np.array(list(loadings.values())), np.array([weights.get(name, 0.0) for name in names])
    if not (0 < r2 < 1 and (np.abs(load) < 1).all() and weight.any()):
        raise InputError(f"r2 is {r2:g}; r2 and loadings lie between 0 and 1, and some weight is not 0.")
    among = np.outer(load, load)
    np.fill_diagonal(among, 1)
    outcome = among @ weight * math.sqrt(r2 / (weight @ among @ weight))
    whole = np.block([[among, outcome[:, None]], [outcome[None, :], np.ones((1, 1))]])
    return pd.DataFrame(whole, index=[*names, target], columns=[*names, target])


def _comes_back(shares: FloatArray, draws: int, seed: int) -> list[float]:
    """Share of samples of each of `SIZES` whose mode is that of the population."""
    rng = np.random.default_rng(seed)
    true = rules.mode(shares)
    return [float((rules.mode(rng.multinomial(n, shares, size=draws)) == true).mean()) for n in SIZES]


def _first_lasting(enough: list[bool]) -> int | None:
    """The first of `SIZES` from which on it is enough."""
    last = max((at for at, good in enumerate(enough) if not good), default=-1)
    return SIZES[last + 1] if last + 1 < len(SIZES) else None


def _answers(n0: float, design: Design) -> int:
    return math.ceil(design.answers(n0))


def _shares(correlations: FloatArray, method: str) -> FloatArray:
    parts = METHODS[method](correlations)
    result: FloatArray = parts / parts.sum(axis=-1, keepdims=True)
    return result


def _matrix(correlations: pd.DataFrame, target: str) -> tuple[FloatArray, list[str]]:
    """Correlations with the target last, drivers sorted by name, and their names."""
    need_columns(correlations, [target])
    names = sorted(str(name) for name in correlations.columns if name != target)
    if sorted(map(str, correlations.index)) != sorted([*names, target]) or len(names) < 2:
        raise InputError(
            "correlations must have the same names in rows and columns: the target and two or more drivers."
        )
    matrix = correlations.loc[[*names, target], [*names, target]].to_numpy(dtype=np.float64)
    proper = np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1)
    if not proper or np.linalg.eigvalsh(matrix)[0] <= 1e-10:
        raise InputError(
            "correlations must be symmetric with ones on the diagonal and positive definite; pairwise correlations of "
            "few answers often are not: use rows that have all columns."
        )
    return matrix, names
