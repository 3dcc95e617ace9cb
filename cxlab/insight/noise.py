"""How much counts over time move by themselves, and what a change has to beat.

Counts of a matter vary more than by chance alone (dispersion), and a bad month is followed by a bad month
(autocorrelation). Both are estimated from all matters together, since one matter has too few months.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, special, stats

Floats = npt.NDArray[np.float64]
SEEN_PER_PERIOD = 1.0
MOST_CORRELATED = 0.8
MOST_FREEDOM = 200.0


@dataclass(frozen=True)
class Noise:
    """Dispersion of each matter (variance / mean, at least 1) and what it was told with.

    `freedom` are the degrees of freedom of each dispersion, `correlation` is that of neighbouring periods, one for
    all matters.
    """

    dispersion: Floats
    freedom: float
    correlation: float


@dataclass(frozen=True)
class Contrast:
    """Rate of some periods over the rate of others, matter by matter, and the one-sided p of its having risen.

    The p of a fall is ``1 - rise``.
    """

    ratio: Floats
    low: Floats
    high: Floats
    rise: Floats


def matrices(known: pd.DataFrame, by: str, value: str) -> tuple[list[Any], list[str], Floats, Floats]:
    """Return groups, periods, and counts and exposure of shape (groups, periods)."""
    wide = known.pivot_table(index=by, columns="period", values=[value, "exposure"], aggfunc="sum", observed=True)
    if wide.empty:
        return [], [], np.empty((0, 0)), np.empty((0, 0))
    base = wide["exposure"].to_numpy(dtype=float)
    base = np.where(np.isnan(base), np.nanmax(base, axis=0), base)
    return list(wide.index), list(wide[value].columns), wide[value].fillna(0).to_numpy(dtype=float), base


def noise(counts: Floats, exposure: Floats) -> Noise:
    """Estimate dispersion and autocorrelation around a constant rate.

    Parameters
    ----------
    counts, exposure
        Shape (matters, periods).

    Notes
    -----
    Dispersions are Pearson's, shrunken to their common value with the weight that their spread over matters gives
    (Smyth 2004, as in the quasi-likelihood F test of Lund et al. 2012). The correlation is the pooled lag-1
    correlation of Pearson's residuals, corrected for the bias of short series (Kendall 1954), within 0..0.8.
    Matters with fewer than one count a period take the common dispersion.
    """
    periods = counts.shape[1]
    expected = exposure * (counts.sum(axis=1) / exposure.sum(axis=1))[:, None]
    usable = counts.sum(axis=1) >= SEEN_PER_PERIOD * periods
    if periods < 4 or not usable.any():
        return Noise(np.ones(len(counts)), float(max(periods - 1, 1)), 0.0)
    residuals = (counts[usable] - expected[usable]) / np.sqrt(expected[usable])
    own = (residuals**2).sum(axis=1)
    neighbours = (residuals[:, 1:] * residuals[:, :-1]).sum(axis=1)
    lagged = float(np.mean(neighbours / np.maximum(own, 1e-12)))
    correlation = float(np.clip((periods * lagged + 1) / max(periods - 4, 1), 0, MOST_CORRELATED))
    lags = np.arange(1, periods)
    freedom = periods - 1 - 2 * float(((1 - lags / periods) * correlation**lags).sum())
    freedom = max(freedom, 1.0)
    common, prior = _prior(own / freedom, freedom)
    dispersion = np.full(len(counts), common)
    dispersion[usable] = (own + prior * common) / (freedom + prior)
    return Noise(np.maximum(dispersion, 1.0), freedom + prior, correlation)


def contrast(
    counts: Floats, exposure: Floats, now: npt.NDArray[np.intp], then: npt.NDArray[np.intp], noise: Noise, level: float
) -> Contrast:
    """Compare the rate of periods `now` with that of periods `then` (column numbers, apart from each other).

    The test is the signed root of the deviance of two rates against one, over dispersion and autocorrelation, with
    a t distribution; it holds for a matter never seen before, too. Interval: Wald on the log scale with counts plus
    one half and the same variance and distribution.
    """
    a, b = counts[:, now].sum(axis=1), counts[:, then].sum(axis=1)
    base_a, base_b = exposure[:, now].sum(axis=1), exposure[:, then].sum(axis=1)
    inflation = _inflation(exposure, now, then, noise.correlation)
    total = a + b
    deviance = 2 * (
        special.xlogy(a, a / np.maximum(total * base_a / (base_a + base_b), 1e-12))
        + special.xlogy(b, b / np.maximum(total * base_b / (base_a + base_b), 1e-12))
    )
    spread = noise.dispersion * inflation
    root = np.sign(a * base_b - b * base_a) * np.sqrt(np.maximum(deviance, 0) / spread)
    ratio = ((a + 0.5) / base_a) / ((b + 0.5) / base_b)
    error = np.sqrt(spread * (1 / (a + 0.5) + 1 / (b + 0.5)))
    reach = np.exp(stats.t.ppf(0.5 + level / 2, noise.freedom) * error)
    return Contrast(ratio, ratio / reach, ratio * reach, stats.t.sf(root, noise.freedom))


def _inflation(
    exposure: Floats, now: npt.NDArray[np.intp], then: npt.NDArray[np.intp], correlation: float
) -> npt.NDArray[np.float64]:
    """Variance of the log ratio with neighbouring periods correlated, over that with none (at least 1)."""
    places = np.concatenate([now, then])
    share = np.concatenate([
        exposure[:, now] / exposure[:, now].sum(axis=1, keepdims=True),
        -exposure[:, then] / exposure[:, then].sum(axis=1, keepdims=True),
    ], axis=1)  # fmt: skip
    weight = share / np.sqrt(exposure[:, places])
    correlated = correlation ** np.abs(np.subtract.outer(places, places))
    return np.maximum(1.0, np.einsum("gi,ij,gj->g", weight, correlated, weight) / (weight**2).sum(axis=1))


def _prior(dispersions: Floats, freedom: float) -> tuple[float, float]:
    """Return the common dispersion and the degrees of freedom that it is worth (Smyth 2004, section 6.2)."""
    if len(dispersions) < 3:
        return float(dispersions.mean()), 0.0
    logs = np.log(np.maximum(dispersions, 1e-6)) - special.digamma(freedom / 2) + np.log(freedom / 2)
    surplus = float(logs.var(ddof=1) - special.polygamma(1, freedom / 2))
    floor = float(special.polygamma(1, MOST_FREEDOM / 2))
    prior = MOST_FREEDOM if surplus <= floor else 2 * optimize.brentq(
        lambda half: float(special.polygamma(1, half)) - surplus, 1e-3, MOST_FREEDOM
    )  # fmt: skip
    return float(np.exp(logs.mean() + special.digamma(prior / 2) - np.log(prior / 2))), float(prior)
