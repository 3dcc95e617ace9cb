"""Noise beyond chance that remembers: a level that wanders, estimated with what is not known about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
EXTRA = np.concatenate([[0.0], np.geomspace(0.05, 20, 18)])
"""Variance of the wandering level over that of chance: the values tried."""
MONTH_APART = (0.0, 0.05, 0.2, 0.4)
"""Correlation of the level with itself a month later: the values tried. A level that keeps longer is a trend."""


@dataclass(frozen=True)
class Memory:
    """Variance of a wandering level, by its correlation a month apart (`MONTH_APART`), over the variance of chance."""

    extra: tuple[float, ...]

    @property
    def dispersion(self) -> float:
        """Variance over what chance gives, at least 1."""
        return 1.0 + sum(self.extra)

    @property
    def correlation(self) -> float:
        """Correlation of the level a month apart, the mean of those that the data allow."""
        total = sum(self.extra)
        return float(np.dot(self.extra, MONTH_APART) / total) if total > 0 else 0.0

    def variance(self, months: Floats, shape: Floats) -> Floats:
        """Return the covariance of standardised residuals, shape (periods, periods)."""
        levels = sum(extra * _level(months, shape, r) for extra, r in zip(self.extra, MONTH_APART, strict=True))
        return np.asarray(np.eye(len(months)) + levels)


def remembered(residual: Floats, scaled: Floats, months: Floats, shape: Floats) -> Memory:
    """Estimate how much the level wanders, and for how long, from the residuals of a fit.

    Residuals are chance (variance 1) plus a first-order autoregressive level. Two unknowns and few periods: the
    restricted likelihood (Patterson and Thompson 1971) of a grid of both is averaged over, so that an error allows
    for slow noise that the data cannot rule out; the best single pair gives too many false successes
    (``benchmarks/verification.py``).

    Parameters
    ----------
    residual
        Standardised by chance alone: (count - mean) / sqrt(mean).
    scaled
        Design times the square root of the information, shape (periods, columns).
    months
        Middle of each period in months.
    shape
        Size of the level in each period, 1 for a variance in proportion to the mean.
    """
    beyond = np.linalg.qr(scaled, mode="complete")[0][:, scaled.shape[1] :]
    left = beyond.T @ residual
    logs = np.empty((len(MONTH_APART), len(EXTRA)))
    for row, correlation in zip(logs, MONTH_APART, strict=True):
        size, axes = np.linalg.eigh(beyond.T @ _level(months, shape, correlation) @ beyond)
        spread = 1 + EXTRA[:, None] * np.maximum(size, 0)
        row[:] = -0.5 * (np.log(spread) + (axes.T @ left) ** 2 / spread).sum(axis=1)
    weight = np.exp(logs - logs.max())
    return Memory(tuple(float(x) for x in (weight @ EXTRA) / weight.sum()))


def _level(months: Floats, shape: Floats, correlation: float) -> Floats:
    return np.asarray(correlation ** np.abs(np.subtract.outer(months, months)) * np.outer(shape, shape))
