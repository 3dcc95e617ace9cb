"""One common factor behind a correlation matrix: standardised loadings by two criteria."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from cxlab.survey.answers import FloatArray

LEAST_VARIANCE = 0.005
"""Smallest variance of its own (of 1) that minres leaves an item, as in psych."""

STEP = 1e-5
"""Change of a correlation by which slopes are taken."""


class NoFit(Exception):
    """The criterion has no minimum, or none was reached."""


class OneFactor(NamedTuple):
    """Loadings, shape (p,), most of them positive, and which items' own variances are, or want to be, below 0."""

    loading: FloatArray
    negative: npt.NDArray[np.bool_]


def minres(correlations: FloatArray) -> OneFactor:
    """Least squares on the correlations off the diagonal, own variances from 0.005 to 1.

    As in psych, the criterion is minimised over the own variances, and the loadings are the first principal axis of
    the correlations with the rest of each variance on the diagonal.

    Reference: Harman and Jones (1966); R psych 2.2.9 `fa(nfactors = 1, fm = "minres")`.
    """
    found = minimize(
        _residuals,
        np.clip(1 / np.diag(np.linalg.inv(correlations)), LEAST_VARIANCE, 1),
        args=(correlations,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_VARIANCE, 1.0)] * len(correlations),
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000},
    )
    values, vectors = _axes(found.x, correlations)
    return OneFactor(_mostly_positive(vectors[:, -1] * np.sqrt(values[-1])), found.x <= LEAST_VARIANCE)


def maximum_likelihood(correlations: FloatArray) -> OneFactor:
    """Maximum likelihood, own variances free (loadings may exceed 1).

    The criterion does not depend on the items' units: raw loadings are these times the standard deviations.

    Raises
    ------
    NoFit
        A loading grows without limit: no one factor gives these correlations.

    Reference
    ---------
    Joreskog (1967); R lavaan 0.6.14 `cfa`.
    """
    start = minres(correlations).loading
    found = minimize(_likelihood, start, args=(correlations,), jac=True, method="BFGS", options={"gtol": 1e-8})
    if not np.isfinite(found.fun) or np.abs(found.jac).max() > 1e-5:
        raise NoFit
    return OneFactor(_mostly_positive(found.x), found.x**2 > 1)


def omega_of_correlations(loading: FloatArray, correlations: FloatArray, spread: FloatArray) -> float:
    """Share of the variance of the sum of standardised items that is not their own; psych's omega total."""
    return float(1 - (1 - loading**2).sum() / correlations.sum())


def omega_of_answers(loading: FloatArray, correlations: FloatArray, spread: FloatArray) -> float:
    """Variance of the sum of answers that the factor gives, of what factor and own variances give; lavaan's, JASP's."""
    common = (loading * spread).sum() ** 2
    return float(common / (common + ((1 - loading**2) * spread**2).sum()))


def covariance_slopes(method: Method, loading: FloatArray, covariance: FloatArray) -> FloatArray:
    """Change of omega with each entry of the items' covariance matrix, shape (p, p), where it is fitted.

    One Newton step from the fitted loadings tells, up to the square of a small change, where they move.
    """
    p, spread = len(loading), np.sqrt(np.diag(covariance))
    correlations = covariance / np.outer(spread, spread)
    bends = [
        method.slope(loading + step, correlations) - method.slope(loading - step, correlations)
        for step in STEP * np.eye(p)
    ]
    inverse = np.linalg.pinv(np.array(bends) / (2 * STEP))

    def moved(at: tuple[int, int], by: float) -> float:
        changed = correlations.copy()
        changed[at] = changed[at[::-1]] = correlations[at] + by
        scale = np.sqrt(np.diag(changed))
        turned = changed / np.outer(scale, scale)
        return method.omega(loading - inverse @ method.slope(loading, turned), turned, spread * scale)

    slopes = np.empty((p, p))
    for at in combinations_with_replacement(range(p), 2):
        # An entry off the diagonal stands twice, and half of its effect belongs to either place.
        change = (moved(at, STEP) - moved(at, -STEP)) / (2 * STEP)
        slopes[at] = slopes[at[::-1]] = change / (1 if at[0] == at[1] else 2)
    return slopes / np.outer(spread, spread)


class Method(NamedTuple):
    """A criterion: how it is fitted, its gradient in the loadings, and the omega that goes with it."""

    fit: Callable[[FloatArray], OneFactor]
    slope: Callable[[FloatArray, FloatArray], FloatArray]
    omega: Callable[[FloatArray, FloatArray, FloatArray], float]


METHODS = {
    "minres": Method(
        minres, lambda loading, r: _off_diagonal(np.outer(loading, loading) - r) @ loading, omega_of_correlations
    ),
    "ml": Method(maximum_likelihood, lambda loading, r: _likelihood(loading, r)[1], omega_of_answers),
}


def _axes(own: FloatArray, correlations: FloatArray) -> tuple[FloatArray, FloatArray]:
    values, vectors = np.linalg.eigh(correlations - np.diag(own))
    values[-1] = max(values[-1], 1e-12)  # own variances may be set so high that nothing is left to share
    return values, vectors


def _residuals(own: FloatArray, correlations: FloatArray) -> tuple[float, FloatArray]:
    """Sum of squared residual correlations at these own variances, and its gradient."""
    values, vectors = _axes(own, correlations)
    axis, root = vectors[:, -1], np.sqrt(values[-1])
    residual = _off_diagonal(correlations - values[-1] * np.outer(axis, axis))
    slope = -2 * residual @ (axis * root)  # with respect to the loadings, which turn and stretch with the diagonal
    gap = np.maximum(values[-1] - values[:-1], 1e-12)
    turn = vectors[:, :-1] @ ((vectors[:, :-1].T @ slope) / gap) * root
    gradient = -axis * (turn + axis * (axis @ slope) / (2 * root))
    return float((residual**2).sum() / 2), gradient


def _likelihood(loading: FloatArray, correlations: FloatArray) -> tuple[float, FloatArray]:
    """Discrepancy log|S| + tr(R S^-1) of S = loadings times loadings with ones on the diagonal, and its gradient."""
    implied = np.outer(loading, loading)
    np.fill_diagonal(implied, 1)
    values, vectors = np.linalg.eigh(implied)
    if values[0] <= 0:
        return np.inf, np.zeros_like(loading)
    inverse = (vectors / values) @ vectors.T
    pull = _off_diagonal(inverse - inverse @ correlations @ inverse)
    return float(np.log(values).sum() + (inverse * correlations).sum()), 2 * pull @ loading


def _off_diagonal(matrix: FloatArray) -> FloatArray:
    return matrix * (1 - np.eye(len(matrix)))


def _mostly_positive(loading: FloatArray) -> FloatArray:
    return loading * (1.0 if loading.sum() >= 0 else -1.0)
