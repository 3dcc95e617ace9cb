"""From one event, one customer, or one family of problems; and texts placed through their topic."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.journey import starts
from cxlab.insight.journey.by_topic import by_topic, standing


def outage():
    """Return 12 + 11 complaints of two matters at one unit and day, and 5 others."""
    day = [pd.Timestamp("2026-03-01 09:00")] * 23 + list(pd.date_range("2026-04-01", periods=5))
    frame = pd.DataFrame({"complaint_id": [f"c{i:02d}" for i in range(28)], "occurred_at": day, "unit": "U1"})
    frame.loc[23:, "unit"] = "U2"
    frame["customer_key"] = [f"p{i}" for i in range(23)] + ["loud"] * 4 + ["p0"]
    codes = ["T1"] * 12 + ["T2"] * 11 + ["T1"] * 5
    return frame, pd.DataFrame({"complaint_id": frame["complaint_id"], "code": codes, "main": True})


def test_an_outage_is_one_event_of_all_its_matters():
    table = starts.events(*outage())
    assert table[["event", "unit", "codes", "rows", "people"]].values.tolist() == [[1, "U1", "T1 T2", 23, 23]]
    ids = starts.of_event(outage()[0], table.loc[0, "unit"], table.loc[0, "day"])
    assert len(ids) == 23


def test_without_units_there_are_no_events():
    frame, mentions = outage()
    assert starts.events(frame.drop(columns="unit"), mentions).empty


def test_the_records_of_an_event_are_followed_before_and_after():
    frame, _ = outage()
    ids = starts.of_event(frame, "U1", "2026-03-01")
    table = starts.around(frame, ids, window=40)
    assert table["phase"].value_counts().to_dict() == {"event": 23, "after": 1}  # p0 came again, 35 days later
    assert table.iloc[-1][["complaint_id", "phase"]].tolist() == ["c27", "after"]
    assert table.iloc[-1]["days"] == pytest.approx(34.625)
    assert len(starts.around(frame, ids)) == 23
    assert starts.around(frame, ["c27"], window=40)["phase"].tolist() == ["before", "event"]
    assert starts.around(frame.drop(columns="customer_key"), ids)["phase"].unique().tolist() == ["event"]


def test_customers_are_chosen_by_number_not_by_key():
    frame, _ = outage()
    assert starts.of_customer(frame) == ["c23", "c24", "c25", "c26"]
    assert starts.of_customer(frame, 2) == ["c00", "c27"]


def test_a_family_is_told_by_main_matters():
    _, mentions = outage()
    beside = pd.DataFrame({"complaint_id": ["c20"], "code": ["T1"], "main": [False]})
    assert len(starts.of_family(pd.concat([mentions, beside]), ["T1"])) == 17


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda frame, _: starts.of_event(frame, "U3", "2026-03-01"), "unit 'U3'.*Did you mean 'U"),
        (lambda frame, _: starts.of_event(frame, "U1", "2026-03-02"), "no complaints of 2026-03-02"),
        (lambda frame, _: starts.of_customer(frame, 99), "customer is 99; allowed: 1 to"),
        (lambda frame, _: starts.of_customer(frame.drop(columns="customer_key")), "no customer_id"),
        (lambda frame, _: starts.around(frame.assign(occurred_at=pd.NaT), ["c00"]), "have no date"),
        (lambda _, mentions: starts.of_family(mentions, ["T3"]), "no topic 'T3'"),
    ],
)
def test_a_wrong_start_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call(*outage())


LINKS = pd.DataFrame(
    [
        ("T1", "wallet", "words"),
        ("T2", "gun", "guessed"),
        ("T3", "gun", "named"),
        ("T3", "bill", "guessed"),
        ("", "desk", "none"),
    ],
    columns=["topic", "touchpoint", "how"],
)
MENTIONS = pd.DataFrame(
    {"complaint_id": ["a", "b", "c", "d", "d"], "code": ["T1", "T2", "T3", "T2", "T1"], "main": [True] * 4 + [False]}
)


def test_a_topic_of_one_touchpoint_places_its_texts_and_says_when_it_is_a_guess():
    table = by_topic(pd.Series(["d", "b", "a", "c"]), MENTIONS, LINKS)
    assert table[["complaint_id", "touchpoint", "how"]].values.tolist() == [
        ["a", "wallet", "topic"],
        ["b", "gun", "guess"],
        ["d", "gun", "guess"],
    ]
    every = pd.DataFrame({"complaint_id": list("abcde")})
    assert standing(table, every)["texts"].tolist() == [0, 1, 2, 2]


def test_what_words_placed_is_left_alone():
    assert by_topic(pd.Series(["b"]), MENTIONS, LINKS)["complaint_id"].tolist() == ["b"]


def test_links_that_are_not_resolved_place_nothing():
    assert by_topic(pd.Series(["a"]), MENTIONS, LINKS.drop(columns="how")).empty
    assert by_topic(pd.Series(["a"]), MENTIONS, LINKS.assign(topic="余额 退款")).empty
