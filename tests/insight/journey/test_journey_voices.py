"""What is said at each touchpoint."""

import pandas as pd
import pytest

from cxlab.insight.journey.pains import pains, with_quotes
from cxlab.insight.journey.roles import roles
from cxlab.insight.journey.seats import by_stage, seats
from cxlab.insight.journey.voices import red_lines, voices

ORDER = ["gun", "bill", "lounge"]


def complaints(*groups):
    """Return complaints from (touchpoint, rows, columns); every row is a customer of its own unless it says so."""
    rows = []
    for point, n, columns in groups:
        for _ in range(n):
            id = f"c{len(rows):04d}"
            usual = {"kind": "problem", "emotion": "neutral", "strength": 0, "effort": 0, "severity": 0, "red_line": ""}
            rows.append({"complaint_id": id, "customer_key": id, "touchpoint": point, **usual, **columns})
    return pd.DataFrame(rows)


def told(table):
    placed = table[table["touchpoint"].notna()]
    mentions = placed[["complaint_id", "touchpoint"]].assign(main=True)
    every = table.drop(columns="touchpoint")
    return voices(seats(mentions, every), every, ORDER).set_index("touchpoint")


def test_people_are_counted_and_shared_among_all():
    table = told(complaints(("gun", 6, {}), ("gun", 4, {"customer_key": "loud"}), ("bill", 5, {}), (None, 8, {})))
    assert table["people"].to_dict() == {"gun": 7, "bill": 5, "lounge": 0}
    assert table["texts"].to_dict() == {"gun": 10, "bill": 5, "lounge": 0}
    assert table.loc["gun", "share"] == pytest.approx(7 / 20)
    assert table.loc["gun", "low"] < 7 / 20 < table.loc["gun", "high"]


def test_kinds_stand_beside_problems():
    table = told(
        complaints(
            ("gun", 3, {}),
            ("gun", 6, {"kind": "need"}),
            ("gun", 2, {"kind": "praise"}),
            ("bill", 1, {"kind": "question"}),
        )
    )
    assert table.loc["gun", ["people", "needs", "praise", "questions"]].tolist() == [3, 6, 2, 0]
    assert table.loc["bill", ["people", "questions"]].tolist() == [0, 1]


def test_strong_emotion_is_marked_where_it_differs_from_the_others():
    angry = {"emotion": "angry", "strength": 3}
    table = told(complaints(("gun", 60, angry), ("gun", 20, {}), ("bill", 10, angry), ("bill", 110, {})))
    assert table["emotion_mark"].to_dict() == {"gun": "high", "bill": "low", "lounge": "none"}
    assert table.loc["gun", "emotion_share"] == pytest.approx(0.75)
    assert table.loc["gun", "feeling"] == "angry"
    assert table["effort_mark"].to_dict() == {"gun": "usual", "bill": "usual", "lounge": "none"}


def test_joy_is_no_strong_emotion_of_a_complaint():
    table = told(complaints(("gun", 30, {"emotion": "satisfied", "strength": 3}), ("bill", 30, {})))
    assert table.loc["gun", "emotion_share"] == 0
    assert table.loc["gun", "feeling"] == ""


def test_no_share_below_twenty_people():
    table = told(complaints(("gun", 19, {"effort": 3}), ("bill", 20, {"effort": 3})))
    assert pd.isna(table.loc["gun", "effort_share"])
    assert table.loc["gun", "effort_mark"] == "few"
    assert table.loc["bill", "effort_share"] == 1


def test_nobody_is_zero_not_unknown():
    table = told(complaints(("gun", 40, {}), ("bill", 40, {"severity": 2})))
    assert table.loc["gun", ["severity_share", "severity_low"]].tolist() == [0, 0]
    assert 0 < table.loc["gun", "severity_high"] < 0.1


def test_without_a_reading_every_text_is_a_problem():
    frame = complaints(("gun", 5, {}))[["complaint_id", "customer_key", "touchpoint"]]
    table = told(frame)
    assert table.loc["gun", "people"] == 5
    assert "emotion_mark" not in table


def test_red_lines_count_texts_of_any_kind_by_lane():
    both = {"red_line": "safety|media", "kind": "question"}
    frame = complaints(("gun", 1, {"red_line": "media"}), ("gun", 1, both), ("bill", 1, {}))
    assert told(frame)["red_lines"].to_dict() == {"gun": 2, "bill": 0, "lounge": 0}
    assert red_lines(frame).values.tolist() == [["gun", "media", 2], ["gun", "safety", 1]]


def test_pains_are_ranked_within_a_touchpoint():
    frame = complaints(("gun", 9, {}), ("bill", 6, {}), ("gun", 3, {"kind": "praise"}))
    at = seats(frame[["complaint_id", "touchpoint"]].assign(main=True), frame.drop(columns="touchpoint"))
    codes = ["T1"] * 2 + ["T2"] * 7 + ["T1"] * 9
    mentions = pd.DataFrame({"complaint_id": frame["complaint_id"], "code": codes, "main": True})
    second = mentions.assign(code="T9", main=False)
    raised = pd.concat([mentions, second])
    table = pains(at, raised)
    assert table[["touchpoint", "code", "rank", "people", "of"]].values.tolist() == [
        ["bill", "T1", 1, 6, 6],
        ["gun", "T2", 1, 7, 9],
        ["gun", "T1", 2, 2, 9],
    ]
    quoted = pd.DataFrame({"touchpoint": "gun", "complaint_id": ["c0003", "c0002", "c0000"]})
    assert with_quotes(table, raised, quoted)["quotes"].tolist() == ["", "c0002 c0003", "c0000"]


def test_roles_that_say_more_are_marked():
    taxi, own = {"customer_type": "taxi"}, {"customer_type": "own"}
    frame = complaints(("gun", 80, taxi), ("gun", 20, own), ("bill", 30, taxi), ("bill", 30, own), (None, 100, own))
    every = frame.drop(columns="touchpoint")
    mentions = frame.loc[frame["touchpoint"].notna(), ["complaint_id", "touchpoint"]].assign(main=True)
    table = roles(seats(mentions, every), every).set_index(["touchpoint", "role"])
    assert table["mark"].to_dict()[("gun", "taxi")] == "more"
    assert table["mark"].to_dict()[("gun", "own")] == "fewer"
    assert table.loc[("gun", "own"), ["people", "n"]].tolist() == [20, 150]
    assert roles(seats(mentions, every), every.assign(customer_type="one")).empty


def test_a_text_counts_once_at_a_stage():
    frame = complaints(("gun", 2, {}), ("bill", 1, {}))
    mentions = pd.DataFrame(
        [("c0000", "bill", False), ("c0000", "gun", True), ("c0000", "lounge", False), ("c0002", "bill", True)],
        columns=["complaint_id", "touchpoint", "main"],
    )
    points = pd.DataFrame({"touchpoint": ORDER, "stage": ["charge", "pay", "charge"]})
    table = by_stage(seats(mentions, frame.drop(columns="touchpoint")), points)
    assert table[["complaint_id", "touchpoint", "main"]].values.tolist() == [
        ["c0000", "pay", False],
        ["c0000", "charge", True],
        ["c0002", "pay", True],
    ]
