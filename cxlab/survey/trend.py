"""Series when a month is too thin: the smallest calendar period that carries a number, or a rolling window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import need_columns
from cxlab.survey.compare import Metric, calendar_periods, score_row
from cxlab.survey.quality.pools import need_one_pool
from cxlab.survey.scores import Points

ENOUGH = 30
"""Answers below which a period is called a small sample."""


@dataclass(frozen=True)
class Period:
    """The calendar period chosen for a series, and why.

    `freq` is the code to give to `over_time`; `least` and `most` are the answers in its thinnest and fullest period
    (the first and the last, which may be cut off, not counted where there are others); `periods` counts them all.
    `reason` is a phrase key: "enough" (each has the answers needed), "thin" (even the longest period has not; it is
    the longest) or "no-answers".
    """

    freq: str
    least: int
    most: int
    periods: int
    reason: Literal["enough", "thin", "no-answers"]


def smallest_period(
    frame: pd.DataFrame, score: str, when: str, *, needed: int = ENOUGH, freqs: Sequence[str] = ("M", "Q", "Y")
) -> Period:
    """Choose the shortest of `freqs` (in order) of which every whole period holds `needed` answers.

    Empty periods count as thin. Answers without a date, and rows without an answer, are left out.

    Raises
    ------
    InputError
        Missing columns, `when` holds no dates, unknown or no freq.
    """
    need_columns(frame, [score, when])
    if not freqs:
        raise InputError("freqs is empty; give calendar periods from short to long, such as ('M', 'Q', 'Y').")
    found = [_filled(frame, score, when, freq, needed) for freq in freqs]
    return next((period for period in found if period.reason == "enough"), found[-1])


def rolling(
    frame: pd.DataFrame,
    score: str,
    when: str,
    *,
    window: int = 3,
    freq: str = "M",
    weights: str | None = None,
    metric: Metric = "nps",
    top: int = 2,
    points: Points = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Score a window of `window` calendar periods that moves on by one.

    Neighbouring windows share answers: they rise and fall together, so two of them are only compared where they do
    not overlap. Windows that would begin before the first answer are left out. `weights` as in `by_group`.

    Returns
    -------
    DataFrame
        period (the last of the window), since (its first), n, dropped (missing answers), value, low, high.

    Raises
    ------
    InputError
        As `over_time`, and a window below 1.
    """
    need_columns(frame, [score, when] + ([weights] if weights else []))
    need_one_pool(frame, score)
    scale: dict[str, Any] = {"metric": metric, "top": top, "points": points, "level": level}
    if window < 1:
        raise InputError(f"window is {window}; give the number of periods that one window spans, 1 or more.")
    of = calendar_periods(frame[when], freq)
    rows = []
    if of.notna().any():
        for last in pd.period_range(of.min(), of.max(), freq=freq)[window - 1 :]:
            first = last - (window - 1)
            here = frame.loc[((of >= first) & (of <= last)).to_numpy()]
            rows.append({"period": str(last), "since": str(first), **score_row(here, score, weights=weights, **scale)})
    return pd.DataFrame(rows, columns=["period", "since", "n", "dropped", "value", "low", "high"])


def _filled(frame: pd.DataFrame, score: str, when: str, freq: str, needed: int) -> Period:
    of = calendar_periods(frame[when], freq)[frame[score].notna()].dropna()
    if of.empty:
        return Period(freq, 0, 0, 0, "no-answers")
    counts = of.value_counts().reindex(pd.period_range(of.min(), of.max(), freq=freq), fill_value=0)
    whole = counts.iloc[1:-1] if len(counts) > 2 else counts
    reason: Literal["enough", "thin"] = "enough" if whole.min() >= needed else "thin"
    return Period(freq, int(whole.min()), int(whole.max()), len(counts), reason)
