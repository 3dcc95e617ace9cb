import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.verification.design import EFFECT, columns
from cxlab.insight.verification.plan import Plan, sides
from cxlab.study import Event, Text

MONTHS = [str(p) for p in pd.period_range("2024-11", "2026-10", freq="M")]
D = dt.date


def test_a_period_counts_only_where_all_its_days_lie_on_one_side():
    plan = Plan(baseline=(D(2024, 11, 1), D(2025, 10, 31)), evaluate_at=D(2026, 9, 30), ramp_days=14)
    found = sides(MONTHS, D(2026, 1, 12), plan)
    assert list(found.index[found == "before"]) == MONTHS[:12]
    assert list(found.index[found == "left_out"]) == ["2025-11", "2025-12", "2026-01"]
    assert found["2026-02"] == "after" and found["2026-09"] == "after"
    assert found["2026-10"] == "later"


def test_the_ramp_moves_the_first_period_after():
    assert sides(MONTHS, D(2026, 1, 20), Plan(ramp_days=14))["2026-02"] == "left_out"
    assert sides(MONTHS, D(2026, 1, 20), Plan(ramp_days=12))["2026-02"] == "after"


def test_windows_left_out_are_no_part_of_the_baseline():
    found = sides(MONTHS, D(2026, 1, 1), Plan(leave_out=((D(2025, 3, 15), D(2025, 4, 2)),)))
    assert list(found.index[found == "left_out"]) == ["2025-03", "2025-04"]


def test_weeks():
    found = sides(["2025-12-29", "2026-01-05", "2026-01-12"], D(2026, 1, 7), Plan())
    assert list(found) == ["before", "left_out", "after"]


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(InputError, match="ends before it begins"):
        sides(MONTHS, D(2026, 1, 1), Plan(baseline=(D(2025, 2, 1), D(2025, 1, 1))))


def test_season_needs_a_year_and_holidays_need_weeks():
    start = D(2026, 1, 1)
    year, half = (Plan(baseline=(D(2025, first, 1), D(2025, 12, 31))) for first in (1, 7))
    assert columns_of(MONTHS, start, year).shape[1] == 4
    assert columns_of(MONTHS, start, half).shape[1] == 2
    spring = Event(name=Text(zh="春节", en="Spring"), start=D(2025, 1, 28), end=D(2025, 2, 4), lunar=True)
    weeks = [str(day.date()) for day in pd.date_range("2024-12-30", periods=60, freq="7D")]
    festive = columns_of(weeks, start, Plan(events=(spring,)))
    assert festive.shape[1] == 5
    assert festive[:, 4].sum() * 7 == 8 and festive[4:6, 4].tolist() == [pytest.approx(6 / 7), pytest.approx(2 / 7)]
    assert columns_of(MONTHS, start, Plan(events=(spring,))).shape[1] == 4


def test_level_is_a_step_and_slope_reaches_one_in_the_last_period():
    step, bend = (columns_of(MONTHS, D(2026, 7, 1), Plan(effect=effect))[:, EFFECT] for effect in ("level", "slope"))
    np.testing.assert_array_equal(step[-5:], [0, 1, 1, 1, 1])
    np.testing.assert_allclose(bend[-5:], [0, 0.25, 0.5, 0.75, 1])


def columns_of(labels, at, plan):
    side = sides(labels, at, plan)
    used = side[side.isin(["before", "after"])]
    return columns(list(used.index), used, plan)
