"""What the customers of an event and of a family of problems went through."""

import pandas as pd
import pytest

from cxlab.insight.journey import starts
from cxlab.insight.journey.draft import Material
from cxlab.insight.journey.led import STEPS, event_led, largest_family, led, problem_led
from cxlab.insight.journey.points import points
from cxlab.study import Journey

JOURNEY = Journey.model_validate(
    {
        "stages": [
            {
                "id": "charge",
                "name": "充电",
                "touchpoints": [{"id": "gun", "name": "枪"}, {"id": "app", "name": "App"}],
            },
            {"id": "pay", "name": "结算", "touchpoints": [{"id": "bill", "name": "账单"}]},
        ]
    }
)
DAY = pd.Timestamp("2026-03-10 08:00")


def records(*groups):
    """Return complaints, their main touchpoints and topics from (customers, touchpoint, topic, day, unit) groups."""
    rows = [
        {"customer_key": f"p{person:02d}", "touchpoint": point, "code": code, "when": day, "unit": unit}
        for people, point, code, day, unit in groups
        for person in people
    ]
    table = pd.DataFrame(rows).assign(complaint_id=[f"c{i:03d}" for i in range(len(rows))], main=True, kind="problem")
    table["occurred_at"] = DAY + pd.to_timedelta(table.pop("when"), unit="D")
    return table


def material(table, links=(), **columns):
    complaints = table.drop(columns=["touchpoint", "code", "main"]).assign(text="", **columns)
    tied = pd.DataFrame(links, columns=["topic", "touchpoint", "feature", "item", "how"])
    return Material(points(JOURNEY), complaints, table[["complaint_id", "code", "main"]], tied)


def outage(**columns):
    """Return an outage of 20 people at U1; 6 were at the app 4 days before, 7 pay 10 days after, 5 came again then."""
    table = records(
        (range(14), "gun", "T1", 0, "U1"),
        (range(14, 20), "app", "T1", 0, "U1"),
        (range(6), "app", "T2", -4, "U2"),
        (range(7), "bill", "T3", 10, "U2"),
        (range(5), "gun", "T1", 12, "U3"),
        *((range(30 + 8 * i, 38 + 8 * i), "bill", "T3", 45 + i, "U2") for i in range(5)),
        (range(70, 80), "gun", "T2", 60, "U3"),
    )
    return material(table, **columns), table[["complaint_id", "touchpoint", "main"]].assign(
        unit=table["unit"], customer_key=table["customer_key"]
    )


def steps(found, kind):
    return found.course[found.course["kind"] == kind].set_index(["step", "touchpoint", "stage"])


def test_the_customers_of_an_outage_are_followed_before_and_after():
    found = event_led(*outage())
    assert found.starts[["kind", "title", "codes", "touchpoint", "people", "rows"]].values.tolist() == [
        ["day", "U1 2026-03-10", "T1", "gun", 20, 20]
    ]
    course = steps(found, "day")
    assert course["people"].to_dict() == {
        ("before", "", ""): 6,
        ("before", "", "charge"): 6,
        ("event", "gun", ""): 14,
        ("event", "app", ""): 6,
        ("again", "", ""): 0,
        ("after", "", ""): 7,
        ("after", "", "pay"): 7,
        ("after", "", "charge"): 5,
    }
    assert course.loc[("before", "", ""), "days_median"] == -4
    assert course.loc[("after", "", "pay"), ["n", "share", "days_median"]].tolist() == [20, 0.35, 10]
    # Of the 50 others 10 speak of the gun.
    assert course.loc[("event", "gun", ""), "usual"] == pytest.approx(10 / 50)
    assert found.starts.loc[0, "usual"] == pytest.approx(10 / 50)


def test_what_became_of_the_cases_stands_beside_the_others():
    every, at = outage()
    rows = every.complaints
    mine = rows["unit"] == "U1"
    took = pd.to_timedelta(mine.map({True: 2, False: 6}), unit="D")
    rows["resolved_at"] = (rows["occurred_at"] + took).where(rows.index != 0)
    rows["reopened"] = (rows.index < 5).astype(float)
    course = steps(event_led(every, at), "day")
    assert course.loc[("resolved", "", ""), ["people", "days_median", "usual_days"]].tolist() == [19, 2, 6]
    assert course.loc[("reopened", "", ""), ["people", "share", "usual"]].tolist() == [5, 0.25, 0]
    order = [STEPS.index(step) for step in course.index.get_level_values("step")]
    assert order == sorted(order)


def test_a_family_counts_those_who_come_again_for_the_same():
    found = problem_led(*outage(), ["T1"])
    course = steps(found, "family")
    assert course.loc[("again", "", ""), ["people", "n", "days_median"]].tolist() == [5, 20, 12]
    assert course.loc[("after", "", ""), ["people", "days_median"]].tolist() == [7, 10]
    assert problem_led(*outage(), ["T1"], window=5).course["people"].max() == 14


def test_a_rise_is_an_event_and_few_people_have_no_share():
    found = event_led(*outage(), risen=["T2"], months=1, window=5)
    assert found.starts.loc[1, ["kind", "title", "people"]].tolist() == ["rise", "T2", 10]
    assert steps(found, "rise").loc[("event", "gun", ""), ["people", "n"]].tolist() == [10, 10]
    assert steps(found, "rise")["share"].isna().all()
    assert starts.of_rise(outage()[0].complaints, outage()[0].mentions, "T3", months=1) == []


def test_without_customers_nobody_is_followed():
    every, at = outage(customer_key=None)
    course = steps(led(every, at.assign(customer_key=None), codes=["T1"]), "day")
    assert set(course.index.get_level_values("step")) == {"event"}


def test_without_dates_or_units_there_is_no_start():
    every, at = outage()
    bare = material(records((range(20), "gun", "T1", 0, "U1")).drop(columns="unit"))
    assert event_led(bare, at.head(20)).starts.empty
    undated = outage()[0]
    undated = Material(undated.points, undated.complaints.drop(columns="occurred_at"), undated.mentions, undated.links)
    found = led(undated, at, codes=["T1"])
    assert found.starts.empty
    assert list(found.course) == list(event_led(every, at).course)


def test_both_starts_stand_in_one_and_row_order_does_not_matter():
    every, at = outage()
    other = Material(
        every.points, every.complaints.sample(frac=1, random_state=3), every.mentions.iloc[::-1], every.links
    )
    one, two = led(every, at, risen=["T3"], codes=["T1"]), led(other, at.iloc[::-1], risen=["T3"], codes=["T1"])
    assert one.starts["kind"].tolist() == ["day", "rise", "family"]
    pd.testing.assert_frame_equal(one.starts, two.starts)
    pd.testing.assert_frame_equal(one.course, two.course)


def test_a_family_is_what_the_crosswalk_ties_to_one_place():
    table = records(
        (range(8), "gun", "T1", 0, "U1"), (range(8, 14), "gun", "T2", 1, "U1"), (range(10), "bill", "T3", 2, "U1")
    )
    ties = [("T1", "gun", "", "", "named"), ("T2", "gun", "", "", "guessed")]
    assert largest_family(material(table, ties)) == ("gun", ["T1", "T2"])
    assert largest_family(material(table)) == ("", ["T3"])
    assert largest_family(material(table, ties, kind="praise")) == ("", [])
