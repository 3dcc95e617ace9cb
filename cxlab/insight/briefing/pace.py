"""Where a number stands: in the last complete period, in the one before, and a year ago."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.insight.periods import year_before
from cxlab.study import Event

COLUMNS = ["period", "value_now", "low", "high", "n", "value_last", "value_year", "moved", "moved_year"]


def pace(series: pd.DataFrame, *, events: Sequence[Event] = ()) -> dict[str, object] | None:
    """Compare the last complete period of a series with two others.

    Parameters
    ----------
    series
        ``period``, ``value``, ``low``, ``high`` (95 %) and where known ``n`` and ``complete``, in order of time; as
        `rates.with_rates` or `survey.over_time` give it.
    events
        The study's calendar, for the like of a week a year ago.

    Returns
    -------
    dict or None
        ``period``, ``value_now`` with ``low``, ``high`` and ``n``, ``value_last`` (the period before),
        ``value_year`` (the like a year ago), missing where the series has none; ``moved`` and ``moved_year``: *up* or
        *down* where the two intervals do not overlap, else empty. None without a complete period that has a value.
        Intervals that overlap do not prove that nothing changed: this is a look, the tests stand in the chapters.
    """
    known = series[series["complete"].astype(bool)] if "complete" in series else series
    known = known[known["value"].notna()].set_index("period")
    if known.empty:
        return None
    now = known.iloc[-1]
    last = known.iloc[-2] if len(known) > 1 else None
    label = year_before(str(now.name), events)
    year = known.loc[[label]].iloc[0] if label in known.index else None
    return {
        "period": str(now.name),
        "value_now": float(now["value"]),
        "low": float(now["low"]),
        "high": float(now["high"]),
        "n": float(now["n"]) if "n" in known else np.nan,
        "value_last": np.nan if last is None else float(last["value"]),
        "value_year": np.nan if year is None else float(year["value"]),
        "moved": _moved(now, last),
        "moved_year": _moved(now, year),
    }


def _moved(now: pd.Series, then: pd.Series | None) -> str:
    if then is None:
        return ""
    return "up" if now["low"] > then["high"] else "down" if now["high"] < then["low"] else ""
