"""Difference in differences over units, with the permutation of who was treated as the yardstick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.verification.memory import Floats

DRAWS = 1999
WIDEST = np.log(50.0)
STEPS = 40
CLOSE = 1e-9
FEWEST_PLACINGS = 20


@dataclass(frozen=True)
class UnitContrast:
    """Ratio of rate ratios, treated over the others, and how it compares with other placings of the treatment.

    `members` says who is treated in each placing, the true one first, shape (placings, units); `before` and `after`
    hold count and exposure, shape (units, 2).
    """

    members: Floats
    before: Floats
    after: Floats

    @property
    def ratio(self) -> float:
        """Pooled rate ratio of the treated over that of the others."""
        return float(np.exp(_contrasts(self.members[:1], self.before, self.after)[0]))

    @property
    def p(self) -> float:
        """Two-sided p of no difference."""
        return self._p(0.0)

    def ends(self, level: float) -> tuple[float, float]:
        """Return the interval of the ratio: 0 or infinite where the test rejects nothing on that side."""
        return self._end(-1.0, 1 - level), self._end(1.0, 1 - level)

    def _p(self, shift: float) -> float:
        """Return the p of a log ratio of `shift`: the treated counts are freed of it first."""
        free = np.where(self.members[0] > 0, np.exp(-shift), 1.0)
        counts = np.column_stack([self.after[:, 0] * free, self.after[:, 1]])
        found = np.abs(_contrasts(self.members, self.before, counts))
        return float(np.mean(found >= found[0] - CLOSE))

    def _end(self, way: float, alpha: float) -> float:
        inner = float(np.log(self.ratio))
        outer = inner + way * WIDEST
        if self._p(outer) > alpha:
            return 0.0 if way < 0 else float("inf")
        for _ in range(STEPS):
            middle = (inner + outer) / 2
            inner, outer = (middle, outer) if self._p(middle) > alpha else (inner, middle)
        return float(np.exp(inner))


def compare_units(before: pd.DataFrame, after: pd.DataFrame, treated: Sequence[str], *, seed: int = 0) -> UnitContrast:
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
    then, now = (frame[["count", "exposure"]].to_numpy(dtype=float) for frame in (before, after.loc[before.index]))
    return UnitContrast(_placings(units, places, np.random.default_rng(seed)), then, now)


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
