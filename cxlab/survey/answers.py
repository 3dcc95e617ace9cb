"""Answers on a scale: numbers in, missing apart, anything off the scale refused by name.

Every analysis of this package reads its columns through here, so that they all treat text, missing answers and
codes such as 0 or 99 alike: text and off-scale answers are errors, missing answers are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError, nearest

FloatArray = npt.NDArray[np.float64]
Column = Sequence[Any] | npt.NDArray[Any] | pd.Series


def need_columns(frame: pd.DataFrame, names: Iterable[str]) -> None:
    """Raise InputError for the first of `names` that `frame` lacks, with the nearest header."""
    for name in names:
        if name not in frame.columns:
            found = ", ".join(map(str, frame.columns))
            raise InputError(f"Column '{name}' is not in the table (it has: {found}).{nearest(name, frame.columns)}")


def numbers(values: Column, name: str = "scores") -> FloatArray:
    """Return `values` as floats, missing as NaN.

    Raises
    ------
    InputError
        A value is text or infinite; the message names the column and up to five such values.
    """
    series = pd.Series(values).reset_index(drop=True)
    if pd.api.types.is_datetime64_any_dtype(series) or pd.api.types.is_timedelta64_dtype(series):
        raise InputError(f"Column '{name}' holds dates, not numbers; name a column of answers.")
    parsed = pd.to_numeric(series, errors="coerce")
    result: FloatArray = parsed.to_numpy(dtype=np.float64, na_value=np.nan)
    bad = (np.isnan(result) & series.notna().to_numpy()) | np.isinf(result)
    if bad.any():
        raise InputError(
            f"Column '{name}' holds {int(bad.sum())} values that are not numbers ({_some(series[bad])}); "
            "map answers to numbers (values: in study.yaml) or leave them empty."
        )
    return result


def on_scale(values: Column, low: int, high: int, name: str = "scores") -> FloatArray:
    """Return `values` as whole numbers from `low` to `high` (as floats), missing as NaN.

    Raises
    ------
    InputError
        An answer is not a whole number on the scale; the message names the column and the values.
    """
    result = numbers(values, name)
    given = result[~np.isnan(result)]
    off = (given < low) | (given > high) | (given != np.floor(given))
    if off.any():
        raise InputError(
            f"Column '{name}' holds {int(off.sum())} answers off the scale {low}-{high} ({_some(given[off])}); "
            "declare codes such as 'not applicable' as missing (scales: in study.yaml) or correct the scale."
        )
    return result


def weights_for(weights: Column | None, n: int) -> FloatArray:
    """Return one weight per row: ones by default, else `weights`, which must be finite and not negative."""
    if weights is None:
        return np.ones(n)
    result = numbers(weights, "weights")
    if len(result) != n:
        raise InputError(f"There are {len(result)} weights for {n} rows; give one weight per row.")
    if np.isnan(result).any() or (result < 0).any():
        bad = int(np.isnan(result).sum() + (result < 0).sum())
        raise InputError(
            f"{bad} of {n} weights are missing or negative; give every row a weight of 0 or more (`cxlab check` lists "
            "the lines)."
        )
    return result


def _some(values: Iterable[Any]) -> str:
    """Up to five distinct values, smallest first, for a message."""
    distinct = sorted({f"{value:g}" if isinstance(value, float) else str(value)[:20] for value in values})
    return ", ".join(distinct[:5]) + (", …" if len(distinct) > 5 else "")
