"""Data that stopped and channels that fell silent are told; small studies, weekends and chance are not."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from cxlab.schedule.period import Days
from cxlab.schedule.watch import new_red_lines, silent, stale

MONDAY = dt.date(2026, 11, 16)
WEEK = Days(MONDAY, MONDAY + dt.timedelta(days=6))
SUNDAY = Days(WEEK.end, WEEK.end)


def received(*days, hour=9):
    return pd.Series([pd.Timestamp(day) + pd.Timedelta(hours=hour) for day in days])


def complaints(weeks, channel="热线"):
    """Return so many complaints in `WEEK` and in the weeks before it, the newest first."""
    rows = [
        {"received_at": pd.Timestamp(WEEK.end) - pd.Timedelta(days=7 * age + i % 7), "channel": channel}
        for age, n in enumerate(weeks)
        for i in range(n)
    ]
    return pd.DataFrame(rows, columns=["received_at", "channel"]).astype({"received_at": "datetime64[us]"})


def test_daily_data_are_stale_after_three_days():
    daily = received(*pd.date_range("2026-06-01", "2026-11-16"))
    assert stale(daily, dt.date(2026, 11, 19)) is None
    found = stale(daily, dt.date(2026, 11, 20))
    assert (found.newest, found.days) == (dt.date(2026, 11, 16), 4)


def test_a_study_with_few_complaints_is_given_time():
    rare = received("2026-01-01", "2026-03-01", "2026-09-20", "2026-10-10", "2026-10-25")  # up to 20 days apart
    assert stale(rare, dt.date(2026, 12, 4)) is None
    assert stale(rare, dt.date(2026, 12, 5)).days == 41


def test_what_has_no_date_is_not_stale():
    assert stale(pd.Series([], dtype="datetime64[us]"), MONDAY) is None
    assert stale(pd.Series([pd.NaT]), MONDAY) is None


def test_the_order_of_rows_does_not_matter():
    days = received(*pd.date_range("2026-06-01", "2026-11-10"))
    assert stale(days.sample(frac=1, random_state=1), MONDAY) == stale(days, MONDAY)


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ((0, 5, 6, 7, 8), ("",)),
        ((0, 5, 6, 7, 4), ()),
        ((1, 50, 60, 70, 80), ()),
        ((0, 50, 60, 70), ()),  # not four weeks old
        ((0, 0, 60, 70, 80), ()),  # told a week ago
    ],
)
def test_a_study_that_fell_silent(weeks, expected):
    assert silent(complaints(weeks), WEEK, "week") == expected


def test_a_channel_that_fell_silent():
    rows = pd.concat([complaints((9, 9, 9, 9, 9), "热线"), complaints((0, 9, 9, 9, 9), "小程序")])
    assert silent(rows, WEEK, "week") == ("小程序",)
    assert silent(rows.drop(columns="channel"), WEEK, "week") == ()
    rows["channel"] = rows["channel"].where(rows["channel"] != "小程序")
    assert silent(rows, WEEK, "week") == ()


def test_a_closed_sunday_is_none():
    workdays = pd.date_range("2026-09-01", "2026-11-22", freq="B").repeat(20)
    frame = pd.DataFrame({"received_at": workdays})
    assert silent(frame, SUNDAY, "day") == ()
    friday = dt.date(2026, 11, 20)
    assert silent(frame[frame["received_at"] < "2026-11-20"], Days(friday, friday), "day") == ("",)


def test_a_month():
    frame = pd.DataFrame({"received_at": pd.to_datetime(["2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30"] * 5)})
    october = Days(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert silent(frame, october, "month") == ("",)
    assert silent(frame.iloc[1:], october, "month") == ()


def test_chance_calls_fewer_than_one_period_in_a_thousand_silent():
    """Exact, for Poisson counts of any mean: none now, and five or more in each of the four periods before."""

    def by_chance(mean):
        usual = 1 - sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(5))
        return math.exp(-mean) * usual**4

    worst = max(np.arange(0.1, 40, 0.1), key=by_chance)
    assert by_chance(worst) < 0.001
    assert 5 < worst < 6
    rng = np.random.default_rng(7)
    counts = rng.poisson(worst, (200_000, 5))
    silent_share = ((counts[:, 0] == 0) & (counts[:, 1:] >= 5).all(axis=1)).mean()
    assert silent_share == pytest.approx(by_chance(worst), rel=0.3)


@pytest.fixture
def voice(tmp_path):
    """Return a function that writes the red lines of a run and returns its artifacts."""

    def written(name, rows):
        folder = tmp_path / name / "voice"
        folder.mkdir(parents=True)
        frame = pd.DataFrame(rows, columns=["complaint_id", "received_at", "lane"])
        frame.astype({"received_at": "datetime64[us]"}).to_parquet(folder / "red_line_cases.parquet")
        return tmp_path / name

    return written


def test_red_lines_are_counted_once_and_only_new_ones(voice):
    old = voice("old", [("A", pd.Timestamp("2026-01-01"), "safety")])
    new = voice(
        "new",
        [
            ("A", pd.Timestamp("2026-01-01"), "safety"),
            ("B", pd.Timestamp("2026-11-17"), "safety"),
            ("B", pd.Timestamp("2026-11-17"), "media"),
            ("C", pd.Timestamp("2026-02-01"), "media"),
        ],
    )
    assert new_red_lines(new, old, WEEK) == 2
    assert new_red_lines(new, new, WEEK) == 0
    assert new_red_lines(new, None, WEEK) == 1, "a first report has no news but the period's"


def test_without_the_chapter_there_is_nothing_to_count(tmp_path, voice):
    assert new_red_lines(tmp_path, None, WEEK) == 0
    assert new_red_lines(tmp_path, voice("old", [("A", pd.Timestamp("2026-01-01"), "safety")]), WEEK) == 0
