"""Each period beside the one before (环比) and the same one a year ago (同比), with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.insight.noise import contrast, matrices, noise
from cxlab.insight.periods import year_before
from cxlab.study import Event

_ENDS = ("", "_low", "_high")


def comparisons(
    rates: pd.DataFrame, by: str, *, value: str = "people", level: float = 0.95, events: Sequence[Event] = ()
) -> pd.DataFrame:
    """Divide the rate of every period by that of the one before and of its like a year ago.

    Parameters
    ----------
    rates
        From `rates.with_rates`, of any calendar period. Around 春节 months are comparable only where `per_period`
        got the study's calendar and joined January and February.
    events
        The study's calendar; aligns weeks around a spring festival (`periods.year_before`).

    Returns
    -------
    DataFrame
        `by`, ``period``, `value`, ``rate``, ``complete``, then ``on_previous`` and ``on_year`` (ratios) with
        ``_low`` and ``_high``; missing where either period is incomplete or absent. Intervals allow for dispersion
        and autocorrelation (`noise`), estimated over all complete periods. Sorted by group and time.
    """
    known = rates[rates["complete"] & rates["exposure"].notna()]
    names, periods, counts, exposure = matrices(known, by, value)
    spread = noise(counts, exposure) if len(names) else None
    pieces = []
    for place, label in enumerate(periods):
        piece = pd.DataFrame({by: names, "period": label})
        for column, other in (("on_previous", _before(label, rates)), ("on_year", year_before(label, events))):
            if spread is not None and other in periods:
                here, there = np.array([place]), np.array([periods.index(other)])
                found = contrast(counts, exposure, here, there, spread, level)
                for end, numbers in zip(_ENDS, (found.ratio, found.low, found.high), strict=True):
                    piece[column + end] = numbers
        pieces.append(piece)
    columns = [c + end for c in ("on_previous", "on_year") for end in _ENDS]
    told = pd.concat(pieces) if pieces else pd.DataFrame(columns=[by, "period"])
    told = told.reindex(columns=[by, "period", *columns])
    table = rates[[by, "period", value, "rate", "complete"]].merge(told, on=[by, "period"], how="left")
    table[columns] = table[columns].astype("float64")
    return table.sort_values([by, "period"], ignore_index=True)


def _before(label: str, rates: pd.DataFrame) -> str:
    """Return the label just before in time, or nothing."""
    labels = sorted(rates["period"].unique())
    place = labels.index(label)
    return labels[place - 1] if place else ""
