"""Level after over level before, season and noise allowed for: the default test of an action."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from cxlab.insight.verification.design import EFFECT, columns, trend
from cxlab.insight.verification.fit import Fit, Variance
from cxlab.insight.verification.memory import Floats
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.series import Series

PERIODS_FOR_TREND = 12
TREND = 0.05
TOLD = 0.05


@dataclass(frozen=True)
class Tested:
    """An effect on the scale of the fit (log rate or mean), its error and t distribution; `trend` where one is in."""

    value: float
    error: float
    freedom: float
    trend: bool
    fit: Fit

    def ends(self, level: float) -> tuple[float, float]:
        """Return the interval of the effect."""
        reach = float(stats.t.ppf(0.5 + level / 2, self.freedom)) * self.error
        return self.value - reach, self.value + reach

    @property
    def p(self) -> float:
        """Two-sided p of no effect."""
        return float(2 * stats.t.sf(abs(self.value) / self.error, self.freedom))


def estimate_level(series: Series, plan: Plan, *, variance: Variance = "quasi-poisson") -> Tested:
    """Estimate the effect of an action on a level that is otherwise flat but for season and holidays.

    A rate that was already on its way to where it went proves nothing: where a change is told (5 %) and the baseline
    (12 periods or more) moves in its direction by itself (one-sided 5 %), a trend is fitted too and the effect is
    what goes beyond it.

    Errors are those of `fit`: noise from before and after together, t distribution.
    """
    design = columns(series.labels, series.side, plan)
    plain = _tested(series, design, variance, trend=False)
    before = series.side == "before"
    if before.sum() < PERIODS_FOR_TREND or plain.p > TOLD:
        return plain
    slope = _slope(series.only(before), plan, variance)
    if slope is None or np.sign(slope.value) != np.sign(plain.value) or slope.p / 2 > TREND:
        return plain
    return _tested(series, np.column_stack([design, trend(series.labels)]), variance, trend=True)


def _tested(series: Series, design: Floats, variance: Variance, *, trend: bool) -> Tested:
    fit = series.fit(design, variance)
    return Tested(float(fit.beta[EFFECT]), fit.error(EFFECT), fit.freedom, trend, fit)


def _slope(before: Series, plan: Plan, variance: Variance) -> Tested | None:
    """Return the yearly trend of the baseline in the column of the effect."""
    design = columns(before.labels, before.side, plan)
    design[:, EFFECT] = trend(before.labels)
    return _tested(before, design, variance, trend=True) if len(design) > design.shape[1] else None
