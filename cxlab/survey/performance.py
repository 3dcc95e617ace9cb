"""How single items are answered: mean and share of top answers with intervals, each with its own n."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.scores import mean_score, wilson


class ScaleLike(Protocol):
    """The ends of an answer scale and how many answers count as top (None: two on up to 7 points, else three)."""

    min: float
    max: float
    top: int | None


def performance(
    frame: pd.DataFrame, items: Sequence[str], scale: Callable[[str], ScaleLike | None], *, level: float = 0.95
) -> pd.DataFrame:
    """Summarise each item on those who answered it.

    Parameters
    ----------
    frame
        One row a respondent; missing answers (also "not applicable") are left out and counted.
    scale
        Returns the scale of an item, None for the default 1-5.

    Returns
    -------
    DataFrame
        ``item``, ``n``, ``missing`` (rows without an answer), ``mean`` with ``mean_low`` and ``mean_high`` (t
        interval, in points of the item's scale), ``top_share`` with ``top_low`` and ``top_high`` (Wilson, 0..1).
        Items that nobody answered are left out.

    Raises
    ------
    InputError
        When an item is no column of `frame`.
    """
    rows: list[dict[str, Any]] = []
    for item in items:
        if item not in frame:
            raise InputError(f"There is no item '{item}'; the frame has {', '.join(map(str, frame.columns))}.")
        answers = frame[item].dropna().astype(float)
        if answers.empty:
            continue
        ends = scale(item)
        highest = ends.max if ends else 5.0
        top = (ends.top if ends else None) or (2 if highest <= 7 else 3)
        share = float((answers > highest - top).mean())
        low, high = wilson(share, len(answers), level)
        mean = mean_score(answers, level=level)
        rows.append(
            {
                "item": item,
                "n": len(answers),
                "missing": int(frame[item].isna().sum()),
                "mean": mean.value,
                "mean_low": mean.low,
                "mean_high": mean.high,
                "top_share": share,
                "top_low": low,
                "top_high": high,
            }
        )
    return pd.DataFrame(rows)
