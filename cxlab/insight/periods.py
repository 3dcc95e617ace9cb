"""Calendar periods: how dates become weeks, months and quarters, and which period a year ago is the like of one.

Labels sort in time: ``2026-02-09`` (a week, by its Monday), ``2026-02`` (a month), ``2026-01/02`` (January and
February as one) and ``2026-Q1``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.counts import count
from cxlab.study import Event

Every = Literal["week", "month", "quarter"]
NEAR_SPRING_DAYS = 35


def per_period(
    frame: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    every: Every = "month",
    matter: str | None = None,
    when: str = "received_at",
    events: Sequence[Event] = (),
    covers: tuple[dt.date, dt.date] | None = None,
) -> pd.DataFrame:
    """Count rows, people and incidents per calendar period, periods without any row included as zero.

    Parameters
    ----------
    frame
        One row a complaint, dates in the study's time zone; rows without a date are left out.
    matter
        As in `counts.incidents`.
    events
        The study's calendar. Where it has a lunar holiday that starts in January or February (春节), every January
        and February are counted as one month: the holiday lies in either, and only both together can be compared.
        Weeks and quarters stay as they are.
    covers
        First and last day of which the data are complete; without it the last day that a row has.

    Returns
    -------
    DataFrame
        `by`, ``period``, ``rows``, ``people``, ``incidents``, ``complete`` (False for a period that was not over
        when the data end or that began before they start). Sorted by group and time.

    Raises
    ------
    InputError
        When no row has a date.
    """
    dated = frame[frame[when].notna()]
    if dated.empty:
        raise InputError(f"No row has a date in '{when}', so there are no periods to count in.")
    dates = dated[when].dt.tz_localize(None) if dated[when].dt.tz is not None else dated[when]
    joined = bool(spring(events))
    dated = dated.assign(period=labels(dates, every, joined=joined))
    days = pd.Series(pd.date_range(dates.min().normalize(), dates.max().normalize()))
    periods = list(labels(days, every, joined=joined).unique())
    table = count(dated, [*by, "period"], matter=matter).drop(columns="share")
    groups = table[list(by)].drop_duplicates() if by else pd.DataFrame(index=[0])
    full = groups.merge(pd.DataFrame({"period": periods}), how="cross").merge(table, how="left", on=[*by, "period"])
    numbers = ["rows", "people", "incidents"]
    full[numbers] = full[numbers].fillna(0).astype("int64")
    full["complete"] = full["period"].isin(_covered(periods, days, covers))
    return full.sort_values([*by, "period"], ignore_index=True)


def labels(dates: pd.Series, every: Every, *, joined: bool = False) -> pd.Series:
    """Return the label of the period that each date lies in; `joined` makes January and February one month."""
    if every == "week":
        monday = dates.dt.normalize() - pd.to_timedelta(dates.dt.day_of_week, unit="D")
        return monday.dt.strftime("%Y-%m-%d")
    if every == "quarter":
        return dates.dt.year.astype("str") + "-Q" + dates.dt.quarter.astype("str")
    months = dates.dt.strftime("%Y-%m")
    return months.where(~(joined & (dates.dt.month <= 2)), dates.dt.strftime("%Y") + "-01/02")


def bounds(label: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day of a period, both included."""
    if "Q" in label:
        quarter = pd.Period(label.replace("-", ""), freq="Q")
        return quarter.start_time, quarter.end_time.normalize()
    if len(label) == len("2026-02-09") and "/" not in label:
        monday = pd.Timestamp(label)
        return monday, monday + pd.Timedelta(days=6)
    last = pd.Period(f"{label[:5]}{label[-2:]}", freq="M")
    return pd.Timestamp(f"{label[:7]}-01"), last.end_time.normalize()


def spring(events: Sequence[Event]) -> list[Event]:
    """Return the lunar holidays that start in January or February, in order of time."""
    return sorted((e for e in events if e.lunar and e.start.month <= 2), key=lambda e: e.start)


def year_before(label: str, events: Sequence[Event] = ()) -> str:
    """Return the period a year earlier that is the like of `label`.

    A week's like is 52 weeks before; within five weeks of a spring festival it is the week with the same distance
    from the festival of the year before, where `events` state both.
    """
    if len(label) == len("2026-02-09") and "/" not in label:
        monday = pd.Timestamp(label)
        return (monday - pd.Timedelta(weeks=_weeks_between(monday, spring(events)))).strftime("%Y-%m-%d")
    return f"{int(label[:4]) - 1}{label[4:]}"


def exposed(periods: pd.Series, monthly: pd.Series) -> pd.Series:
    """Add up a denominator by period, a month's spread evenly over its days.

    Parameters
    ----------
    monthly
        Indexed by month (``2026-02``).

    Returns
    -------
    Series
        In the order of `periods`; missing where a day of the period is in no known month.
    """
    known = monthly[monthly.notna()].sort_index()
    days = pd.Series(pd.date_range(bounds(known.index[0])[0], bounds(known.index[-1])[1]))
    month = days.dt.strftime("%Y-%m")
    daily = (month.map(known) / days.dt.days_in_month).set_axis(pd.DatetimeIndex(days))
    sums = {}
    for label in periods.unique():
        sums[label] = float(daily.reindex(pd.date_range(*bounds(label))).sum(skipna=False))
    return periods.map(sums).astype("float64")


def days_in(periods: pd.Series) -> pd.Series:
    """Return the number of days of each period."""
    length = {label: (bounds(label)[1] - bounds(label)[0]).days + 1.0 for label in periods.unique()}
    return periods.map(length).astype("float64")


def _covered(periods: Sequence[str], days: pd.Series, covers: tuple[dt.date, dt.date] | None) -> list[str]:
    first, last = (pd.Timestamp(day) for day in covers) if covers else (pd.Timestamp.min, days.iloc[-1])
    return [label for label in periods if bounds(label)[0] >= first and bounds(label)[1] <= last]


def _weeks_between(monday: pd.Timestamp, festivals: Sequence[Event]) -> int:
    for earlier, later in pairwise(festivals):
        near = abs((monday - pd.Timestamp(later.start)).days) <= NEAR_SPRING_DAYS
        if near and later.start.year == earlier.start.year + 1:
            return round((later.start - earlier.start).days / 7)
    return 52
