"""Scores of units against their size: who is off the limits that chance and the usual spread of units set.

Never a ranking: units differ in size, and the extremes of a ranking are the smallest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.spread import mean_square
from cxlab.survey.answers import FloatArray, need_columns
from cxlab.survey.compare import Metric, benjamini_hochberg, groups_of, score_row, scored
from cxlab.survey.scores import Points

LINES = (0.95, 0.998)
"""Inner and outer limits of the funnel (two and three standard errors)."""


@dataclass(frozen=True)
class Funnel:
    """Units against the limits of a funnel.

    `units`: unit, n, dropped, value with its own interval low and high, limit_low and limit_high (where 95 % of units
    of its size stay), z, p (two-sided, against chance and the usual spread), p_bh over the units, unusual ("high",
    "low" or ""), sorted by name. `limits`: n and the funnel's lines inner_low, inner_high (95 %), outer_low,
    outer_high (99.8 %) for drawing. `centre` is the score over all answers, `spread` the standard deviation of units
    beyond chance (0: chance explains all); both in the metric's unit.
    """

    units: pd.DataFrame
    limits: pd.DataFrame
    centre: float
    spread: float


def funnel(
    frame: pd.DataFrame,
    score: str,
    unit: str = "unit",
    *,
    metric: Metric = "nps",
    top: int = 2,
    points: Points = 5,
    level: float = 0.95,
) -> Funnel:
    """Place each unit's score in a funnel around the score over all units.

    The error of a unit of n answers is that of n answers drawn from all units together, so that units of one size
    have one limit. The usual spread of units beyond chance (overdispersion) is added to it: a variance between
    units by moments, the tenth at either end pulled in. Rows without a unit and missing answers are left out.

    Raises
    ------
    InputError
        Missing columns and as in the score functions.

    Reference
    ---------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202 and Quality and Safety in Health Care 14, 347-351
    (winsorised, additive overdispersion).
    """
    need_columns(frame, [score, unit])
    frame = frame[frame[unit].notna()]
    answers = scored(frame[score], metric, top, points)
    if metric == "nps":
        answers = 100 * (np.digitize(answers, [7, 9]).astype(np.float64) - 1)
    centre = float(answers.mean()) if len(answers) else np.nan
    rows = [
        {"unit": name, **score_row(frame.iloc[rows_of], score, metric=metric, top=top, points=points, level=level)}
        for name, rows_of in groups_of(frame[unit])
    ]
    units = pd.DataFrame(rows, columns=["unit", "n", "dropped", "value", "low", "high"])
    variance = float(answers.var()) if len(answers) else np.nan
    return _placed(units, centre, variance, level, bounds=_bounds(metric))


def between_units(value: FloatArray, error: FloatArray, centre: float) -> float:
    """Variance of units beyond their errors, by moments, the extremes of the standardised values pulled in.

    `value` and `error` (standard error) have one entry a unit; fewer than three units say nothing: 0.
    """
    if len(value) < 3:
        return 0.0
    weight = 1 / error**2
    surplus = len(value) * mean_square((value - centre) / error) - (len(value) - 1)
    return max(0.0, surplus / float(weight.sum() - (weight**2).sum() / weight.sum()))


def _placed(
    units: pd.DataFrame, centre: float, variance: float, level: float, *, bounds: tuple[float, float]
) -> Funnel:
    """Add limits and tests to the scored units."""
    n = units["n"].to_numpy(dtype=float)
    value, told = units["value"].to_numpy(dtype=float), n > 0
    error = np.sqrt(variance / np.where(told, n, np.nan))
    spread2 = 0.0 if variance == 0 else between_units(value[told], error[told], centre)
    error = np.sqrt(error**2 + spread2)
    z = (value - centre) / np.where(error > 0, error, np.nan)
    low, high = _around(centre, error, level, bounds)
    units = units.assign(limit_low=low, limit_high=high, z=z, p=2 * stats.norm.sf(np.abs(z)))
    units["p_bh"] = benjamini_hochberg(units["p"])
    off = (units["p_bh"] < 1 - level).to_numpy()
    units["unusual"] = np.where(off, np.where(z > 0, "high", "low"), "")
    grid = (
        np.unique(np.geomspace(max(n[told].min() / 1.25, 1), 1.25 * n.max(), 60).round())
        if told.any()
        else np.array([])
    )
    lines: dict[str, npt.NDArray[np.float64]] = {"n": grid}
    for name, reach in zip(("inner", "outer"), LINES, strict=True):
        around = _around(centre, np.sqrt(variance / grid + spread2), reach, bounds)
        lines[f"{name}_low"], lines[f"{name}_high"] = around
    return Funnel(units, pd.DataFrame(lines), centre, float(np.sqrt(spread2)))


def _around(
    centre: float, error: FloatArray, level: float, bounds: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    half = stats.norm.ppf((1 + level) / 2) * error
    return np.clip(centre - half, *bounds), np.clip(centre + half, *bounds)


def _bounds(metric: Metric) -> tuple[float, float]:
    return {"nps": (-100.0, 100.0), "csat": (0.0, 1.0), "mean": (-np.inf, np.inf)}[metric]
