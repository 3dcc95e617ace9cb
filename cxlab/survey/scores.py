"""NPS, CSAT and CES of one group of respondents, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import special, stats

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray, numbers, on_scale, weights_for

Interval = Literal["adjusted-wald", "wald", "bootstrap"]
End = Literal["easy", "hard"]
INTERVALS = ("adjusted-wald", "wald", "bootstrap")
PSEUDO = np.array([0.75, 1.5, 0.75])
"""Answers added to detractors, passives, promoters by the adjusted Wald interval."""
RESAMPLES = 2000
Points = int | tuple[int, int]
"""A scale of whole answers: 5 for 1-5, (0, 100) for 0-100."""


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, the answers it rests on and those left out.

    `value`, `low` and `high` are in the metric's own unit (NPS in points -100..100, shares 0..1, means on the
    scale); they are NaN where nothing can be said. `n` counts answers used, `dropped` missing ones. `note` is a
    phrase key: "", "no-answers", "one-answer" (no interval from one answer) or "unanimous" (zero-width interval).
    """

    value: float
    low: float
    high: float
    n: int
    dropped: int
    note: str = ""


def nps(
    scores: Column, *, weights: Column | None = None, ci: Interval = "adjusted-wald", level: float = 0.95, seed: int = 0
) -> Estimate:
    """Net promoter score: share of 9-10 less share of 0-6, in points (-100..100).

    Parameters
    ----------
    scores : whole answers 0-10; missing ones are dropped and counted.
    weights : one weight per answer (0 or more). Intervals then use Kish's effective n, (sum w)² / sum w².
    ci : "adjusted-wald" adds 3/4, 3/2, 3/4 pseudo-answers and is clipped to ±100 (n + 3); "wald" uses
        p + d - (p - d)² with divisor n and has no width for unanimous answers (noted); "bootstrap" takes
        percentiles of 2,000 resamples drawn with `seed`.
    level : confidence of the interval.

    Returns
    -------
    Estimate
        `value` is never shrunken: only the interval is centred on the adjusted score.

    Raises
    ------
    InputError
        Answers off 0-10, wrong weights, unknown `ci`.

    Reference
    ---------
    R package NPS 2.0.999, `nps_test(test = "adjusted.wald" | "wald")`; Agresti and Coull (1998).
    """
    if ci not in INTERVALS:
        raise InputError(f"ci is '{ci}'; allowed are {', '.join(INTERVALS)}.{nearest(ci, INTERVALS)}")
    answers, weight, dropped = _given(on_scale(scores, 0, 10), weights)
    if weight.sum() == 0:
        return _nothing(dropped)
    shares = nps_shares(answers, weight)
    value = 100 * (shares[2] - shares[0])
    if ci == "bootstrap":
        draws = _resample(np.digitize(answers, [7, 9]).astype(np.float64) - 1, weight, seed)
        low, high = 100 * np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    else:
        centre, variance = nps_moments(shares, effective_n(weight), PSEUDO if ci == "adjusted-wald" else 0 * PSEUDO)
        low, high = np.clip(100 * (centre + _z(level) * np.sqrt(variance) * np.array([-1, 1])), -100, 100)
    note = "unanimous" if high == low else ""
    return Estimate(float(value), float(low), float(high), len(answers), dropped, note)


def nps_parts(scores: Column, *, weights: Column | None = None) -> pd.DataFrame:
    """Count detractors (0-6), passives (7-8) and promoters (9-10).

    Returns
    -------
    DataFrame
        ``part``, ``people``, ``share`` (of the answers, 0..1, weighted if there are weights), ``n`` (answers);
        missing answers are left out.
    """
    answers, weight, _ = _given(on_scale(scores, 0, 10), weights)
    people = np.bincount(np.digitize(answers, [7, 9]), minlength=3)
    share = nps_shares(answers, weight)
    return pd.DataFrame(
        {"part": ["detractors", "passives", "promoters"], "people": people, "share": share, "n": len(answers)}
    )


def csat(
    scores: Column, *, top: int = 2, points: Points = 5, weights: Column | None = None, level: float = 0.95
) -> Estimate:
    """Share (0..1) of answers in the `top` boxes of a scale, with Wilson's interval.

    No continuity correction. Missing answers are dropped and counted; with weights the interval uses Kish's
    effective n.

    Parameters
    ----------
    points : last answer of a scale that begins with 1, or both ends: 5, 10, (0, 10), (0, 100). Shares on scales of
        different length are not comparable.
    top : how many answers count as satisfied, from the upper end: 2 of 5 (4-5), 3 of 10 (8-10), 21 of 100 (80-100).

    Raises
    ------
    InputError
        Answers off the scale, wrong weights, `top` not less than the number of boxes.

    Reference
    ---------
    Wilson (1927); R DescTools `BinomCI(method = "wilson")`.
    """
    answers, weight, dropped = _given(in_top(scores, top, points), weights)
    if weight.sum() == 0:
        return _nothing(dropped)
    share = float(np.average(answers, weights=weight))
    low, high = wilson(share, effective_n(weight), level)
    return Estimate(share, low, high, len(answers), dropped)


def mean_score(scores: Column, *, weights: Column | None = None, level: float = 0.95) -> Estimate:
    """Mean answer with a t interval; missing answers are dropped and counted.

    With weights, variance and degrees of freedom use Kish's effective n. One answer gives no interval.
    """
    answers, weight, dropped = _given(numbers(scores), weights)
    if weight.sum() == 0:
        return _nothing(dropped)
    mean, error, df = mean_moments(answers, weight)
    if df <= 0:
        return Estimate(mean, np.nan, np.nan, len(answers), dropped, "one-answer")
    half = float(stats.t.ppf((1 + level) / 2, df)) * error
    return Estimate(mean, mean - half, mean + half, len(answers), dropped, "unanimous" if half == 0 else "")


def ces(
    scores: Column,
    *,
    points: Points = 7,
    high: End = "easy",
    weights: Column | None = None,
    level: float = 0.95,
) -> Estimate:
    """Customer effort score: mean ease on the scale, turned so that high = easy, with a t interval.

    `high` says what the top end of the questionnaire's scale means; "hard" answers are turned (on 1-7: 8 less the
    answer). `points` as in `csat`. Raises InputError for answers off the scale. The share that found it easy is
    `easy_rate`; `easy_end` of `cxlab.survey.effort` tells from the answers which end is easy.
    """
    return mean_score(_ease(scores, points, high), weights=weights, level=level)


def easy_rate(
    scores: Column,
    *,
    top: int = 3,
    points: Points = 7,
    high: End = "easy",
    weights: Column | None = None,
    level: float = 0.95,
) -> Estimate:
    """Share (0..1) of answers in the `top` easy boxes (轻松率), after turning as in `ces`; Wilson's interval."""
    return csat(_ease(scores, points, high), top=top, points=points, weights=weights, level=level)


def ends(points: Points) -> tuple[int, int]:
    """First and last answer of a scale given as in `csat`; InputError unless it has two answers."""
    low, high = points if isinstance(points, tuple) else (1, points)
    if low >= high:
        raise InputError(f"points is {points}; give the last answer of a scale from 1 (5), or both ends ((0, 10)).")
    return low, high


def in_top(scores: Column, top: int, points: Points) -> FloatArray:
    """1 for an answer in the `top` boxes of the scale, 0 for another, NaN for none."""
    low, high = ends(points)
    if not 1 <= top <= high - low:
        raise InputError(f"top is {top}; of {high - low + 1} boxes it can be 1 to {high - low}.")
    answers = on_scale(scores, low, high)
    return np.where(np.isnan(answers), np.nan, answers > high - top)


def nps_shares(answers: FloatArray, weight: FloatArray) -> FloatArray:
    """Weighted shares of detractors, passives and promoters."""
    counts = np.bincount(np.digitize(answers, [7, 9]), weights=weight, minlength=3)
    return counts / counts.sum()


def nps_moments(shares: FloatArray, n: float, pseudo: FloatArray) -> tuple[float, float]:
    """Score as a fraction and the variance of it, after adding `pseudo` answers to the three classes."""
    shares = (shares * n + pseudo) / (n + pseudo.sum())
    score = shares[2] - shares[0]
    return float(score), float((shares[2] + shares[0] - score**2) / (n + pseudo.sum()))


def mean_moments(answers: FloatArray, weight: FloatArray) -> tuple[float, float, float]:
    """Weighted mean, its standard error and degrees of freedom (effective n less one; error NaN if none)."""
    mean = float(np.average(answers, weights=weight))
    df = effective_n(weight) - 1
    if df <= 1e-9:
        return mean, np.nan, 0.0
    return mean, float(np.sqrt(np.average((answers - mean) ** 2, weights=weight) / df)), df


def wilson(share: float, n: float, level: float) -> tuple[float, float]:
    """Wilson's interval for a share of `n` answers, inside [0, 1]."""
    z2 = _z(level) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    # Rounding can put an end 1e-17 beyond the share itself when nobody or everybody is in the top boxes.
    return float(np.clip(centre - half, 0, share)), float(np.clip(centre + half, share, 1))


def effective_n(weight: FloatArray) -> float:
    """Kish's effective number of answers; equals their number when all weights are equal."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def _given(answers: FloatArray, weights: Column | None) -> tuple[FloatArray, FloatArray, int]:
    """Answers that are not missing, their weights, and how many were missing."""
    weight = weights_for(weights, len(answers))
    given = ~np.isnan(answers)
    return answers[given], weight[given], int((~given).sum())


def _ease(scores: Column, points: Points, high: str) -> FloatArray:
    if high not in ("easy", "hard"):
        raise InputError(f"high is '{high}'; allowed are easy, hard: what the top end of the scale means.")
    first, last = ends(points)
    answers = on_scale(scores, first, last)
    return answers if high == "easy" else first + last - answers


def _resample(value: FloatArray, weight: FloatArray, seed: int) -> FloatArray:
    """Bootstrap draws of a weighted mean.

    Respondents with the same value and weight are interchangeable, so counts of such cells are drawn.
    """
    cells, counts = np.unique(np.column_stack([value, weight]), axis=0, return_counts=True)
    draws = np.random.default_rng(seed).multinomial(counts.sum(), counts / counts.sum(), size=RESAMPLES)
    sums, totals = draws @ (cells[:, 0] * cells[:, 1]), draws @ cells[:, 1]
    drawn = totals > 0  # a resample of nothing but weight-0 answers says nothing
    result: FloatArray = sums[drawn] / totals[drawn]
    return result


def _nothing(dropped: int) -> Estimate:
    return Estimate(np.nan, np.nan, np.nan, 0, dropped, "no-answers")


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise InputError(f"level is {level}; it is a share between 0 and 1, such as 0.95.")
    return float(special.ndtri((1 + level) / 2))
