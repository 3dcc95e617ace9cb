"""Periods long enough to carry a number, and rolling windows."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import nps, over_time
from cxlab.survey.trend import rolling, smallest_period


def answers(per_month, months=12, start="2025-01"):
    days = pd.period_range(start, periods=months, freq="M").to_timestamp() + pd.Timedelta(days=14)
    when = np.repeat(days.to_numpy(), per_month)
    return pd.DataFrame({"nps": np.arange(len(when)) % 11, "when": when})


@pytest.mark.parametrize(
    ("per_month", "freq", "least", "reason"),
    [(30, "M", 30, "enough"), (29, "Q", 87, "enough"), (3, "Y", 36, "enough"), (2, "Y", 24, "thin")],
)
def test_the_shortest_period_that_carries_a_number(per_month, freq, least, reason):
    found = smallest_period(answers(per_month), "nps", "when")
    assert (found.freq, found.least, found.reason) == (freq, least, reason)
    assert over_time(answers(per_month), "nps", "when", freq=found.freq)["n"].min() == least


def test_ends_that_are_cut_off_do_not_decide_but_gaps_and_missing_answers_do():
    frame = answers(40)
    cut = pd.concat([frame[:5], frame[40:440], frame[-3:]])
    assert smallest_period(cut, "nps", "when").freq == "M"
    hole = frame[frame["when"].dt.month != 6]
    found = smallest_period(hole, "nps", "when")
    assert (found.freq, found.least, found.most, found.periods) == ("Q", 80, 120, 4)
    unanswered = frame.assign(nps=frame["nps"].where(frame["when"].dt.month != 6))
    assert smallest_period(unanswered, "nps", "when") == found


def test_nothing_to_choose_from_is_said():
    assert smallest_period(answers(2)[:0], "nps", "when").reason == "no-answers"
    with pytest.raises(InputError, match="freqs is empty"):
        smallest_period(answers(2), "nps", "when", freqs=())


def test_a_window_of_one_is_the_calendar_and_of_three_holds_three_months():
    frame = answers(10)
    pd.testing.assert_frame_equal(
        rolling(frame, "nps", "when", window=1).drop(columns="since"),
        over_time(frame, "nps", "when", freq="M").drop(columns="complete"),
    )
    table = rolling(frame, "nps", "when")
    assert table["period"].to_list()[0] == "2025-03"
    assert table["since"].to_list()[0] == "2025-01"
    assert len(table) == 10
    assert (table["n"] == 30).all()
    spring = nps(frame.loc[frame["when"].dt.quarter == 1, "nps"])
    assert (table["value"][0], table["low"][0], table["high"][0]) == (spring.value, spring.low, spring.high)
    assert rolling(frame[:10], "nps", "when").empty


def test_a_window_without_width_is_refused():
    with pytest.raises(InputError, match="window is 0"):
        rolling(answers(2), "nps", "when", window=0)
    mixed = answers(4).assign(survey_type=["relationship", "transaction"] * 24)
    with pytest.raises(InputError, match="never pooled"):
        rolling(mixed, "nps", "when")
