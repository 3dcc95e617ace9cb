"""Spread of units beyond what chance explains, when some of the units may be the ones that are looked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

TAILS = 0.1
"""Share of the units at either end that is pulled in."""


def mean_square(z: npt.NDArray[np.float64]) -> float:
    """Return the mean square of standardised values with the tenth at either end pulled in (Spiegelhalter 2005).

    What pulling in takes from normal values is given back: 1 for values that chance explains, however wild the few
    units that are looked for.
    """
    reach = stats.norm.isf(TAILS)
    kept = 1 - 2 * TAILS - 2 * reach * stats.norm.pdf(reach) + 2 * TAILS * reach**2
    pulled = np.clip(z, np.quantile(z, TAILS), np.quantile(z, 1 - TAILS))
    return float((pulled**2).mean() / kept)
