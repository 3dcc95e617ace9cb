"""The last whole day, week or month before a moment, by the calendar of the study's time zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from cxlab.errors import InputError, nearest

Every = Literal["day", "week", "month"]
PERIODS: dict[str, Every] = {"last-week": "week", "last-month": "month"}
"""What ``--period`` may be."""

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


@dataclass(frozen=True)
class Days:
    """First and last day, both included."""

    start: dt.date
    end: dt.date


def every(period: str) -> Every:
    """Return the length that a ``--period`` names.

    Raises
    ------
    InputError
        When there is no such period (the nearest is named).
    """
    if period not in PERIODS:
        raise InputError(f"--period {period}: allowed are {', '.join(PERIODS)}.{nearest(period, PERIODS)}")
    return PERIODS[period]


def last(length: Every, now: dt.datetime, timezone: str) -> Days:
    """Return the last day, week (Monday to Sunday) or month that is over.

    Parameters
    ----------
    now
        A moment that knows its time zone.
    timezone
        Of the study: the date that it is there decides. So a clock that goes forward or back, or a run that starts
        late, gives the same period as long as it is the same date there.
    """
    today = now.astimezone(ZoneInfo(timezone)).date()
    if length == "day":
        return Days(today - _DAY, today - _DAY)
    if length == "week":
        end = today - (today.weekday() + 1) * _DAY
        return Days(end - 6 * _DAY, end)
    return _month_until(today.replace(day=1) - _DAY)


def before(days: Days, length: Every) -> Days:
    """Return what `days` is compared with: the week or month before it; of a day, the same weekday a week earlier."""
    if length == "month":
        return _month_until(days.start - _DAY)
    return Days(days.start - _WEEK, days.end - _WEEK)


def _month_until(end: dt.date) -> Days:
    return Days(end.replace(day=1), end)
