"""Differences between groups and periods, with their tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray, need_columns, numbers, on_scale, weights_for
from cxlab.survey.quality.pools import PARTS, need_one_pool
from cxlab.survey.scores import (
    PSEUDO,
    Estimate,
    Points,
    csat,
    effective_n,
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
    a: Column,
    b: Column,
    *,
    weights: tuple[Column, Column] | None = None,
    metric: Metric = "nps",
    top: int = 2,
    points: Points = 5,
    level: float = 0.95,
) -> Difference:
    """Compare two independent groups: `b` minus `a`. Missing answers are left out; n_a and n_b count the rest.

    With `weights`, one per answer of `a` and of `b`, intervals and p use Kish's effective n of each side.

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
    of_a, of_b = weights or (None, None)
    first, second = _side(a, of_a, metric, top, points), _side(b, of_b, metric, top, points)
    n = len(first.answers), len(second.answers)
    if min(first.weight.sum(), second.weight.sum()) == 0:
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
    weights: str | None = None,
    metric: Metric = "nps",
    top: int = 2,
    points: Points = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Score each group and test it against all others together.

    Rows without a group are left out, of the others' score too. Groups are sorted by name. `weights` names a column
    of `frame`, 0 or more; `n` still counts answers.

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
    need_columns(frame, [score, by] + ([weights] if weights else []))
    if by not in PARTS:
        need_one_pool(frame, score)
    scale: dict[str, Any] = {"metric": metric, "top": top, "points": points, "level": level}
    rows = []
    grouped = frame[by].notna().to_numpy()
    for group, positions in groups_of(frame[by]):
        here, others = frame.iloc[positions], grouped.copy()
        others[positions] = False
        rest = frame.loc[others]
        both = (rest[weights], here[weights]) if weights else None
        p = np.nan if by in PARTS else compare(rest[score], here[score], weights=both, **scale).p
        rows.append({"group": group, **score_row(here, score, weights=weights, **scale), "p": p})
    table = pd.DataFrame(rows, columns=["group", "n", "dropped", "value", "low", "high", "p"])
    return table.assign(p_bh=benjamini_hochberg(table["p"]))


def over_time(
    frame: pd.DataFrame,
    score: str,
    when: str,
    *,
    freq: str = "Q",
    weights: str | None = None,
    metric: Metric = "nps",
    top: int = 2,
    points: Points = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Score each calendar period between the first and the last answer; rows without a date are left out.

    `when` holds dates; a time zone is kept as the wall clock it shows. `freq` is a pandas period code: "M", "Q", "Y".
    `weights` as in `by_group`.

    Returns
    -------
    DataFrame
        period (text: 2025-01, 2025Q1, 2025), n, dropped, value, low, high, complete (False for a last period that
        goes on after the last answer); empty periods are there with n = 0.

    Raises
    ------
    InputError
        `when` is not a date column, unknown `freq`, survey types or scales that are never pooled (`pools`), and as
        in the score functions. A way of asking that changes on the way is found by `pools.breaks`.
    """
    need_columns(frame, [score, when] + ([weights] if weights else []))
    need_one_pool(frame, score)
    scale: dict[str, Any] = {"metric": metric, "top": top, "points": points, "level": level}
    periods = calendar_periods(frame[when], freq)
    rows = []
    if periods.notna().any():
        last = frame[when].max().date()
        for period in pd.period_range(periods.min(), periods.max(), freq=freq):
            here = frame.loc[(periods == period).to_numpy()]
            over = period.end_time.date() <= last
            rows.append({"period": str(period), **score_row(here, score, weights=weights, **scale), "complete": over})
    return pd.DataFrame(rows, columns=["period", "n", "dropped", "value", "low", "high", "complete"])


def estimate(
    scores: Column,
    metric: Metric,
    *,
    weights: Column | None = None,
    top: int = 2,
    points: Points = 5,
    level: float = 0.95,
) -> Estimate:
    """Estimate `metric` ("nps", "csat", "mean") of `scores` with its default interval."""
    if metric == "nps":
        return nps(scores, weights=weights, level=level)
    if metric == "csat":
        return csat(scores, weights=weights, top=top, points=points, level=level)
    if metric == "mean":
        return mean_score(scores, weights=weights, level=level)
    raise InputError(f"metric is '{metric}'; allowed are {', '.join(METRICS)}.{nearest(metric, METRICS)}")


def score_row(
    frame: pd.DataFrame,
    score: str,
    *,
    weights: str | None = None,
    metric: Metric,
    top: int,
    points: Points,
    level: float,
) -> dict[str, Any]:
    """Columns n, dropped, value, low, high of one group."""
    weight = frame[weights] if weights else None
    found = estimate(frame[score], metric, weights=weight, top=top, points=points, level=level)
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
    return _side(scores, None, metric, top, points).answers


@dataclass(frozen=True)
class _Side:
    """Answers of one group that are not missing, and their weights."""

    answers: FloatArray
    weight: FloatArray


def _side(scores: Column, weights: Column | None, metric: Metric, top: int, points: Points) -> _Side:
    if metric not in METRICS:
        raise InputError(f"metric is '{metric}'; allowed are {', '.join(METRICS)}.{nearest(metric, METRICS)}")
    if metric == "mean":
        answers = numbers(scores)
    else:
        answers = on_scale(scores, 0, 10) if metric == "nps" else in_top(scores, top, points)
    weight, given = weights_for(weights, len(answers)), ~np.isnan(answers)
    return _Side(answers[given], weight[given])


def _nps_difference(a: _Side, b: _Side, level: float) -> tuple[float, float, float, float]:
    shares = [nps_shares(side.answers, side.weight) for side in (a, b)]
    (first, first_var), (second, second_var) = (
        nps_moments(share, effective_n(side.weight), PSEUDO) for share, side in zip(shares, (a, b), strict=True)
    )
    value = 100 * float((shares[1][2] - shares[1][0]) - (shares[0][2] - shares[0][0]))
    error = np.sqrt(first_var + second_var)
    ends = 100 * (second - first + stats.norm.ppf((1 + level) / 2) * error * np.array([-1, 1]))
    low, high = np.clip(ends, -200, 200)
    return value, float(low), float(high), float(2 * stats.norm.sf(abs(second - first) / error))


def _share_difference(a: _Side, b: _Side, level: float) -> tuple[float, float, float, float]:
    (p, n), (q, m) = (
        (float(np.average(side.answers, weights=side.weight)), effective_n(side.weight)) for side in (a, b)
    )
    (p_low, p_high), (q_low, q_high) = wilson(p, n, level), wilson(q, m, level)
    low = q - p - np.hypot(q - q_low, p_high - p)
    high = q - p + np.hypot(q_high - q, p - p_low)
    pooled = (p * n + q * m) / (n + m)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    test = 1.0 if error == 0 else float(2 * stats.norm.sf(abs(q - p) / error))
    return q - p, float(low), float(high), test


def _mean_difference(a: _Side, b: _Side, level: float) -> tuple[float, float, float, float]:
    (first, first_error, first_df), (second, second_error, second_df) = (
        mean_moments(side.answers, side.weight) for side in (a, b)
    )
    value, variance = second - first, first_error**2 + second_error**2
    if np.isnan(variance) or variance == 0:
        return value, np.nan, np.nan, np.nan
    df = variance**2 / (first_error**4 / first_df + second_error**4 / second_df)
    half = float(stats.t.ppf((1 + level) / 2, df) * np.sqrt(variance))
    return value, value - half, value + half, float(2 * stats.t.sf(abs(value) / np.sqrt(variance), df))
