"""Levels over time fitted by period, with errors for noise that is wider than chance and remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize

from cxlab.errors import InputError
from cxlab.insight.verification.memory import Floats, Memory, remembered

Variance = Literal["quasi-poisson", "negative-binomial"]
STEPS = 100
CLOSE = 1e-12


@dataclass(frozen=True)
class Fit:
    """Coefficients of the columns of a design, on the log scale for counts and in points for means.

    `covariance` allows for the noise in `memory`; `freedom` are the degrees of freedom of the t distribution that
    goes with it. `fitted` is the expected count or mean of every period.
    """

    beta: Floats
    covariance: Floats
    freedom: float
    memory: Memory
    fitted: Floats

    def error(self, column: int) -> float:
        """Return the standard error of one coefficient."""
        return float(np.sqrt(self.covariance[column, column]))


def fit_counts(
    counts: Floats, exposure: Floats, design: Floats, months: Floats, *, variance: Variance = "quasi-poisson"
) -> Fit:
    """Fit log rates by iterated least squares (McCullagh and Nelder 1989).

    ``quasi-poisson``: variance in proportion to the mean. ``negative-binomial``: variance = mean + a x mean², a from
    the moments (Breslow 1984), so that the largest periods do not rule the fit.

    Parameters
    ----------
    counts, exposure
        One value a period; exposure positive.
    design
        Shape (periods, columns), of full rank.
    months
        Middle of each period in months; periods left out leave gaps.

    Raises
    ------
    InputError
        No more periods than columns, or columns that cannot be told apart.
    """
    _check(design)
    beta, mean = _poisson(counts, exposure, design, 0.0)
    spread, shape = 0.0, np.ones_like(mean)
    if variance == "negative-binomial":
        freedom = len(counts) - design.shape[1]
        spread = _moment(lambda a: _pearson(counts, _poisson(counts, exposure, design, a)[1], a), freedom)
        beta, mean = _poisson(counts, exposure, design, spread)
        shape = np.sqrt(mean / mean.mean())
    memory = remembered((counts - mean) / np.sqrt(mean), design * np.sqrt(mean)[:, None], months, shape)
    working = mean / (1 + spread * mean)
    covariance, degrees = covariance_of(design, mean, memory.variance(months, shape), working)
    return Fit(beta, covariance, degrees, memory, mean)


def fit_means(means: Floats, information: Floats, design: Floats, months: Floats) -> Fit:
    """Fit means of answers by weighted least squares; `information` is n over the variance of one answer."""
    _check(design)
    root = np.sqrt(information)
    scaled = design * root[:, None]
    beta = _least_squares(scaled, means * root)
    shape = np.sqrt(information / information.mean())
    memory = remembered((means - design @ beta) * root, scaled, months, shape)
    covariance, degrees = covariance_of(design, information, memory.variance(months, shape), information)
    return Fit(beta, covariance, degrees, memory, design @ beta)


def covariance_of(design: Floats, weight: Floats, variance: Floats, working: Floats) -> tuple[Floats, float]:
    """Return the covariance of the coefficients and its degrees of freedom (Satterthwaite 1946).

    Parameters
    ----------
    weight
        Information of every period under chance alone.
    variance
        Covariance of the standardised residuals.
    working
        Weights that the coefficients were fitted with.
    """
    pull = np.linalg.solve(design.T @ (design * working[:, None]), design.T * (working / np.sqrt(weight)))
    scaled = design * np.sqrt(weight)[:, None]
    noise = variance - scaled @ np.linalg.solve(scaled.T @ scaled, scaled.T @ variance)
    return pull @ variance @ pull.T, float(np.trace(noise) ** 2 / np.sum(noise * noise.T))


def _poisson(counts: Floats, exposure: Floats, design: Floats, spread: float) -> tuple[Floats, Floats]:
    mean: Floats = counts + 0.5
    beta = np.zeros(design.shape[1])
    for _ in range(STEPS):
        working = np.log(mean / exposure) + (counts - mean) / mean
        root = np.sqrt(mean / (1 + spread * mean))
        new = _least_squares(design * root[:, None], working * root)
        mean = np.asarray(exposure * np.exp(np.clip(design @ new, -30, 30)))
        moved, beta = float(np.max(np.abs(new - beta))), new
        if moved < CLOSE:
            break
    return beta, mean


def _least_squares(design: Floats, values: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(design, values, rcond=None)[0], dtype=np.float64)


def _pearson(counts: Floats, mean: Floats, spread: float) -> float:
    return float(np.sum((counts - mean) ** 2 / (mean * (1 + spread * mean))))


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
