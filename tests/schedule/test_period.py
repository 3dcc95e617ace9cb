"""Last whole day, week and month: the study's calendar decides, whatever the machine's clock is set to."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.schedule.period import Days, before, every, last

moments = st.datetimes(
    dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.sampled_from([dt.UTC, ZoneInfo("America/New_York")])
)
zones = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati"])


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def days(start: str, end: str) -> Days:
    return Days(dt.date.fromisoformat(start), dt.date.fromisoformat(end))


@pytest.mark.parametrize(
    ("length", "now", "zone", "expected"),
    [
        ("week", "2026-11-23T07:00+08:00", "Asia/Shanghai", days("2026-11-16", "2026-11-22")),
        # a Sunday is not over while it lasts
        ("week", "2026-11-22T23:59+08:00", "Asia/Shanghai", days("2026-11-09", "2026-11-15")),
        # Sunday evening in London, Monday morning in Shanghai
        ("week", "2026-11-22T23:00+00:00", "Asia/Shanghai", days("2026-11-16", "2026-11-22")),
        ("month", "2026-11-30T23:00+00:00", "Asia/Shanghai", days("2026-11-01", "2026-11-30")),
        ("month", "2026-11-30T23:00+00:00", "Europe/London", days("2026-10-01", "2026-10-31")),
        ("month", "2024-03-01T07:00+08:00", "Asia/Shanghai", days("2024-02-01", "2024-02-29")),
        ("week", "2026-01-01T07:00+08:00", "Asia/Shanghai", days("2025-12-22", "2025-12-28")),
        ("day", "2026-01-01T07:00+08:00", "Asia/Shanghai", days("2025-12-31", "2025-12-31")),
        # the night in which clocks go forward in Berlin (02:00 is 03:00), and the one in which they go back
        ("day", "2026-03-29T00:59+00:00", "Europe/Berlin", days("2026-03-28", "2026-03-28")),
        ("day", "2026-03-29T01:01+00:00", "Europe/Berlin", days("2026-03-28", "2026-03-28")),
        ("month", "2026-10-31T22:59+00:00", "Europe/Berlin", days("2026-09-01", "2026-09-30")),
        ("month", "2026-10-31T23:00+00:00", "Europe/Berlin", days("2026-10-01", "2026-10-31")),
    ],
)
def test_the_calendar_of_the_study_decides(length, now, zone, expected):
    assert last(length, at(now), zone) == expected


def test_an_hour_that_comes_twice_gives_one_period():
    first, second = (dt.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=f) for f in (0, 1))
    assert first.astimezone(dt.UTC) != second.astimezone(dt.UTC)
    assert last("week", first, "Europe/Berlin") == last("week", second, "Europe/Berlin")


@given(moments, zones, st.sampled_from(["day", "week", "month"]))
def test_a_period_is_whole_over_and_the_last_one(now, zone, length):
    found, today = last(length, now, zone), now.astimezone(ZoneInfo(zone)).date()
    assert found.start <= found.end < today
    after = found.end + dt.timedelta(days=1)
    if length == "week":
        assert (found.start.isoweekday(), (found.end - found.start).days) == (1, 6)
        assert (today - after).days < 7
    elif length == "month":
        assert (found.start.day, after.day, found.start.month) == (1, 1, found.end.month)
        assert (today.year, today.month) == (after.year, after.month)
    else:
        assert after == today


@given(moments, zones)
def test_what_a_period_is_compared_with(now, zone):
    month, day = last("month", now, zone), last("day", now, zone)
    assert before(month, "month").end == month.start - dt.timedelta(days=1)
    assert before(month, "month").start.day == 1
    assert before(day, "day").end.isoweekday() == day.end.isoweekday()
    week = last("week", now, zone)
    assert before(week, "week").end == week.start - dt.timedelta(days=1)


def test_an_unknown_period_names_the_nearest():
    assert every("last-week") == "week"
    with pytest.raises(InputError, match=r"allowed are last-week, last-month\. Did you mean 'last-week'"):
        every("lastweek")
