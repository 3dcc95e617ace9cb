"""Do answers in categories differ between groups: chi-square of a table of counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.errors import InputError


@dataclass(frozen=True)
class Association:
    """Chi-square test of a table of counts.

    `cells`: row, column, n, expected, residual (adjusted: beyond ±2 the cell is off what independence would give).
    `cramers_v` 0..1 is the size of the association. `thin` says that over a fifth of the cells expect fewer than 5
    (Cochran's rule): then p is rough. NaN where fewer than two rows or columns hold answers.
    """

    statistic: float
    df: int
    p: float
    cramers_v: float
    n: int
    thin: bool
    cells: pd.DataFrame


def chi_square(table: pd.DataFrame) -> Association:
    """Test whether the answers (columns) differ between groups (rows): chi-square without Yates' correction.

    Parameters
    ----------
    table : counts of people, such as `pandas.crosstab` gives. Rows and columns without anybody are left out.

    Raises
    ------
    InputError
        Counts that are missing, negative or not whole (weighted counts have no chi-square distribution).

    Reference: R `chisq.test(correct = FALSE)`; R `prop.test(correct = FALSE)` for two shares.
    """
    counts = table.to_numpy(dtype=np.float64)
    if np.isnan(counts).any() or (counts < 0).any() or (counts != np.floor(counts)).any():
        raise InputError("A chi-square test needs counts: whole numbers of 0 or more in every cell of the table.")
    kept_rows, kept_columns = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    counts = counts[kept_rows][:, kept_columns]
    n, shape = counts.sum(), counts.shape
    of_row, of_column = (counts.sum(axis=axis, keepdims=True) / max(n, 1) for axis in (1, 0))
    expected = n * of_row * of_column
    names = pd.MultiIndex.from_product([table.index[kept_rows], table.columns[kept_columns]], names=["row", "column"])
    cells = pd.DataFrame({"n": counts.astype(int).ravel(), "expected": expected.ravel()}, index=names).reset_index()
    if min(shape) < 2:
        return Association(np.nan, 0, np.nan, np.nan, int(n), False, cells.assign(residual=np.nan))
    residual = (counts - expected) / np.sqrt(expected * (1 - of_row) * (1 - of_column))
    statistic, df = float(((counts - expected) ** 2 / expected).sum()), (shape[0] - 1) * (shape[1] - 1)
    v = float(np.sqrt(statistic / (n * (min(shape) - 1))))
    thin = bool((expected < 5).mean() > 0.2)
    cells = cells.assign(residual=residual.ravel())
    return Association(statistic, df, float(stats.chi2.sf(statistic, df)), v, int(n), thin, cells)
