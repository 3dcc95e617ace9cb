"""Difference in differences over units, with the permutation of who was treated as the yardstick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.verification.fit import Floats

DRAWS = 1999
WIDEST = np.log(50.0)
STEPS = 40
FEWEST_PLACINGS = 20


@dataclass(frozen=True)
class UnitContrast:
    """Ratio of rate ratios, treated over the others, with interval, p and the number of placings compared."""

    ratio: float
    low: float
    high: float
    p: float
    placings: int


def compare_units(
    before: pd.DataFrame, after: pd.DataFrame, treated: Sequence[str], *, level: float = 0.95, seed: int = 0
) -> UnitContrast:
    """Compare the change of treated units with that of the others.

    The statistic is the log ratio of pooled rate ratios. p is the share of all placings of the treatment (or of 1,999
    drawn ones and the true one) with one at least as large, whichever its sign; the interval holds the ratios that
    this test does not reject (Rosenbaum 2002, section 2.6). So units need no distribution, but must be alike apart
    from the treatment: what hits all units at once cancels, what hits the treated alone does not.

    Parameters
    ----------
    before, after
        Indexed by unit: ``count``, ``exposure``; the same units in both.
    treated
        Names of the treated units.

    Raises
    ------
    InputError
        Unknown units, nobody left to compare with, or fewer than 20 possible placings (no 5 % test exists).
    """
    unknown = sorted(set(treated) - set(before.index))
    if unknown:
        raise InputError(f"Treated units without any data: {', '.join(unknown)}. Known: {', '.join(before.index)}.")
    places = np.flatnonzero(before.index.isin(list(treated)))
    units, size = len(before), len(places)
    if comb(units, size) < FEWEST_PLACINGS:
        raise InputError(
            f"{size} treated of {units} units can be placed in {comb(units, size)} ways; a comparison of units needs "
            f"at least {FEWEST_PLACINGS}. Compare before with after instead, or take in more units."
        )
    members = _placings(units, places, np.random.default_rng(seed))
    then, now = (frame[["count", "exposure"]].to_numpy(dtype=float) for frame in (before, after.loc[before.index]))

    def p_of(shift: float) -> float:
        counts = now[:, 0].copy()
        counts[places] /= np.exp(shift)
        found = np.abs(_contrasts(members, then, np.column_stack([counts, now[:, 1]])))
        return float(np.mean(found >= found[0] - 1e-9))

    value = float(_contrasts(members[:1], then, now)[0])
    low, high = (_end(p_of, value, way, 1 - level) for way in (-1.0, 1.0))
    return UnitContrast(float(np.exp(value)), low, high, p_of(0.0), len(members))


def _placings(units: int, treated: npt.NDArray[np.intp], rng: np.random.Generator) -> Floats:
    """Return who is treated in each placing, the true one first; shape (placings, units)."""
    size = len(treated)
    if comb(units, size) <= DRAWS + 1:
        chosen = [np.array(c) for c in islice(combinations(range(units), size), DRAWS + 1)]
        chosen = [treated, *(c for c in chosen if not np.array_equal(c, treated))]
    else:
        chosen = [treated, *(rng.permutation(units)[:size] for _ in range(DRAWS))]
    members = np.zeros((len(chosen), units))
    for row, places in zip(members, chosen, strict=True):
        row[places] = 1.0
    return members


def _contrasts(members: Floats, then: Floats, now: Floats) -> Floats:
    """Return the log ratio of rate ratios for every placing; half a count keeps an empty side finite."""
    inside = [members @ side for side in (then, now)]
    outside = [(1 - members) @ side for side in (then, now)]
    logs = [np.log((side[:, 0] + 0.5) / side[:, 1]) for side in (*inside, *outside)]
    return np.asarray(logs[1] - logs[0] - logs[3] + logs[2])


def _end(p_of: Callable[[float], float], value: float, way: float, alpha: float) -> float:
    """Return the ratio where the test begins to reject, going one way from the estimate."""
    inner, outer = value, value + way * WIDEST
    if p_of(outer) > alpha:
        return 0.0 if way < 0 else np.inf
    for _ in range(STEPS):
        middle = (inner + outer) / 2
        inner, outer = (middle, outer) if p_of(middle) > alpha else (inner, middle)
    return float(np.exp(inner))
