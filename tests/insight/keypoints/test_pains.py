"""The second classification, and which touchpoints are real."""

import pandas as pd
import pytest

from cxlab.insight.keypoints.pains import pains, settled
from cxlab.insight.keypoints.reality import real_or_apparent
from cxlab.insight.keypoints.red_lines import red_lines
from cxlab.insight.keypoints.remarks import remarks

LINKS = pd.DataFrame(
    [
        ("T1", "reception", "ahead", 0.2),
        ("T1", "workshop", "half", 0.7),
        ("T2", "gun", "", None),
        ("T2", "workshop", "half", 0.6),
        ("", "lounge", "", None),
        ("T4", "gun", "there", 0.9),
    ],
    columns=["topic", "touchpoint", "by", "share"],
)
PLACES = pd.DataFrame(
    {
        "touchpoint": ["workshop", "reception", "gun", "screen", "lounge"],
        "process": ["保养", "接车", "设备", "设备", None],
    }
)


def mention(*rows):
    return pd.DataFrame(rows, columns=["complaint_id", "code", "main"])


def at(*rows):
    return pd.DataFrame(rows, columns=["complaint_id", "touchpoint"])


def as_set(found):
    return set(found[["complaint_id", "point", "how"]].itertuples(index=False, name=None))


def test_a_topic_is_felt_where_the_text_says_else_where_it_is_about():
    found = pains(
        mention(("a", "T1", True), ("b", "T1", True), ("c", "T3", True), ("c", "T2", False)),
        at(("a", "reception")),
        LINKS,
        touchpoints=PLACES,
    )
    assert as_set(found) == {
        ("a", "touchpoint:reception", "main"),
        ("b", "touchpoint:workshop", "main"),
        ("c", "topic:T3", "main"),
        ("c", "touchpoint:gun", "second"),
    }


def test_a_touchpoint_within_a_topic_has_only_what_is_said_of_it():
    found = pains(mention(("a", "T4", True), ("b", "T4", True)), at(("a", "gun")), LINKS, touchpoints=PLACES)
    assert as_set(found) == {("a", "touchpoint:gun", "main"), ("b", "topic:T4", "main")}


def test_a_touchpoint_of_the_same_process_shares_in_the_pain():
    found = pains(mention(("a", "T2", True)), at(("a", "screen"), ("a", "lounge")), LINKS, touchpoints=PLACES)
    assert as_set(found) == {("a", "touchpoint:gun", "main"), ("a", "touchpoint:screen", "main")}


def test_a_negative_remark_is_a_pain_where_no_topic_tells():
    negative = at(("a", "lounge"), ("a", "lounge"), ("b", "gun"), ("d", "lounge"))
    found = pains(
        mention(("a", "T1", True), ("b", "T1", True)), at(("a", "lounge")), LINKS, touchpoints=PLACES, negative=negative
    )
    assert as_set(found) == {
        ("a", "touchpoint:workshop", "main"),
        ("a", "touchpoint:lounge", "remark"),
        ("b", "touchpoint:workshop", "main"),  # a topic is about the gun
        ("d", "touchpoint:lounge", "remark"),
    }
    assert found.set_index(["complaint_id", "how"])["topic"].to_dict()["a", "remark"] == "T1"


def test_without_a_journey_every_topic_is_its_own_point():
    found = pains(mention(("a", "T1", True), ("a", "T2", False)), at(), LINKS.head(0))
    assert as_set(found) == {("a", "topic:T1", "main"), ("a", "topic:T2", "second")}


def test_pains_at_an_apparent_touchpoint_go_back_to_their_topic():
    found = pains(
        mention(("a", "T2", True), ("b", "T1", True)), at(), LINKS, touchpoints=PLACES, negative=at(("b", "lounge"))
    )
    kept = settled(found, ["gun", "lounge"])
    assert as_set(kept) == {("a", "topic:T2", "main"), ("b", "touchpoint:workshop", "main")}
    assert as_set(settled(found, [])) == as_set(found)


def people(n, *, own, touchpoint="gun", each=1):
    """`n` people with `each` complaints that speak of a touchpoint; the pain of `own` of them is there."""
    ids = [f"{touchpoint}{person}-{number}" for person in range(n) for number in range(each)]
    complaints = pd.DataFrame(
        {"complaint_id": ids, "customer_key": [f"{touchpoint}{p}" for p in range(n) for _ in range(each)]}
    )
    said = complaints[["complaint_id"]].assign(touchpoint=touchpoint)
    there = [number // each < own for number in range(len(ids))]
    point = pd.Series(there).map({True: f"touchpoint:{touchpoint}", False: "topic:T9"})
    return said, complaints[["complaint_id"]].assign(point=point, topic="T9", how="main"), complaints


@pytest.mark.parametrize(
    ("n", "own", "state", "why"),
    [
        (180, 16, "apparent", "pains_elsewhere"),
        (180, 170, "real", "own_pains"),
        (60, 21, "apparent", "not_sure"),
        (8, 8, "apparent", "few_people"),
        (20, 14, "real", "own_pains"),
    ],
)
def test_a_touchpoint_is_real_when_both_lower_ends_pass(n, own, state, why):
    row = real_or_apparent(*people(n, own=own)).iloc[0]
    assert (row["state"], row["why"], row["people"], row["own"]) == (state, why, n, own)
    assert row["low"] <= row["share"] == own / n <= row["high"]
    assert row["elsewhere"] == ("topic:T9" if own < n else "")


def test_one_red_line_is_enough():
    said, found, complaints = people(180, own=16)
    one = pd.DataFrame(
        {"complaint_id": ["gun17-0", "gun999-0", "gun1-0"], "point": ["touchpoint:gun"] * 2 + ["topic:T9"]}
    )
    row = real_or_apparent(said, found, complaints, red_lines=one).iloc[0]
    assert (row["state"], row["why"], row["red_lines"]) == ("real", "red_line", 1)


def test_a_loud_customer_makes_no_touchpoint_real():
    said, found, complaints = people(6, own=6, each=20)
    assert real_or_apparent(said, found, complaints).loc[0, ["own", "why"]].tolist() == [6, "few_people"]


def test_what_is_said_right_at_the_word():
    complaints = pd.DataFrame(
        {
            "complaint_id": ["a", "b", "c", "d"],
            "text": ["排了两小时，休息室空调不开！", None, "又占位费又" + "长" * 30, "ok"],
        }
    )
    cut = remarks(complaints, {"lounge": ["休息室"], "fee": ["占位费"], "bay": ["占位"]})
    assert cut.to_numpy().tolist() == [["a", "lounge", "休息室空调不开"], ["c", "fee", "又占位费又" + "长" * 9]]


def test_a_red_line_belongs_where_it_is_said():
    found = pains(
        mention(("a", "T2", True), ("b", "T7", True), ("c", "T7", True), ("c", "T8", False)),
        at(("a", "gun"), ("a", "lounge")),
        LINKS,
        touchpoints=PLACES,
    )
    remarked = pd.DataFrame(
        [("a", "gun", "safety|media"), ("a", "gun", "safety"), ("a", "lounge", ""), ("b", "screen", "regulator")],
        columns=["complaint_id", "touchpoint", "red_line"],
    )
    whole = pd.DataFrame({"complaint_id": ["a", "b", "c"], "red_line": ["safety|media", "regulator", "privacy"]})
    rows = red_lines(found, remarked, whole).to_numpy().tolist()
    assert rows == [["a", "touchpoint:gun", "safety"], ["c", "topic:T7", "privacy"]]
    more = red_lines(found, remarked, whole, lanes=["regulator"]).to_numpy().tolist()
    assert more == [["b", "topic:T7", "regulator"], ["b", "touchpoint:screen", "regulator"]]
