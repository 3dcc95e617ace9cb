"""The same moment, as systemd and as cron on a machine elsewhere write it down."""

import datetime as dt
import shutil
import subprocess
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.schedule.timetable import timetable

SHANGHAI = "Asia/Shanghai"
NOW = dt.datetime(2026, 11, 22, 20, 0, tzinfo=dt.UTC)
AUCKLAND = NOW.astimezone(ZoneInfo("Pacific/Auckland"))


@pytest.mark.parametrize(
    ("every", "calendar"),
    [
        ("day", "*-*-* 07:00:00 Asia/Shanghai"),
        ("week", "Mon *-*-* 07:00:00 Asia/Shanghai"),
        ("month", "*-*-01 07:00:00 Asia/Shanghai"),
    ],
)
def test_systemd_knows_the_zone(every, calendar):
    assert timetable(every, "07:00", SHANGHAI).calendar == calendar
    if shutil.which("systemd-analyze"):
        subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("every", "at", "now", "fields", "condition"),
    [
        ("day", "07:00", NOW, "0 23 * * *", ""),
        ("week", "07:00", NOW, "0 23 * * 0", ""),  # Sunday evening
        ("week", "09:30", NOW, "30 1 * * 1", ""),
        ("month", "07:00", NOW, "0 23 28-31 * *", '[ "$(TZ=Asia/Shanghai date +%d)" = 01 ]'),
        ("month", "09:30", NOW, "30 1 1 * *", ""),
        ("week", "23:00", AUCKLAND, "0 4 * * 2", ""),  # Tuesday morning
        ("month", "23:00", AUCKLAND, "0 4 2 * *", ""),
        ("month", "07:00", NOW.astimezone(ZoneInfo(SHANGHAI)), "0 7 1 * *", ""),
    ],
)
def test_cron_goes_by_the_clock_of_its_machine(every, at, now, fields, condition):
    assert timetable(every, at, SHANGHAI).cron(now) == (fields, condition)


@given(
    st.sampled_from(["week", "month"]),
    st.times(),
    st.sampled_from(["UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata"]),
)
def test_cron_strikes_once_a_period_at_the_moment_that_was_asked_for(every, at, zone):
    """Go through two months in which no clock changes, and look at the study's clock when cron's fields fit."""
    machine = ZoneInfo(zone)
    table = timetable(every, f"{at:%H:%M}", SHANGHAI)
    fields, condition = table.cron(NOW.astimezone(machine))
    minute, hour, days, _, weekday = fields.split()
    struck = []
    for day in range(64):
        here = dt.datetime(2026, 11, 2, int(hour), int(minute), tzinfo=machine) + dt.timedelta(days=day)
        there = here.astimezone(ZoneInfo(SHANGHAI))
        low, _, high = days.partition("-")
        fits = days == "*" or int(low) <= here.day <= int(high or low)
        if fits and weekday in ("*", str(here.isoweekday() % 7)) and (not condition or there.day == 1):
            struck.append(there)
    assert {f"{moment:%H:%M}" for moment in struck} == {f"{at:%H:%M}"}
    assert all(moment.isoweekday() == 1 if every == "week" else moment.day == 1 for moment in struck)
    assert len(struck) >= (8 if every == "week" else 2)
    assert len({moment.date() for moment in struck}) == len(struck)


def test_the_other_clock_is_told_only_where_it_is_another():
    table = timetable("day", "07:00", SHANGHAI)
    assert table.shifted(NOW) == "23:00"
    assert table.shifted(NOW.astimezone(ZoneInfo(SHANGHAI))) == ""


@pytest.mark.parametrize(
    ("every", "at", "told"), [("year", "07:00", "allowed are day, week, month"), ("day", "7 am", "such as 07:00")]
)
def test_what_cannot_be_read(every, at, told):
    with pytest.raises(InputError, match=told):
        timetable(every, at, SHANGHAI)
