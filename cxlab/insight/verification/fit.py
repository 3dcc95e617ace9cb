"""Levels over time fitted by period, with errors for noise that is wider than chance and remembers its last period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import optimize

from cxlab.errors import InputError

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Variance = Literal["quasi-poisson", "negative-binomial"]
MOST_CORRELATED = 0.8
STEPS = 100
CLOSE = 1e-12


@dataclass(frozen=True)
class Fit:
    """Coefficients of the columns of a design, on the log scale for counts and in points for means.

    `covariance` allows for `dispersion` (variance over what chance gives, at least 1) and for `correlation` between
    neighbouring periods; `freedom` are the degrees of freedom of the t distribution that goes with it. `weight` is
    the information of every period, `fitted` its expected count or mean.
    """

    beta: Floats
    covariance: Floats
    freedom: float
    dispersion: float
    correlation: float
    weight: Floats
    fitted: Floats

    def error(self, column: int) -> float:
        """Return the standard error of one coefficient."""
        return float(np.sqrt(self.covariance[column, column]))


def fit_counts(
    counts: Floats, exposure: Floats, design: Floats, places: Places, *, variance: Variance = "quasi-poisson"
) -> Fit:
    """Fit log rates by iterated least squares (McCullagh and Nelder 1989).

    ``quasi-poisson``: variance = dispersion x mean. ``negative-binomial``: variance = mean + a x mean², a from the
    moments (Breslow 1984), so that the largest months do not rule the fit.

    Parameters
    ----------
    counts, exposure
        One value a period; exposure positive.
    design
        Shape (periods, columns), of full rank.
    places
        Number of each period in calendar time; periods left out leave gaps.

    Raises
    ------
    InputError
        Fewer periods than columns and one more, or columns that cannot be told apart.
    """
    _check(design)
    beta, mean = _poisson(counts, exposure, design, 0.0)
    extra = 0.0
    if variance == "negative-binomial":
        extra = _moment(
            lambda a: _pearson(counts, _poisson(counts, exposure, design, a)[1], a), len(counts) - design.shape[1]
        )
        beta, mean = _poisson(counts, exposure, design, extra)
    weight = mean / (1 + extra * mean)
    residual = (counts - mean) / np.sqrt(mean * (1 + extra * mean))
    return _with_noise(beta, mean, weight, residual, design, places)


def fit_means(means: Floats, information: Floats, design: Floats, places: Places) -> Fit:
    """Fit means of answers by weighted least squares; `information` is n over the variance of one answer."""
    _check(design)
    root = np.sqrt(information)
    beta = _least_squares(design * root[:, None], means * root)
    return _with_noise(beta, design @ beta, information, (means - design @ beta) * root, design, places)


def correlations(places: Places, correlation: float) -> Floats:
    """Return the correlation of every two periods under a first-order autoregression."""
    return np.asarray(float(correlation) ** np.abs(np.subtract.outer(places, places)))


def covariance_of(design: Floats, weight: Floats, places: Places, correlation: float) -> tuple[Floats, float, float]:
    """Return the covariance at dispersion 1, tr(MR) and the degrees of freedom.

    With M the projection on the residuals and R the correlations: E[e'e] = dispersion x tr(MR); freedom after
    Satterthwaite (1946).
    """
    scaled = design * np.sqrt(weight)[:, None]
    inverse = np.linalg.inv(scaled.T @ scaled)
    spread = correlations(places, correlation)
    noise = (np.eye(len(weight)) - scaled @ inverse @ scaled.T) @ spread
    total = float(np.trace(noise))
    return inverse @ scaled.T @ spread @ scaled @ inverse, total, total**2 / float(np.sum(noise * noise.T))


def _with_noise(beta: Floats, fitted: Floats, weight: Floats, residual: Floats, design: Floats, places: Places) -> Fit:
    correlation = _correlation(residual, design * np.sqrt(weight)[:, None], places)
    covariance, total, freedom = covariance_of(design, weight, places, correlation)
    dispersion = max(1.0, float(residual @ residual) / total)
    return Fit(beta, dispersion * covariance, freedom, dispersion, correlation, weight, fitted)


def _correlation(residual: Floats, scaled: Floats, places: Places) -> float:
    """Return the correlation at which the lag-1 products of the residuals are expected as they are.

    Expected after what the fit takes out of them, which undoes the bias of short series (Kendall 1954).
    """
    neighbours = (np.abs(np.subtract.outer(places, places)) == 1) / 2
    if not neighbours.any() or not np.any(residual):
        return 0.0
    seen = float(residual @ neighbours @ residual) / float(residual @ residual)
    left = np.eye(len(residual)) - scaled @ np.linalg.pinv(scaled)

    def short(correlation: float) -> float:
        noise = left @ correlations(places, correlation) @ left
        return float(np.sum(neighbours * noise) / np.trace(noise)) - seen

    if short(0.0) >= 0:
        return 0.0
    return MOST_CORRELATED if short(MOST_CORRELATED) <= 0 else float(optimize.brentq(short, 0.0, MOST_CORRELATED))


def _poisson(counts: Floats, exposure: Floats, design: Floats, extra: float) -> tuple[Floats, Floats]:
    mean: Floats = counts + 0.5
    beta = np.zeros(design.shape[1])
    for _ in range(STEPS):
        working = np.log(mean / exposure) + (counts - mean) / mean
        root = np.sqrt(mean / (1 + extra * mean))
        new = _least_squares(design * root[:, None], working * root)
        mean = np.asarray(exposure * np.exp(np.clip(design @ new, -30, 30)))
        moved, beta = float(np.max(np.abs(new - beta))), new
        if moved < CLOSE:
            break
    return beta, mean


def _least_squares(design: Floats, values: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(design, values, rcond=None)[0], dtype=np.float64)


def _pearson(counts: Floats, mean: Floats, extra: float) -> float:
    return float(np.sum((counts - mean) ** 2 / (mean * (1 + extra * mean))))


def _moment(pearson: Callable[[float], float], freedom: float) -> float:
    """Return the extra variance at which Pearson's chi-square equals its degrees of freedom, 0 where it is below."""
    if pearson(0.0) <= freedom:
        return 0.0
    high = 1.0
    while pearson(high) > freedom:
        high *= 2
    return float(optimize.brentq(lambda a: pearson(a) - freedom, 0.0, high))


def _check(design: Floats) -> None:
    periods, columns = design.shape
    if periods <= columns:
        raise InputError(
            f"{periods} periods cannot carry a comparison with {columns} coefficients. Give at least {columns + 1} "
            "complete periods before and after together, or weeks instead of months."
        )
    if np.linalg.matrix_rank(design) < columns:
        raise InputError(
            "The periods before and after cannot be told apart from season, trend or holidays: leave those out or "
            "give a longer baseline."
        )
