"""What is to be expected if nothing is done: the last months, carried on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.noise import Floats, matrices, noise

FEWEST_MONTHS = 6
MOST_MONTHS = 12


def outlook(monthly: pd.DataFrame, by: str, *, value: str = "people", level: float = 0.95) -> pd.DataFrame:
    """Expect as many of each matter over the coming months as over the last ones.

    The number of months ahead is the number of complete months looked at, at most 12, so that a whole year carries
    its seasons along. The interval is that of a prediction on the log scale: the variance of a sum over m months with
    dispersion phi and correlation rho of neighbouring months is phi x mean x (1 + 2 sum (1 - k/m) rho^k), and both
    the past and the coming sum vary. No trend is carried on and no growth of the business: a plain "as before".

    Parameters
    ----------
    monthly
        From `rates.with_rates`, one row a matter and month, with ``complete`` and ``exposure``; all matters over the
        same months.
    value
        Column of counts. People are counted once a month: a sum of months counts *people a month*.

    Returns
    -------
    DataFrame
        `by`, ``expected``, ``low``, ``high``, ``months`` (ahead, and looked at); empty with fewer than 6 complete
        months. A matter without a row in these months is left out.

    References
    ----------
    Quasi-Poisson dispersion: McCullagh & Nelder 1989, 6.2; prediction of a sum under AR(1): Box & Jenkins.
    """
    known = monthly[monthly["complete"] & monthly["exposure"].notna()]
    names, periods, counts, exposure = matrices(known, by, value)
    months = min(len(periods), MOST_MONTHS)
    columns = [by, "expected", "low", "high", "months"]
    if months < FEWEST_MONTHS or not len(names):
        return pd.DataFrame(columns=columns)
    past = counts[:, -months:]
    spread = noise(past, exposure[:, -months:])
    total = past.sum(axis=1)
    width = np.sqrt(2 * spread.dispersion * _inflation(spread.correlation, months) / np.maximum(total, 1))
    reach = np.exp(stats.norm.ppf(0.5 + level / 2) * width)
    table = pd.DataFrame({by: names, "expected": total, "low": total / reach, "high": total * reach, "months": months})
    return table[table["expected"] > 0].reset_index(drop=True)


def _inflation(correlation: float, months: int) -> float:
    lags: Floats = np.arange(1.0, months)
    return float(1 + 2 * np.sum((1 - lags / months) * correlation**lags))
