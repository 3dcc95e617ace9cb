"""First and last day of which the data are complete, so that months without data are not taken for quiet ones."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from cxlab.study import Period


def covered(arrived: pd.Series, period: Period | None) -> tuple[dt.date, dt.date]:
    """Return the study's period as far as data have come in.

    The stated end holds unless the silence before it is longer than any between two days with an arrival: then the
    data stop at the last arrival (a run as of an earlier day, an export that is late). Without a stated period the
    days of the first and last arrival.

    Parameters
    ----------
    arrived
        When each row arrived; missing ones are left out, one is needed.
    """
    days = arrived.dropna()
    days = (days.dt.tz_localize(None) if days.dt.tz is not None else days).dt.normalize()
    first, last = days.min(), days.max()
    if period is None:
        return first.date(), last.date()
    longest = days.drop_duplicates().sort_values().diff().max()
    silent = pd.Timestamp(period.end) - last
    quiet = silent <= (longest if pd.notna(longest) else pd.Timedelta(0))
    return period.start, period.end if quiet or last > pd.Timestamp(period.end) else last.date()
