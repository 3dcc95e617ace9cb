"""Customer effort: which end of the scale is easy, and the share at the hard end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from cxlab.survey.answers import Column, numbers
from cxlab.survey.scores import End, Estimate, Points, easy_rate

FEWEST = 30
"""Respondents below which answers do not tell which end is easy."""


@dataclass(frozen=True)
class EasyEnd:
    """What the top end of an effort scale seems to mean, and the correlation that says so.

    `end` is "easy", "hard" or "unclear" (fewer than 30 respondents, or an interval that holds zero); `value` is
    Spearman's correlation of effort with satisfaction over the `n` respondents who gave both, with interval and
    two-sided p.
    """

    end: Literal["easy", "hard", "unclear"]
    value: float
    low: float
    high: float
    p: float
    n: int


def easy_end(effort: Column, satisfaction: Column, *, level: float = 0.95) -> EasyEnd:
    """Tell from the answers whether the top end of an effort scale means easy or hard.

    Who found it easy is more satisfied in all data that we know of: a positive correlation with satisfaction (CSAT,
    NPS or another answer where high is good) says that high = easy. A check of what the questionnaire declares, not
    a substitute: the words at the scale's ends decide.

    Parameters
    ----------
    effort, satisfaction : one answer a respondent, in the same order; pairs with one missing are left out.

    Raises
    ------
    InputError
        Answers that are not numbers.

    Reference
    ---------
    Interval: Fisher's z with the error of Bonett and Wright (2000), sqrt((1 + r²/2) / (n - 3)); p as in
    `scipy.stats.spearmanr`.
    """
    first, second = numbers(effort, "effort"), numbers(satisfaction, "satisfaction")
    both = ~np.isnan(first) & ~np.isnan(second)
    first, second, n = first[both], second[both], int(both.sum())
    if n < 4 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return EasyEnd("unclear", np.nan, np.nan, np.nan, np.nan, n)
    found = stats.spearmanr(first, second)
    r = float(found.statistic)
    half = float(stats.norm.ppf((1 + level) / 2) * np.sqrt((1 + r**2 / 2) / (n - 3)))
    z = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    low, high = float(np.tanh(z - half)), float(np.tanh(z + half))
    end: Literal["easy", "hard", "unclear"] = "easy" if low > 0 else "hard" if high < 0 else "unclear"
    return EasyEnd(end if n >= FEWEST else "unclear", r, low, high, float(found.pvalue), n)


def hard_rate(
    scores: Column,
    *,
    bottom: int = 3,
    points: Points = 7,
    high: End = "easy",
    weights: Column | None = None,
    level: float = 0.95,
) -> Estimate:
    """Share (0..1) of answers in the `bottom` hard boxes (费力率), the other end of `easy_rate`; Wilson's interval."""
    turned: dict[str, End] = {"easy": "hard", "hard": "easy"}
    return easy_rate(scores, top=bottom, points=points, high=turned.get(high, high), weights=weights, level=level)
