"""A matter's share of the people who write, lately against before, with overdispersion allowed for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from cxlab.text.cluster import Labels
from cxlab.text.space import Array

_TELLING = 4
"""Earlier periods from which the spread can be estimated."""
_USUAL_SPREAD = 2.0
"""Variance over mean where they are fewer: what complaint counts have as a rule (industry default, unsourced)."""


class Shares:
    """People per period, in all and of a matter.

    Parameters
    ----------
    people, period, ages
        Of each row: customer, number of the period (0 = newest), days before the newest row.
    recent
        Periods 0 … recent - 1 are compared with the others.
    """

    def __init__(self, people: Labels, period: Labels, ages: Array, recent: int) -> None:
        self._people, self._period, self._ages, self._recent = people, period, ages, recent
        self._periods = np.unique(period)
        self._all = self._count(np.ones(len(people), dtype=bool))

    def _count(self, member: NDArray[np.bool_]) -> Array:
        """Return the number of distinct people in each period."""
        pairs = np.unique(np.stack([self._period[member], self._people[member]]), axis=1)
        return np.array([(pairs[0] == period).sum() for period in self._periods], dtype=float)

    def test(self, member: NDArray[np.bool_]) -> dict[str, float]:
        """Compare the matter's shares of people, recent periods against earlier ones.

        Returns
        -------
        dict
            people_now, people_before (distinct within a period), share_now, share_before (0-1), ratio of the shares
            (one half added to each count) with low (95 %), p, days (distinct, recent).

        Notes
        -----
        Two rates against one by the deviance over the dispersion of the earlier periods (Pearson, at least 1):
        F(1, periods - 2), as in `cxlab.insight.rates.changes`. Fewer than four earlier periods tell no dispersion:
        then 2, and chi-square.
        """
        now = self._periods < self._recent
        seen = self._count(member)
        a, b, n_now, n_before = seen[now].sum(), seen[~now].sum(), self._all[now].sum(), self._all[~now].sum()
        spread, freedom = self._spread(seen[~now], self._all[~now])
        expected = np.array([n_now, n_before]) * (a + b) / (n_now + n_before)
        deviance = 2 * special.xlogy([a, b], np.array([a, b]) / np.maximum(expected, 1e-12)).sum() / spread
        p = stats.f.sf(deviance, 1, freedom) if freedom else stats.chi2.sf(deviance, 1)
        reach = (stats.t.ppf(0.975, freedom) if freedom else stats.norm.ppf(0.975)) * np.sqrt(
            spread * (1 / (a + 0.5) + 1 / (b + 0.5))
        )
        ratio = ((a + 0.5) / n_now) / ((b + 0.5) / n_before)
        recent = member & (self._period < self._recent)
        return {
            "people_now": float(a),
            "people_before": float(b),
            "share_now": float(a / n_now),
            "share_before": float(b / n_before),
            "ratio": float(ratio),
            "low": float(ratio * np.exp(-reach)),
            "p": float(min(p, 1.0)),
            "days": float(np.unique(self._ages[recent]).size),
        }

    def _spread(self, seen: Array, base: Array) -> tuple[float, int]:
        """Return the dispersion of the earlier periods and the degrees of freedom of the test (0 = not estimated)."""
        if len(seen) < _TELLING:
            return _USUAL_SPREAD, 0
        usual = base * (seen.sum() + 0.5) / base.sum()
        return float(max(1.0, ((seen - usual) ** 2 / usual).sum() / (len(seen) - 1))), len(self._periods) - 2
