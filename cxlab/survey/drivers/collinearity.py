"""Collinearity: which drivers say nearly the same, and are better merged before their importance is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csgraph

from cxlab.errors import InputError
from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.drivers.design import correlations, design, standardised

HIGH_VIF = 5.0
"""Coefficient intervals are more than twice as wide (√5) as without the other drivers."""
SAME = 0.8
"""Correlation from which two drivers count as saying the same."""


@dataclass(frozen=True)
class CollinearityResult:
    """Drivers, dimensions of their correlations, sets of drivers to merge (see `collinearity`); rows used, dropped."""

    drivers: pd.DataFrame
    dimensions: pd.DataFrame
    merge: list[list[str]]
    n: int
    dropped: int


def collinearity(
    frame: pd.DataFrame, target: str, drivers: Sequence[str], *, weights: Column | str | None = None
) -> CollinearityResult:
    """Say how far drivers can be predicted from each other, on the rows that `importance` uses.

    Returns
    -------
    CollinearityResult
        `.drivers`: driver, vif (variance inflation factor, 1 or more), r2_others (R² from the other drivers), high
        (vif of 5 or more), closest (the driver it correlates with most) and correlation with that one.
        `.dimensions`, from widest to narrowest: condition_index (√ of largest over own eigenvalue of the
        correlations) and for each driver the share of its coefficient's variance that lies in this dimension. 10
        and more is strong, 30 serious; two drivers with shares above .5 there tell the same. Columns are centred,
        so that the level of a 1-5 scale does not count as collinear with the constant.
        `.merge`: sets of drivers linked by correlations of .8 or more (absolute): average each into one driver, or
        let it enter as a group. LMG splits R² among such drivers, so that each looks less important than it is.

    Raises
    ------
    InputError
        As `importance`; perfectly collinear drivers are named there too. Fewer than two drivers.

    Reference
    ---------
    Belsley, Kuh and Welsch (1980), Regression Diagnostics, 3.2, on centred columns; R car `vif`.
    """
    if len(drivers) < 2:
        raise InputError(f"Collinearity needs two or more drivers and got {len(drivers)}.")
    found = design(frame, target, list(drivers), weights=weights)
    if not found.single:
        raise InputError(f"Collinearity takes columns of numbers; leave out the factors {', '.join(found.factors)}.")
    inner = correlations(found, standardised(found)[0])[:-1, :-1]
    vif = np.diagonal(np.linalg.inv(inner))
    off = inner - np.eye(len(inner))
    closest = np.abs(off).argmax(axis=1)
    table = pd.DataFrame(
        {
            "driver": found.columns,
            "vif": vif,
            "r2_others": 1 - 1 / vif,
            "high": vif >= HIGH_VIF,
            "closest": [found.columns[at] for at in closest],
            "correlation": off[np.arange(len(off)), closest],
        }
    )
    ranked = table.iloc[np.argsort(-vif, kind="stable")].reset_index(drop=True)
    merge = [[found.columns[at] for at in linked] for linked in _linked(np.abs(off) >= SAME)]
    return CollinearityResult(ranked, _dimensions(inner, found.columns), merge, len(found.data), found.dropped)


def _dimensions(inner: FloatArray, names: list[str]) -> pd.DataFrame:
    values, vectors = np.linalg.eigh(inner)
    parts = vectors**2 / values
    shares = parts / parts.sum(axis=1, keepdims=True)
    table = pd.DataFrame(shares.T, columns=names)
    table.insert(0, "condition_index", np.sqrt(values[-1] / values))
    return table.iloc[::-1].reset_index(drop=True)


def _linked(same: npt.NDArray[np.bool_]) -> list[list[int]]:
    """Sets of two or more positions that are linked, directly or through others."""
    labels = csgraph.connected_components(same, directed=False)[1]
    sets = [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]
    return [linked for linked in sets if len(linked) > 1]
