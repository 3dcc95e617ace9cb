"""What a regression of drivers is made of: columns by driver, complete rows, weights; bad input is refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import Column, FloatArray, need_columns, numbers, weights_for
from cxlab.survey.moments import Moments, complete, pairwise

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
        Columns missing, not numbers, constant or named twice; weights negative or all 0; fewer rows than columns + 1.
    """
    groups = _groups(frame, target, drivers)
    weight = _weights(frame, weights)
    blocks = [[part for column in groups[name] for part in _numeric(frame, column)] for name in groups]
    columns = [label for block in blocks for label, _ in block]
    data = np.column_stack([values for block in blocks for _, values in block] + [numbers(frame[target], target)])
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
    data, weight = data[used], weight[used]
    order = np.lexsort([weight, *data.T])
    data, weight = data[order], weight[order]
    constant = [[*columns, target][at] for at in np.flatnonzero(np.nanmax(data, axis=0) == np.nanmin(data, axis=0))]
    if constant:
        raise InputError(f"Constant columns say nothing: {', '.join(constant)}. Leave them out.")
    factors = [name for name in groups if any(_is_factor(frame[column]) for column in groups[name])]
    return Design(list(groups), [len(block) for block in blocks], factors, columns, data, weight, int(lost.sum()))


def moments(found: Design) -> tuple[Moments, FloatArray, FloatArray]:
    """Moments of the standardised columns, their correlations, and the standard deviations (divisor: sum of weights).

    Raises
    ------
    InputError
        Drivers are combinations of others (which), or pairwise correlations contradict each other.
    """
    there = ~np.isnan(found.data)
    total = found.weight @ there
    # Centring first keeps the later "mean of squares less square of mean" exact for answers with a large mean.
    centred = found.data - found.weight @ np.nan_to_num(found.data) / total
    spread: FloatArray = np.sqrt(found.weight @ np.nan_to_num(centred) ** 2 / total)
    result = complete(centred / spread) if there.all() else pairwise(centred / spread)
    correlations = result.correlations((found.weight @ result.products)[None])[0][0]
    values, vectors = np.linalg.eigh(correlations[:-1, :-1])
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
    return result, correlations, spread


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


def _is_factor(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype)


def _numeric(frame: pd.DataFrame, name: str) -> list[tuple[str, FloatArray]]:
    """Names and values of the column; of a factor, one 0/1 column for each category but the first."""
    column = frame[name]
    if not _is_factor(column):
        return [(name, numbers(column, name))]
    found = column.cat.remove_unused_categories().cat
    if len(found.categories) < 2:
        raise InputError(f"Constant columns say nothing: {name}. Leave them out.")
    codes = np.where(found.codes < 0, np.nan, found.codes)
    return [
        (f"{name}={label}", np.where(np.isnan(codes), np.nan, codes == position))
        for position, label in enumerate(found.categories)
        if position
    ]
