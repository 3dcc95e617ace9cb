"""Differences between groups and periods, with their tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray, need_columns, numbers, on_scale
from cxlab.survey.quality.pools import PARTS, need_one_pool
from cxlab.survey.scores import (
    PSEUDO,
    Estimate,
    Points,
    csat,
    in_top,
    mean_moments,
    mean_score,
    nps,
    nps_moments,
    nps_shares,
    wilson,
)

Metric = Literal["nps", "csat", "mean"]
METRICS = ("nps", "csat", "mean")


@dataclass(frozen=True)
class Difference:
    """Second minus first, with interval and two-sided p; NaN where a side is empty. Unit as in `Estimate`."""

    value: float
    low: float
    high: float
    p: float
    n_a: int
    n_b: int


def compare(
    a: Column, b: Column, *, metric: Metric = "nps", top: int = 2, points: Points = 5, level: float = 0.95
) -> Difference:
    """Compare two independent groups: `b` minus `a`. Missing answers are left out; n_a and n_b count the rest.

    - "nps" (0-10): plain difference in points; interval and p by adjusted Wald in each group, clipped to ±200.
    - "csat" (share in the top boxes; `points` and `top` as in `csat`): pooled z test, Newcombe's interval (method 10).
    - "mean" (any numbers): Welch's t test and interval; needs two answers a group.

    Raises
    ------
    InputError
        Unknown metric, answers off the scale.

    Reference
    ---------
    R NPS 2.0.999 `nps_test(x, y, test = "adjusted.wald")`; Newcombe (1998); R `prop.test(correct = FALSE)`, `t.test`.
    """
    first, second = (scored(side, metric, top, points) for side in (a, b))
    n = len(first), len(second)
    if min(n) == 0:
        return Difference(np.nan, np.nan, np.nan, np.nan, *n)
    test = {"nps": _nps_difference, "csat": _share_difference, "mean": _mean_difference}[metric]
    return Difference(*test(first, second, level), *n)


def benjamini_hochberg(p: Column) -> FloatArray:
    """Adjust p values for their number (false discovery rate); missing ones stay missing and do not count.

    Reference: Benjamini and Hochberg (1995); R `p.adjust(method = "BH")`.
    """
    values = numbers(p, "p")
    given = ~np.isnan(values)
    if ((values[given] < 0) | (values[given] > 1)).any():
        raise InputError("p values lie between 0 and 1; some of these do not.")
    result = np.full(len(values), np.nan)
    order = np.argsort(-values[given], kind="stable")
    m = len(order)
    stepped = np.minimum.accumulate(values[given][order] * m / np.arange(m, 0, -1))
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1)
    result[given] = adjusted
    return result


def by_group(
    frame: pd.DataFrame,
    score: str,
    by: str,
    *,
    metric: Metric = "nps",
    top: int = 2,
    points: Points = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Score each group and test it against all others together.

    Rows without a group are left out, of the others' score too. Groups are sorted by name.

    Returns
    -------
    DataFrame
        group, n, dropped (missing answers), value, low, high, p (group against the rest), p_bh (corrected over
        the groups). A single group has no p, nor have survey types, scales and modes: they are shown, never compared.

    Raises
    ------
    InputError
        Missing columns, answers off the scale, and survey types or scales that are never pooled (`pools`).
    """
    need_columns(frame, [score, by])
    if by not in PARTS:
        need_one_pool(frame, score)
    rows = []
    grouped = frame[by].notna().to_numpy()
    for group, positions in groups_of(frame[by]):
        here, others = frame[score].iloc[positions], grouped.copy()
        others[positions] = False
        rest = frame.loc[others, score]
        p = np.nan if by in PARTS else compare(rest, here, metric=metric, top=top, points=points, level=level).p
        rows.append({"group": group, **score_row(here, metric, top, points, level), "p": p})
    table = pd.DataFrame(rows, columns=["group", "n", "dropped", "value", "low", "high", "p"])
    return table.assign(p_bh=benjamini_hochberg(table["p"]))


def over_time(
    frame: pd.DataFrame,
    score: str,
    when: str,
    *,
    freq: str = "Q",
    metric: Metric = "nps",
    top: int = 2,
    points: Points = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Score each calendar period between the first and the last answer; rows without a date are left out.

    `when` holds dates; a time zone is kept as the wall clock it shows. `freq` is a pandas period code: "M", "Q", "Y".

    Returns
    -------
    DataFrame
        period (text: 2025-01, 2025Q1, 2025), n, dropped, value, low, high; empty periods are there with n = 0.

    Raises
    ------
    InputError
        `when` is not a date column, unknown `freq`, survey types or scales that are never pooled (`pools`), and as
        in the score functions. A way of asking that changes on the way is found by `pools.breaks`.
    """
    need_columns(frame, [score, when])
    need_one_pool(frame, score)
    periods = calendar_periods(frame[when], freq)
    rows = []
    if periods.notna().any():
        for period in pd.period_range(periods.min(), periods.max(), freq=freq):
            here = frame.loc[(periods == period).to_numpy(), score]
            rows.append({"period": str(period), **score_row(here, metric, top, points, level)})
    return pd.DataFrame(rows, columns=["period", "n", "dropped", "value", "low", "high"])


def estimate(scores: Column, metric: Metric, *, top: int = 2, points: Points = 5, level: float = 0.95) -> Estimate:
    """Estimate `metric` ("nps", "csat", "mean") of `scores` with its default interval."""
    if metric == "nps":
        return nps(scores, level=level)
    if metric == "csat":
        return csat(scores, top=top, points=points, level=level)
    if metric == "mean":
        return mean_score(scores, level=level)
    raise InputError(f"metric is '{metric}'; allowed are {', '.join(METRICS)}.{nearest(metric, METRICS)}")


def score_row(scores: pd.Series, metric: Metric, top: int, points: Points, level: float) -> dict[str, Any]:
    """Columns n, dropped, value, low, high of one group."""
    found = estimate(scores, metric, top=top, points=points, level=level)
    return {"n": found.n, "dropped": found.dropped, "value": found.value, "low": found.low, "high": found.high}


def groups_of(column: pd.Series) -> list[tuple[Any, npt.NDArray[np.intp]]]:
    """Each value of a column in order, with the positions of the rows that have it."""
    found = column.groupby(column, observed=True, sort=False).indices
    groups = [(value, np.asarray(positions, dtype=np.intp)) for value, positions in found.items()]
    return sorted(groups, key=lambda group: (str(type(group[0])), group[0]))


def calendar_periods(when: pd.Series, freq: str) -> pd.Series:
    """Calendar period of each date, by the wall clock that it shows; InputError for other columns and codes."""
    if not pd.api.types.is_datetime64_any_dtype(when):
        raise InputError(f"Column '{when.name}' holds no dates ({when.dtype}); read it as dates first.")
    try:
        return when.dt.tz_localize(None).dt.to_period(freq)
    except ValueError as error:
        raise InputError(f"freq is '{freq}'; give a calendar period: M (month), Q (quarter) or Y (year).") from error


def scored(scores: Column, metric: Metric, top: int, points: Points) -> FloatArray:
    """Given answers; for "csat" 1 for a top box and 0 for another."""
    if metric not in METRICS:
        raise InputError(f"metric is '{metric}'; allowed are {', '.join(METRICS)}.{nearest(metric, METRICS)}")
    if metric == "mean":
        answers = numbers(scores)
    else:
        answers = on_scale(scores, 0, 10) if metric == "nps" else in_top(scores, top, points)
    return answers[~np.isnan(answers)]


def _nps_difference(a: FloatArray, b: FloatArray, level: float) -> tuple[float, float, float, float]:
    shares = [nps_shares(side, np.ones(len(side))) for side in (a, b)]
    (first, first_var), (second, second_var) = (
        nps_moments(share, len(side), PSEUDO) for share, side in zip(shares, (a, b), strict=True)
    )
    value = 100 * float((shares[1][2] - shares[1][0]) - (shares[0][2] - shares[0][0]))
    error = np.sqrt(first_var + second_var)
    ends = 100 * (second - first + stats.norm.ppf((1 + level) / 2) * error * np.array([-1, 1]))
    low, high = np.clip(ends, -200, 200)
    return value, float(low), float(high), float(2 * stats.norm.sf(abs(second - first) / error))


def _share_difference(a: FloatArray, b: FloatArray, level: float) -> tuple[float, float, float, float]:
    p, q, n, m = float(a.mean()), float(b.mean()), len(a), len(b)
    (p_low, p_high), (q_low, q_high) = wilson(p, n, level), wilson(q, m, level)
    low = q - p - np.hypot(q - q_low, p_high - p)
    high = q - p + np.hypot(q_high - q, p - p_low)
    pooled = (a.sum() + b.sum()) / (n + m)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    test = 1.0 if error == 0 else float(2 * stats.norm.sf(abs(q - p) / error))
    return q - p, float(low), float(high), test


def _mean_difference(a: FloatArray, b: FloatArray, level: float) -> tuple[float, float, float, float]:
    (first, first_error, first_df), (second, second_error, second_df) = (
        mean_moments(side, np.ones(len(side))) for side in (a, b)
    )
    value, variance = second - first, first_error**2 + second_error**2
    if np.isnan(variance) or variance == 0:
        return value, np.nan, np.nan, np.nan
    df = variance**2 / (first_error**4 / first_df + second_error**4 / second_df)
    half = float(stats.t.ppf((1 + level) / 2, df) * np.sqrt(variance))
    return value, value - half, value + half, float(2 * stats.t.sf(abs(value) / np.sqrt(variance), df))
