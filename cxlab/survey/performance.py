"""How single items are answered: mean and share of top answers with intervals, each with its own n and scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import FloatArray, numbers, weights_for
from cxlab.survey.scores import effective_n, mean_score, wilson

USUAL = {"nps": (0.0, 10.0), "ces": (1.0, 7.0)}
"""Ends of the scales of our own columns; any other item has 1-5 unless its scale is stated."""


class ScaleLike(Protocol):
    """Ends of an answer scale, which of them is good, and how many answers count as top (None: see `ends_of`)."""

    min: float
    max: float
    top: int | None

    @property
    def high(self) -> str:
        """Say whether the upper end was "good" or "bad" in the questionnaire; loaded answers are turned to good."""


Scales = Callable[[str], ScaleLike | None]
"""Returns the scale of an item, None for the usual one: nps 0-10, ces 1-7, any other 1-5."""


def ends_of(item: str, scale: Scales) -> tuple[float, float, int]:
    """Lowest and highest answer of an item and how many answers count as top.

    Unless stated: one of two or three answers, two on scales up to 7 (4-5 of 5), three up to 10 (8-10), and from
    there on the answers of 80 % of the highest and more (80-100 of 100): what is customary, from no study.
    """
    stated = scale(item)
    low, high = (stated.min, stated.max) if stated else USUAL.get(item, (1.0, 5.0))
    return low, high, (stated.top if stated else None) or _usual_top(low, high)


def _usual_top(low: float, high: float) -> int:
    if high - low <= 2:
        return 1
    return 2 if high <= 7 else 3 if high <= 10 else int(high - np.ceil(0.8 * high)) + 1


def answers_of(frame: pd.DataFrame, item: str, scale: Scales) -> FloatArray:
    """Answers to an item as numbers, missing as NaN; InputError names the item where one is off its scale."""
    low, high, _ = ends_of(item, scale)
    answers = numbers(frame[item], item)
    off = answers[(answers < low) | (answers > high)]
    if len(off):
        some = ", ".join(f"{value:g}" for value in np.unique(off)[:5])
        raise InputError(
            f"Item '{item}' holds {len(off)} answers off its scale {low:g}-{high:g} ({some}); state its scale, or the "
            "codes that mean 'not applicable', under scales: in study.yaml."
        )
    return answers


def performance(
    frame: pd.DataFrame, items: Sequence[str], scale: Scales, *, weights: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Summarise each item on those who answered it.

    Parameters
    ----------
    frame
        One row a respondent; missing answers (also "not applicable") are left out and counted.
    scale
        Returns the scale of an item, None for the usual one (nps 0-10, ces 1-7, any other 1-5).
    weights
        Column of `frame`, 0 or more; intervals then use Kish's effective n, `n` still counts answers.

    Returns
    -------
    DataFrame
        ``item``, ``scale`` (such as 1-5: means and shares on two scales are never compared, draw each scale for
        itself), ``n``, ``missing`` (rows without an answer), ``mean`` with ``mean_low`` and ``mean_high`` (t
        interval, in points of the item's scale), ``top_share`` with ``top_low`` and ``top_high`` (Wilson, 0..1).
        Items that nobody answered are left out. An item whose scale is not stated and whose answers are off the
        usual one has an empty scale and no share: nobody knows what its top answers are.

    Raises
    ------
    InputError
        When an item is no column of `frame`, or an answer is off the scale stated for it.
    """
    weight = weights_for(frame[weights] if weights else None, len(frame))
    rows: list[dict[str, Any]] = []
    for item in items:
        if item not in frame:
            raise InputError(f"There is no item '{item}'; the frame has {', '.join(map(str, frame.columns))}.")
        answers = answers_of(frame, item, scale) if scale(item) else numbers(frame[item], item)
        given = answers[~np.isnan(answers)]
        counted = weight[~np.isnan(answers)]
        if not counted.sum():
            continue
        lowest, highest, top = ends_of(item, scale)
        known = lowest <= given.min() and given.max() <= highest
        share = float(np.average(given >= highest - top + 1, weights=counted)) if known else np.nan
        low, high = wilson(share, effective_n(counted), level)
        mean = mean_score(given, weights=counted, level=level)
        rows.append(
            {
                "item": item,
                "scale": f"{lowest:g}-{highest:g}" if known else "",
                "n": len(given),
                "missing": len(answers) - len(given),
                "mean": mean.value,
                "mean_low": mean.low,
                "mean_high": mean.high,
                "top_share": share,
                "top_low": low,
                "top_high": high,
            }
        )
    return pd.DataFrame(rows)
