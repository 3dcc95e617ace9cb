"""Calendar periods, what joins and what is compared with what."""

import datetime as dt

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.arrivals import arrivals
from cxlab.insight.comparisons import comparisons
from cxlab.insight.periods import bounds, exposed, labels, per_period, year_before
from cxlab.insight.rates import with_rates
from cxlab.study import Event, Text

SPRING = [
    Event(name=Text(zh="春节", en="Spring Festival"), start=start, end=end, lunar=True)
    for start, end in [
        (dt.date(2025, 1, 28), dt.date(2025, 2, 4)),
        (dt.date(2026, 2, 15), dt.date(2026, 2, 23)),
    ]
]


def rows(days, **columns):
    return pd.DataFrame({"received_at": pd.to_datetime(days), **columns})


@pytest.mark.parametrize(
    ("every", "joined", "label", "first", "last"),
    [
        ("week", False, "2026-02-09", "2026-02-09", "2026-02-15"),
        ("month", False, "2026-02", "2026-02-01", "2026-02-28"),
        ("month", True, "2026-01/02", "2026-01-01", "2026-02-28"),
        ("quarter", False, "2026-Q1", "2026-01-01", "2026-03-31"),
    ],
)
def test_a_label_and_its_days_agree(every, joined, label, first, last):
    days = pd.Series(pd.date_range("2025-12-20", "2026-04-10"))
    named = labels(days, every, joined=joined)
    inside = days[named == label]
    assert bounds(label) == (pd.Timestamp(first), pd.Timestamp(last)) == (inside.min(), inside.max())
    assert named.is_monotonic_increasing


def test_a_spring_festival_joins_january_and_february_of_every_year():
    days = pd.date_range("2024-12-15", "2026-03-31", freq="10D")
    table = per_period(rows(days), events=SPRING[:1])
    joined = [p for p in table["period"] if "/" in p]
    assert joined == ["2025-01/02", "2026-01/02"]
    assert table["rows"].sum() == len(days)
    assert not [p for p in per_period(rows(days))["period"] if "/" in p]


def test_a_person_of_both_joined_months_is_one():
    frame = rows(["2026-01-05", "2026-02-20"], customer_key=["a", "a"])
    assert per_period(frame, events=SPRING)["people"].tolist() == [1]
    assert per_period(frame)["people"].tolist() == [1, 1]


def test_periods_that_the_data_cover_in_part_are_marked():
    frame = rows(["2026-01-10", "2026-02-05", "2026-03-30"])
    assert per_period(frame)["complete"].tolist() == [True, True, False]
    whole = per_period(frame, covers=(dt.date(2026, 1, 5), dt.date(2026, 3, 31)))
    assert whole["complete"].tolist() == [False, True, True]
    assert per_period(frame, every="week")["complete"].tolist()[-1] is False


def test_no_date_is_said():
    with pytest.raises(InputError, match="No row has a date in 'received_at'"):
        per_period(rows([None]))


def test_a_month_is_spread_over_its_days():
    monthly = pd.Series({"2026-01": 310.0, "2026-02": 280.0})
    asked = pd.Series(["2026-01", "2026-01/02", "2026-01-26", "2026-02-23", "2026-Q1"])
    found = exposed(asked, monthly)
    assert found.iloc[:3].tolist() == pytest.approx([310, 590, 70])
    assert found.iloc[3:].isna().all()


def test_weeks_near_the_festival_are_aligned_by_it():
    assert year_before("2026-02-09", SPRING) == "2025-01-20"
    assert year_before("2026-06-15", SPRING) == "2025-06-16"
    assert year_before("2026-02-09") == "2025-02-10"
    assert year_before("2026-02") == "2025-02"
    assert year_before("2026-Q1") == "2025-Q1"


def test_without_a_denominator_a_short_month_is_not_a_good_one():
    days = pd.date_range("2025-01-01", "2026-03-31").repeat(10)
    table = comparisons(with_rates(per_period(rows(days)).assign(all="x"), None, ["all"]), "all")
    march = table.set_index("period").loc["2025-03"]
    assert march["rate"] == march["people"] == 310
    assert march["on_previous"] == pytest.approx(1, abs=0.001)


def test_month_on_month_and_year_on_year_stand_beside_each_other():
    monthly = pd.period_range("2025-01", "2026-03", freq="M").astype("str")
    counts = [100] * 12 + [150, 100, 80]
    table = pd.DataFrame(
        {"topic": "x", "period": monthly, "people": counts, "rate": counts, "exposure": 1000.0, "complete": True}
    )
    table.loc[14, "complete"] = False
    found = comparisons(table, "topic").set_index("period")
    assert found.loc["2026-01", "on_year"] == pytest.approx(1.5, abs=0.01)
    assert found.loc["2026-02", "on_previous"] == pytest.approx(2 / 3, abs=0.01)
    assert found.loc["2026-02", "on_year_low"] < 1 < found.loc["2026-02", "on_year_high"]
    assert found.loc[["2025-01", "2026-03"], "on_previous"].isna().all()
    assert found.loc["2025-12", "on_year_low":].isna().all()


def test_late_arrivals_are_counted_where_they_happened():
    frame = rows(["2026-01-31 23:00", "2026-02-03 00:00", "2026-02-10 00:00"]).assign(
        occurred_at=pd.to_datetime(["2026-01-31", "2026-01-30", "2026-02-09"])
    )
    table = arrivals(frame).set_index("period")
    assert table["occurred"].tolist() == [2, 1]
    assert table["received"].tolist() == [1, 2]
    assert table["late"].tolist() == [0.5, 0.0]
