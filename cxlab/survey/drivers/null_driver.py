"""The null driver: what a driver without any effect of its own gets under the same halo.

A customer who likes a firm rates everything higher, so an item that moves nothing still correlates with the overall
answer, has a share of R² and, because the others are answered on a few points only, a coefficient above 0: in
surveys of ten such items and 4,800 answers the 95 % interval of that coefficient left out 0 in 17 % of draws
instead of 2.5 % on this side. What such an item gets is therefore the floor that a real driver has to clear.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cxlab.survey.answers import FloatArray
from cxlab.survey.drivers.r_squared import standardised


def null_driver(
    correlations: FloatArray, latent: FloatArray, shares: Callable[[FloatArray], FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Standardised coefficient and share of R² that each driver would get without an effect of its own.

    The driver keeps its correlations with the other drivers, and with the outcome has only what these imply.

    Parameters
    ----------
    correlations : as answered, shape (p + 1, p + 1), outcome last.
    latent : polychoric correlations, same shape; `correlations` again to take the answers as exact, which makes
        every coefficient 0.
    shares : shares out R², as `lmg`.

    Returns
    -------
    tuple
        Coefficients, 0 or in the direction of the driver's correlation with the outcome, and shares; shape (p,) each.
    """
    p = len(correlations) - 1
    coefficient, share = np.empty(p), np.empty(p)
    for j, value in enumerate(null_correlations(correlations, latent)):
        changed = correlations.copy()
        changed[j, p] = changed[p, j] = value
        coefficient[j] = standardised(changed)[j]
        parts = shares(changed)
        share[j] = parts[j] / parts.sum() if parts.sum() > 0 else 0.0
    return coefficient, share


def null_correlations(correlations: FloatArray, latent: FloatArray) -> FloatArray:
    """Correlation with the outcome that each driver would have without an effect of its own, shape (p,).

    Such a driver tells of the outcome what the other drivers tell, as these are felt, not as they are answered. The
    polychoric correlations give the former; the loss by the driver's own coarse answers is as in its real
    correlation. Rounding takes away and never adds: what the answers as they are imply is the least.
    """
    p = len(correlations) - 1
    result = np.empty(p)
    for j in range(p):
        seen, real = correlations[j, p], latent[j, p]
        kept = np.clip(seen / real, 0, 1) if abs(real) > 1e-6 else 1.0
        towards = np.sign(seen)
        result[j] = towards * max(towards * kept * _implied(latent, j), towards * _implied(correlations, j))
    return result


def _implied(correlations: FloatArray, j: int) -> float:
    """Correlation of driver `j` with the outcome as far as it goes through the other drivers."""
    p = len(correlations) - 1
    others = np.delete(np.arange(p), j)
    inner = correlations[np.ix_(others, others)]
    return float(correlations[j, others] @ np.linalg.solve(inner, correlations[others, p]))
