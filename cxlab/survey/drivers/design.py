"""What a regression of drivers is made of: columns by driver, complete rows, weights; bad input is refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import Column, FloatArray, need_columns, numbers, weights_for
from cxlab.survey.drivers.moments import moments

COLLINEAR = 1e-10
"""Smallest eigenvalue of the drivers' correlations with which they count as independent of each other."""
Missing = Literal["listwise", "pairwise"]
Drivers = Sequence[str] | Mapping[str, Sequence[str]]
"""Columns of drivers, or the name of each driver with its columns: several make a group that enters together."""


@dataclass(frozen=True)
class Design:
    """Answers as numbers, in an order of rows and columns that does not depend on the caller's.

    Attributes
    ----------
    names, sizes : each driver, by name, and how many columns it has; `factors` are made of categories.
    columns : names of the columns of `data` but the last, the outcome's.
    data : shape (n, len(columns) + 1); NaN only under `missing="pairwise"`.
    weight : shape (n,), above 0.
    dropped : rows left out for a missing value.
    """

    names: list[str]
    sizes: list[int]
    factors: list[str]
    columns: list[str]
    data: FloatArray
    weight: FloatArray
    dropped: int

    @property
    def single(self) -> bool:
        """Whether every driver is one column of numbers."""
        return max(self.sizes) == 1 and not self.factors

    @property
    def slices(self) -> list[slice]:
        """Where the columns of each driver stand in `data`."""
        ends = np.cumsum(self.sizes)
        return [slice(int(end - size), int(end)) for end, size in zip(ends, self.sizes, strict=True)]

    @cached_property
    def there(self) -> npt.NDArray[np.bool_]:
        """Where `data` holds a value."""
        return ~np.isnan(self.data)

    @cached_property
    def pairs(self) -> npt.NDArray[np.int64]:
        """Rows with both values, for each two columns of `data`, shape (k, k)."""
        if self.there.all():
            return np.full((self.data.shape[1],) * 2, len(self.data))
        return self.there.T.astype(int) @ self.there

    def of_single(self, values: FloatArray) -> FloatArray:
        """One of `values` per driver instead of per column; a driver of several columns has none."""
        return np.array([values[own.start] if own.stop - own.start == 1 else np.nan for own in self.slices])


def design(
    frame: pd.DataFrame,
    target: str,
    drivers: Drivers,
    *,
    weights: Column | str | None = None,
    missing: Missing = "listwise",
) -> Design:
    """Read the columns of a regression.

    Parameters
    ----------
    drivers : columns of numbers, or of pandas' category type (a factor: one 0/1 column for each category but the
        first); or a mapping that names each driver and its columns.
    weights : a column of `frame` or one number per row, 0 or more; rows of weight 0 are left out.
    missing : "listwise" drops rows with a missing value in any used column, "pairwise" only those without the
        target, as R rwa does.

    Raises
    ------
    InputError
        Columns missing, not numbers, constant or named twice; weights negative or all 0; fewer rows than columns + 2.
    """
    groups = _groups(frame, target, drivers)
    weight = _weights(frame, weights)
    types = frame.dtypes
    factors = [name for name in groups if any(isinstance(types[part], pd.CategoricalDtype) for part in groups[name])]
    blocks = [[part for column in groups[name] for part in _numeric(frame[column], column)] for name in groups]
    columns = [label for block in blocks for label, _ in block]
    data = np.column_stack([values for block in blocks for _, values in block] + [_floats(frame[target], target)])
    gaps = np.isnan(data)
    empty = [[*columns, target][at] for at in np.flatnonzero(gaps.all(axis=0))]
    if empty:
        raise InputError(f"Columns without any answer: {', '.join(empty)}. Leave them out.")
    lost = gaps.any(axis=1) if missing == "listwise" else gaps[:, -1]
    used = ~lost & (weight > 0)
    if used.sum() < len(columns) + 2:
        raise InputError(
            f"{int(used.sum())} rows have all {len(columns) + 1} columns; {len(columns)} drivers need at least "
            f"{len(columns) + 2}. Use fewer drivers, or leave out those that many did not answer."
        )
    if not used.all():
        data, weight = data[used], weight[used]
    order = _order(data, weight)
    data, weight = data[order], weight[order]
    constant = [[*columns, target][at] for at in np.flatnonzero(_flat(data))]
    if constant:
        raise InputError(f"Constant columns say nothing: {', '.join(constant)}. Leave them out.")
    return Design(list(groups), [len(block) for block in blocks], factors, columns, data, weight, int(lost.sum()))


def standardised(found: Design) -> tuple[FloatArray, FloatArray]:
    """Columns of mean 0 and standard deviation 1, and the standard deviations they had (divisor: sum of weights)."""
    if found.there.all():
        centred = found.data - found.weight @ found.data / found.weight.sum()
        spread: FloatArray = np.sqrt(np.einsum("i,ij,ij->j", found.weight, centred, centred) / found.weight.sum())
    else:
        total = found.weight @ found.there
        centred = found.data - found.weight @ np.nan_to_num(found.data) / total
        spread = np.sqrt(found.weight @ np.nan_to_num(centred) ** 2 / total)
    centred /= spread
    return centred, spread


def correlations(found: Design, scaled: FloatArray) -> FloatArray:
    """Correlations of the columns, outcome last.

    Raises
    ------
    InputError
        Drivers are combinations of others (which), or pairwise correlations contradict each other.
    """
    if found.there.all():
        result = scaled.T @ (scaled * found.weight[:, None]) / found.weight.sum()
    else:
        sums = moments(scaled)
        result = sums.correlations((found.weight @ sums.products)[None])[0][0]
    values, vectors = np.linalg.eigh(result[:-1, :-1])
    if values[0] < -COLLINEAR:
        raise InputError(
            f"Correlations from different rows contradict each other (smallest eigenvalue {values[0]:.2g}); "
            "use missing='listwise'."
        )
    singular = vectors[:, values < COLLINEAR]
    if singular.size:
        involved = (np.abs(singular) > 1e-4).any(axis=1)
        tied = ", ".join(name for name, part in zip(found.columns, involved, strict=True) if part)
        raise InputError(f"Perfectly collinear drivers: {tied}. One is a combination of the others; leave one out.")
    return result


def _flat(data: FloatArray) -> npt.NDArray[np.bool_]:
    """Which columns hold one value only."""
    high, low = data.max(axis=0), data.min(axis=0)
    if np.isnan(high).any():
        high, low = np.fmax.reduce(data), np.fmin.reduce(data)
    result: npt.NDArray[np.bool_] = high == low
    return result


def _order(data: FloatArray, weight: FloatArray) -> npt.NDArray[np.int64]:
    """One and the same order of rows, however they come; only equal rows may change places.

    By one number a row; should it be the same for rows that differ, by all of their values, which takes longer.
    """
    key = np.zeros(len(data))
    for place, column in enumerate([weight, *data.T], start=2):
        key += np.sqrt(place) * column
    if np.isnan(key).any():
        return np.lexsort([weight, *data.T])
    order = key.argsort(kind="stable")
    same = np.flatnonzero(np.diff(key[order]) == 0)
    first, second = order[same], order[same + 1]
    if (data[first] != data[second]).any() or (weight[first] != weight[second]).any():
        order = np.lexsort([weight, *data.T])
    return order


def _groups(frame: pd.DataFrame, target: str, drivers: Drivers) -> dict[str, list[str]]:
    """Columns of each driver, both sorted: the order in which columns are given must not matter to the last bit."""
    given = drivers if isinstance(drivers, Mapping) else {name: [name] for name in drivers}
    named = [*drivers] if not isinstance(drivers, Mapping) else [column for part in given.values() for column in part]
    need_columns(frame, [target, *named])
    if not named or target in named or len(set(named)) < len(named) or not all(given.values()):
        raise InputError(
            f"drivers must be one or more different columns other than '{target}'; got {', '.join(named)}."
        )
    return {name: sorted(given[name]) for name in sorted(given)}


def _weights(frame: pd.DataFrame, weights: Column | str | None) -> FloatArray:
    if isinstance(weights, str):
        need_columns(frame, [weights])
        weights = frame[weights]
    weight = weights_for(weights, len(frame))
    if len(weight) and not weight.any():
        raise InputError("All weights are 0; give at least some rows a weight above 0.")
    return weight


def _numeric(column: pd.Series, name: str) -> list[tuple[str, FloatArray]]:
    """Names and values of the column; of a factor, one 0/1 column for each category but the first."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return [(name, _floats(column, name))]
    found = column.cat.remove_unused_categories().cat
    if len(found.categories) < 2:
        raise InputError(f"Constant columns say nothing: {name}. Leave them out.")
    codes = np.where(found.codes < 0, np.nan, found.codes)
    return [
        (f"{name}={label}", np.where(np.isnan(codes), np.nan, codes == position))
        for position, label in enumerate(found.categories)
        if position
    ]


def _floats(column: pd.Series, name: str) -> FloatArray:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iuf":  # as `numbers`, without its way round
        values: FloatArray = column.to_numpy(dtype=np.float64)
        if not np.isinf(values).any():
            return values
    return numbers(column, name)
