"""KANO with graded answers: how much, not only what kind (advanced)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.kano.cells import HELD
from cxlab.survey.kano.pairs import SIDES, full, natural, read_pairs, refuse_reversed

GRADES = (4, 2, 0, -1, -2)
"""DuMouchel's value of the functional answers 1 = like … 5 = dislike; of the dysfunctional ones in reverse."""
HIGH = 2.0
"""Where DuMouchel cuts his plane."""
LEVEL = 0.95


def kano_graded(
    answers: pd.DataFrame, *, weights: Column | str | None = None, n_boot: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Place features in DuMouchel's plane by the mean value of their answers.

    Functional answers count like 4, must-be 2, neutral 0, live-with -1, dislike -2, dysfunctional answers the other
    way round (dislike 4 … like -2): strong statements weigh more than weak ones, and what is wanted more than what
    is not.

    Parameters
    ----------
    answers : as for `kano`, five answers a side; one-sided pairs are left out.
    weights : a column of `answers` or one number per row, 0 or more.
    n_boot : resamples of respondents for 95 % percentile intervals; 0 leaves them out.

    Returns
    -------
    DataFrame
        feature, n, graded_functional and graded_dysfunctional (means, -2..4, each with _low and _high), region:
        A, O, M or I by the cuts at 2, missing where a mean is negative (the plane starts at 0; such a feature is
        reversed or its question not understood).

    Raises
    ------
    InputError
        As `kano`.

    Reference
    ---------
    DuMouchel in Berger et al. (1993), "Thoughts on graphical and continuous analysis".
    """
    pairs = read_pairs(answers, "traditional", weights)
    refuse_reversed(pairs, "traditional")
    rows = []
    given = full(pairs)
    for feature in sorted(given["feature"].unique().tolist(), key=natural):
        part = given[given["feature"] == feature]
        values, weight, count = _cells(part)
        mean = _means(count[None], values, weight)[0]
        ends = _ends(values, weight, count, n_boot, seed)
        row: dict[str, object] = {"feature": feature, "n": len(part)}
        for place, side in enumerate(SIDES):
            row |= {f"graded_{side}": mean[place]}
            row |= {f"graded_{side}_low": ends[0, place], f"graded_{side}_high": ends[1, place]}
        rows.append(row | {"region": _region(*mean)})
    return pd.DataFrame(rows)


def _cells(part: pd.DataFrame) -> tuple[FloatArray, FloatArray, npt.NDArray[np.int64]]:
    """Values (cells, 2), weight and number of each combination of answers and weight, sorted."""
    found, count = np.unique(part[[*SIDES, "weight"]].to_numpy(dtype=np.float64), axis=0, return_counts=True)
    grades = np.array(GRADES, dtype=np.float64)
    functional, dysfunctional = (found[:, side].astype(int) - 1 for side in (0, 1))
    return np.column_stack([grades[functional], grades[::-1][dysfunctional]]), found[:, 2], count


def _means(counts: npt.NDArray[np.int64], values: FloatArray, weight: FloatArray) -> FloatArray:
    """Weighted means (draws, 2) for numbers of answers by cell (draws, cells)."""
    sums = counts @ (values * weight[:, None])
    return np.asarray(sums / (counts @ weight)[:, None])


def _ends(values: FloatArray, weight: FloatArray, count: npt.NDArray[np.int64], n_boot: int, seed: int) -> FloatArray:
    """Ends of the percentile intervals (2, sides); NaN without resamples."""
    if n_boot == 0:
        return np.full((2, 2), np.nan)
    rng = np.random.default_rng(seed)
    step = max(1, HELD // len(count))
    draws = [
        _means(rng.multinomial(count.sum(), count / count.sum(), size=min(step, n_boot - start)), values, weight)
        for start in range(0, n_boot, step)
    ]
    return np.asarray(np.quantile(np.concatenate(draws), [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0))


def _region(functional: float, dysfunctional: float) -> str | None:
    if min(functional, dysfunctional) < 0:
        return None
    if functional >= HIGH:
        return "O" if dysfunctional >= HIGH else "A"
    return "M" if dysfunctional >= HIGH else "I"
