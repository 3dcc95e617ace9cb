"""Reliability: whether items hang together well enough to be one score (alpha, omega, KMO, Bartlett).

Every function takes a frame that holds the items and nothing else, one row a respondent, any numeric scale. Rows with
a missing answer are left out of all of it and counted (`dropped`); no item is turned round, reversed ones are flagged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import FloatArray, numbers
from cxlab.survey.quality.one_factor import METHODS, NoFit, covariance_slopes

COLLINEAR = 1e-10
"""Smallest eigenvalue of the items' correlations with which they count as independent of each other."""
LEVEL = 0.95


@dataclass(frozen=True)
class AlphaResult:
    """Cronbach's alpha of the answers as they are: `value` with `low` and `high`, from `n` complete rows.

    `standardised` is alpha of standardised items, `mean_r` the mean correlation of two items. `items`: item, mean, sd,
    item_rest (correlation with the sum of the others), alpha_if_dropped (NaN where one item would be left), reversed
    (runs against the others; both of two items that correlate negatively).
    """

    value: float
    low: float
    high: float
    standardised: float
    mean_r: float
    items: pd.DataFrame
    n: int
    dropped: int


@dataclass(frozen=True)
class OmegaResult:
    """Omega total of one factor: `value` with `low` and `high`, from `n` rows.

    `average_extracted` is the mean squared standardised loading (AVE). `items`: item, loading (standardised), variance
    (what is the item's own, of 1), raw_loading and raw_variance (in the item's own units, divisor n), negative (its own
    variance is below 0, or would be), reversed. `note` is a phrase key: "" or "negative-variance": one factor does not
    fit these items, omega is to be read with caution, and there is no interval.
    """

    value: float
    low: float
    high: float
    average_extracted: float
    items: pd.DataFrame
    n: int
    dropped: int
    method: str
    note: str = ""


@dataclass(frozen=True)
class KmoResult:
    """Kaiser-Meyer-Olkin measure over all items (`value`, 0..1) and per item (`items`: item, kmo), from `n` rows."""

    value: float
    items: pd.DataFrame
    n: int
    dropped: int


@dataclass(frozen=True)
class BartlettResult:
    """Bartlett's test that no two items correlate: `chi2` with `df` degrees of freedom, `p`, from `n` rows."""

    chi2: float
    df: int
    p: float
    n: int
    dropped: int


@dataclass(frozen=True)
class _Items:
    names: list[str]
    data: FloatArray
    correlations: FloatArray
    dropped: int


def alpha(frame: pd.DataFrame, *, level: float = LEVEL) -> AlphaResult:
    """Cronbach's alpha with Feldt's interval, and what each item does to it.

    Parameters
    ----------
    frame : the items, two or more; see the module for scales and missing answers.
    level : confidence of the interval.

    Raises
    ------
    InputError
        Fewer than two items, no more rows than items, constant, perfectly collinear or non-numeric items (named).

    Reference
    ---------
    R psych 2.2.9 `alpha(x)`: raw_alpha, std.alpha, average_r, feldt, r.drop; Feldt (1965). With two items psych prints
    a regression slope as alpha of the one that is left; here it is missing.
    """
    _check_level(level)
    items = _items(frame)
    n, k = items.data.shape
    covariance = np.cov(items.data, rowvar=False)
    value, mean_r = _alpha(covariance), float((items.correlations.sum() - k) / (k * (k - 1)))
    low, high = 1 - (1 - value) * stats.f.ppf([(1 + level) / 2, (1 - level) / 2], n - 1, (n - 1) * (k - 1))
    spread, rest = np.sqrt(np.diag(covariance)), covariance.sum(axis=1) - np.diag(covariance)
    rest_spread = np.sqrt(covariance.sum() - 2 * covariance.sum(axis=1) + np.diag(covariance))
    without = [_alpha(np.delete(np.delete(covariance, i, 0), i, 1)) for i in range(k)]
    table = pd.DataFrame(
        {
            "item": items.names,
            "mean": items.data.mean(axis=0),
            "sd": spread,
            "item_rest": rest / (spread * rest_spread),
            "alpha_if_dropped": without,
            "reversed": _against_the_others(items.correlations),
        }
    )
    standardised = k * mean_r / (1 + (k - 1) * mean_r)
    return AlphaResult(value, float(low), float(high), standardised, mean_r, table, n, items.dropped)


def omega(frame: pd.DataFrame, *, method: Literal["minres", "ml"] = "minres", level: float = LEVEL) -> OmegaResult:
    """McDonald's omega total: the share of the sum score's variance that one common factor accounts for.

    Parameters
    ----------
    frame : the items, three or more; see the module for scales and missing answers.
    method : "minres" fits standardised items by least squares on their correlations and keeps every item's own
        variance at 0.005 or more; omega is 1 - (sum of own variances) / (sum of all correlations). "ml" fits by maximum
        likelihood with free variances, negative ones as they come; omega is that of the sum of answers as they are.
    level : confidence of the interval: delta method on log(1 - omega) with the fourth moments of the answers, which
        need not be normal.

    Raises
    ------
    InputError
        Fewer than three items, unknown method, no solution ("ml"), and as in `alpha`.

    Reference
    ---------
    McDonald (1999), Test theory; "minres": R psych 2.2.9 `omega(x, nfactors = 1)`; "ml": R lavaan 0.6.14 `cfa`, one
    factor, composite reliability of the raw solution. Interval: Maydeu-Olivares, Coffman and Hartmann (2007).
    """
    if method not in METHODS:
        raise InputError(f"method is '{method}'; allowed are {', '.join(METHODS)}.{nearest(method, METHODS)}")
    _check_level(level)
    items = _items(frame, least=3)
    try:
        loading, negative = METHODS[method].fit(items.correlations)
    except NoFit as error:
        raise InputError(
            f"Maximum likelihood finds no one factor behind {', '.join(items.names)}; leave out items that hardly "
            "correlate with the others, or use method='minres'."
        ) from error
    spread = items.data.std(axis=0)
    value = METHODS[method].omega(loading, items.correlations, spread)
    low, high = (np.nan, np.nan) if negative.any() else _omega_interval(items.data, method, loading, value, level)
    table = pd.DataFrame(
        {
            "item": items.names,
            "loading": loading,
            "variance": 1 - loading**2,
            "raw_loading": loading * spread,
            "raw_variance": (1 - loading**2) * spread**2,
            "negative": negative,
            "reversed": loading < 0,
        }
    )
    note, average = "negative-variance" if negative.any() else "", float((loading**2).mean())
    return OmegaResult(value, low, high, average, table, len(items.data), items.dropped, method, note)


def kmo(frame: pd.DataFrame) -> KmoResult:
    """Kaiser-Meyer-Olkin measure of sampling adequacy: correlations against partial correlations, 0..1.

    Below 0.5 the items have too little in common for a factor. Takes two or more items; raises as `alpha`.

    Reference: Kaiser (1974); R psych 2.2.9 `KMO`.
    """
    items = _items(frame)
    inverse = np.linalg.inv(items.correlations)
    scale = np.sqrt(np.diag(inverse))
    off = 1 - np.eye(len(scale))
    common, partial = items.correlations**2 * off, (inverse / np.outer(scale, scale)) ** 2 * off
    single = common.sum(axis=1) / (common + partial).sum(axis=1)
    table = pd.DataFrame({"item": items.names, "kmo": single})
    return KmoResult(float(common.sum() / (common + partial).sum()), table, len(items.data), items.dropped)


def bartlett(frame: pd.DataFrame) -> BartlettResult:
    """Bartlett's test of sphericity: could all correlations of the items be 0? Two or more items; raises as `alpha`.

    Reference: Bartlett (1951); R psych 2.2.9 `cortest.bartlett`.
    """
    items = _items(frame)
    n, k = items.data.shape
    chi2 = -(n - 1 - (2 * k + 5) / 6) * float(np.linalg.slogdet(items.correlations)[1])
    df = k * (k - 1) // 2
    return BartlettResult(chi2, df, float(stats.chi2.sf(chi2, df)), n, items.dropped)


def _items(frame: pd.DataFrame, least: int = 2) -> _Items:
    """Complete rows, in an order that does not depend on that of `frame`, and their correlations; refuses bad items."""
    names = [str(name) for name in frame.columns]
    if len(names) < least or len(set(names)) < len(names):
        raise InputError(
            f"{least} or more different items are needed and there are {len(set(names))} ({', '.join(names)}); "
            "pass a table that holds the items of one scale."
        )
    answers = np.column_stack([numbers(frame[name], str(name)) for name in frame.columns])
    complete = ~np.isnan(answers).any(axis=1)
    data: FloatArray = answers[complete, :]
    if len(data) <= len(names):
        raise InputError(
            f"{len(data)} of {len(answers)} rows have all {len(names)} items; more rows than items are needed. "
            "Leave out the items that many did not answer."
        )
    constant = [name for name, flat in zip(names, np.ptp(data, axis=0) == 0, strict=True) if flat]
    if constant:
        raise InputError(f"Constant items say nothing: {', '.join(constant)}. Leave them out.")
    data = data[np.lexsort(data.T)]
    correlations: FloatArray = np.asarray(np.corrcoef(data, rowvar=False))
    values, vectors = np.linalg.eigh(correlations)
    tied = (np.abs(vectors[:, values < COLLINEAR]) > 1e-4).any(axis=1)
    if tied.any():
        involved = ", ".join(name for name, part in zip(names, tied, strict=True) if part)
        raise InputError(f"Perfectly collinear items: {involved}. One is a sum or a copy of others; leave it out.")
    return _Items(names, data, correlations, int((~complete).sum()))


def _alpha(covariance: FloatArray) -> float:
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())) if k > 1 else np.nan


def _against_the_others(correlations: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether each item points away from most others on the first principal component; all where it is a tie."""
    first = np.linalg.eigh(correlations)[1][:, -1]
    if abs(first.sum()) < 1e-9:
        return np.ones(len(first), dtype=bool)
    return np.asarray(first * np.sign(first.sum()) < 0)


def _omega_interval(
    data: FloatArray, method: str, loading: FloatArray, value: float, level: float
) -> tuple[float, float]:
    """Each respondent's pull on omega, by way of the covariances, gives its error."""
    centred = data - data.mean(axis=0)
    slopes = covariance_slopes(METHODS[method], loading, centred.T @ centred / len(data))
    pull = np.einsum("ia,ab,ib->i", centred, slopes, centred)
    width = stats.norm.ppf((1 + level) / 2) * pull.std() / np.sqrt(len(data)) / (1 - value)
    return float(1 - (1 - value) * np.exp(width)), float(1 - (1 - value) * np.exp(-width))


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise InputError(f"level is {level}; it is a share between 0 and 1, such as 0.95.")
