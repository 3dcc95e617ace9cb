"""Segmented regression of an interrupted series with Newey-West errors, as reference programs compute it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.errors import InputError
from cxlab.insight.verification.memory import Floats


def segmented(
    values: pd.Series | Sequence[float] | Floats,
    start: int,
    *,
    season: int | None = None,
    lag: int | None = None,
    small_sample: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit y = b0 + b1 t + b2 after + b3 (t - t0) after by least squares (Wagner et al. 2002).

    Errors after Newey and West (1987), no prewhitening, t distribution with n less the columns. For parity with
    statsmodels (``OLS.fit(cov_type="HAC", use_t=True)``) and R's sandwich (``NeweyWest(prewhite=FALSE)``) only: on
    short series of complaints it gives many false alarms (``benchmarks/verification.py``).

    Parameters
    ----------
    values
        One value a period, without gaps or missing values, in order of time.
    start
        Number of the first period after, counted from 1; (t - t0) is 0 there.
    season
        Periods a year: adds a level for each but the first.
    lag
        Autocorrelations used; None: floor(4 (n / 100)^(2/9)).
    small_sample
        Multiply the variance by n / (n - columns).

    Returns
    -------
    DataFrame
        ``term`` (const, t, level, trend_after, then m_2 …), ``coefficient``, ``error``, ``low``, ``high``, ``p``.

    Raises
    ------
    InputError
        A start outside the series, missing values, or fewer periods than the columns need.
    """
    y = np.asarray(values, dtype=float)
    design, terms = _design(len(y), start, season)
    if not np.isfinite(y).all():
        raise InputError("The series has missing values; give one value for every period, or a shorter series.")
    if len(y) <= len(terms) or np.linalg.matrix_rank(design) < len(terms):
        raise InputError(
            f"{len(y)} periods with a start at number {start} cannot carry {len(terms)} coefficients; "
            "at least two periods before, two after and one more are needed."
        )
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    lags = int(np.floor(4 * (len(y) / 100) ** (2 / 9))) if lag is None else lag
    covariance = inverse @ _long_run(design * (y - design @ beta)[:, None], lags) @ inverse
    freedom = len(y) - len(terms)
    error = np.sqrt(np.diag(covariance) * (len(y) / freedom if small_sample else 1.0))
    reach = stats.t.ppf(0.5 + level / 2, freedom) * error
    return pd.DataFrame({
        "term": terms, "coefficient": beta, "error": error, "low": beta - reach, "high": beta + reach,
        "p": 2 * stats.t.sf(np.abs(beta / error), freedom),
    })  # fmt: skip


def _design(n: int, start: int, season: int | None) -> tuple[Floats, list[str]]:
    if not 1 < start <= n:
        raise InputError(f"The start is period {start} of {n}; it must lie after the first and not after the last.")
    t = np.arange(1, n + 1)
    after = (t >= start).astype(float)
    found = [np.ones(n), t.astype(float), after, (t - start) * after]
    terms = ["const", "t", "level", "trend_after"]
    for number in range(2, (season or 1) + 1):
        found.append(((t - 1) % (season or 1) + 1 == number).astype(float))
        terms.append(f"m_{number}")
    return np.stack(found, axis=1), terms


def _long_run(scores: Floats, lags: int) -> Floats:
    """Sum the autocovariances of the scores with Bartlett's weights."""
    total = scores.T @ scores
    for lag in range(1, lags + 1):
        across = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (lags + 1)) * (across + across.T)
    return np.asarray(total)
