"""Data quality, the inner loop and differences between groups."""

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from cxlab.insight.counts import count, with_intervals
from cxlab.insight.differences import differences
from cxlab.insight.inner_loop import inner_loop
from cxlab.insight.quality import completeness, freshness, funnel


def cases():
    received = pd.to_datetime(["2026-01-01 08:00"] * 9 + ["2026-01-20 08:00"])
    return pd.DataFrame(
        {
            "received_at": received,
            "occurred_at": pd.to_datetime(["2026-01-01"] * 10),
            "resolved_at": received + pd.to_timedelta([1, 2, 3, 4, 5, 6, 7, 8, 9, None], unit="h"),
            "solved_by_customer": pd.array([True] * 6 + [False] * 2 + [None] * 2, dtype="boolean"),
            "escalated_to": ["平台"] + [None] * 9,
            "compensation": [0, 20] + [None] * 8,
            "channel": ["热线"] * 9 + ["门店"],
        }
    )


def test_the_inner_loop_states_the_rows_each_measure_stands_on():
    loop = inner_loop(cases()).set_index("measure")
    assert loop.loc["resolution_hours", ["value", "n"]].tolist() == [5, 9]
    assert loop.loc["solved_by_customer", ["value", "n"]].tolist() == [0.75, 8]
    assert loop.loc["escalated", ["value", "n"]].tolist() == [0.1, 10]
    assert loop.loc["compensated", "value"] == 0.1
    assert "reopened" not in loop.index
    assert loop.loc["resolution_hours", "low"] < 5 < loop.loc["resolution_hours", "high"]
    low, high = proportion_confint(6, 8, method="wilson")
    assert loop.loc["solved_by_customer", ["low", "high"]].tolist() == pytest.approx([low, high])


def test_listening_posts_say_when_they_were_last_heard_and_how_late():
    posts = freshness(cases(), "channel").set_index("channel")
    assert posts.loc["热线", ["first", "last", "late"]].tolist() == ["2026-01-01", "2026-01-01", 0.0]
    assert posts.loc["门店", "late"] == 1.0


def test_completeness_is_a_share_of_rows():
    filled = completeness(cases()).set_index("column")["filled"]
    assert filled["channel"] == 1.0
    assert filled["compensation"] == 0.2


def test_the_funnel_adds_up():
    report = {"read": 10, "rejected": 1, "duplicates": 2, "near_duplicates": 1, "kept": 6}
    steps = funnel(report).set_index("step")["rows"]
    assert steps["@voice.step_read"] == steps.drop("@voice.step_read").sum()


def test_a_real_difference_is_marked_and_equal_groups_are_not():
    rows = [("a", "x")] * 60 + [("a", "y")] * 40 + [("b", "x")] * 20 + [("b", "y")] * 80
    frame = pd.DataFrame(rows, columns=["group", "topic"])
    found = differences(frame, "topic", "group").set_index(["topic", "group"])
    assert found.loc[("x", "a"), "share"] == 0.6
    assert found["differs"].all()
    equal = pd.DataFrame(rows[:100] + [("b", topic) for _, topic in rows[:100]], columns=["group", "topic"])
    assert not differences(equal, "topic", "group")["differs"].any()


def test_intervals_are_wilsons():
    table = with_intervals(count(cases(), ["channel"]), 12)
    low, high = proportion_confint(9, 12, method="wilson")
    assert table.loc[0, ["share", "low", "high"]].tolist() == pytest.approx([0.75, low, high])
