"""The whole draft, from texts to cells."""

from dataclasses import replace

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.journey.cells import ELEMENTS
from cxlab.insight.journey.draft import Material, draft
from cxlab.insight.journey.points import points
from cxlab.study import Journey

JOURNEY = Journey.model_validate(
    {
        "stages": [
            {
                "id": "charge",
                "name": "充电",
                "touchpoints": [
                    {"id": "gun", "name": "枪", "words": ["枪"], "process": "设备", "lead": "运维"},
                    {"id": "lounge", "name": "休息区", "words": ["咖啡"]},
                ],
            },
            {
                "id": "pay",
                "name": "结算",
                "touchpoints": [{"id": "wallet", "name": "钱包", "words": ["退款"], "side": "back"}],
            },
        ]
    }
)
LINKS = pd.DataFrame(
    {
        "topic": ["T1", "T2"],
        "touchpoint": ["gun", "wallet"],
        "feature": ["K1", ""],
        "item": ["q_start", ""],
        "how": ["named", "guessed"],
    }
)
FEATURES = pd.DataFrame(
    {
        "feature": ["K1"],
        "category": ["M"],
        "verdict": ["certain"],
        "between": ["M"],
        "n": [300],
        "better": [0.2],
        "worse": [-0.8],
    }
)


def material(**columns):
    texts = ["枪坏了"] * 30 + ["退款没到"] * 10 + ["钱没回来"] * 6 + ["咖啡"] * 3 + ["天气"]
    ids = [f"c{i:02d}" for i in range(50)]
    complaints = pd.DataFrame({"complaint_id": ids, "text": texts, "kind": "problem", "customer_key": ids, **columns})
    codes = ["T1"] * 30 + ["T2"] * 16
    mentions = pd.DataFrame({"complaint_id": ids[:46], "code": codes, "main": True})
    ratings = pd.DataFrame({"q_start": [4.0] * 30})
    return Material(points(JOURNEY), complaints, mentions, LINKS, ratings, FEATURES)


@pytest.fixture(scope="module")
def usual():
    return draft(material())


def cell(table, touchpoint, element):
    return table[(table["touchpoint"] == touchpoint) & (table["element"] == element)]


def test_every_element_stands_at_every_touchpoint_with_its_evidence(usual):
    table = usual.cells
    assert set(zip(table["touchpoint"], table["element"], strict=True)) == {
        (point, element) for point in ("gun", "lounge", "wallet") for element in ELEMENTS
    }
    assert (table.loc[table["state"] == "empty", "evidence"] == 0).all()
    assert (table.loc[table["state"] == "data", "evidence"] >= 5).all()
    assert cell(table, "lounge", "voice")["state"].tolist() == ["few"]
    assert cell(table, "lounge", "satisfaction")["state"].tolist() == ["empty"]


def test_cells_hold_what_their_frames_say(usual):
    table = usual.cells
    assert cell(table, "gun", "voice")[["value", "evidence"]].values.tolist() == [[30 / 50, 30]]
    assert cell(table, "gun", "pain")[["key", "evidence", "n"]].values.tolist() == [["T1", 30, 30]]
    assert cell(table, "gun", "satisfaction")[["key", "value", "n", "source"]].values.tolist() == [
        ["q_start", 1.0, 30, "ratings"]
    ]
    assert cell(table, "gun", "expectation")[["key", "mark", "evidence"]].values.tolist() == [["K1", "M", 300]]
    assert cell(table, "gun", "opportunity")[["key", "mark", "evidence"]].values.tolist() == [
        ["must_be_unmet", "K1", 30]
    ]


def test_texts_placed_through_their_topic_count_and_show(usual):
    assert usual.standing.set_index("how")["texts"].to_dict() == {"words": 43, "topic": 0, "guess": 6, "unmapped": 1}
    wallet = usual.voices.set_index("touchpoint").loc["wallet"]
    assert (wallet["people"], wallet["by_words"]) == (16, 10)
    assert usual.placed.coverage.loc[0, "unmapped"] == 7


def test_one_role_or_event_is_the_same_draft_of_fewer_complaints():
    every = material()
    some = draft(every.only([f"c{i:02d}" for i in range(10)]))
    assert some.voices["people"].tolist() == [10, 0, 0]
    assert len(some.cells) >= len(ELEMENTS) * 3
    assert len(every.complaints) == 50


def test_ids_come_in_any_order():
    said = {"emotion": ["angry", "anxious"] * 25, "strength": [0, 3] * 25, "red_line": ["safety|media", ""] * 25}
    tokens = [["插头", "冻住"] if i % 2 else ["屏幕", "掉线"] for i in range(50)]
    every = material(**said, tokens=tokens, unit="U1", received_at=pd.Timestamp("2026-01-01"))
    shuffled = every.complaints.sample(frac=1, random_state=4)
    other = Material(every.points, shuffled, every.mentions.iloc[::-1], every.links, every.ratings, every.features)
    one, two = draft(every), draft(other)
    pd.testing.assert_frame_equal(one.cells, two.cells)
    pd.testing.assert_frame_equal(one.placed.suggested, two.placed.suggested)
    assert one.voices.set_index("touchpoint").loc["gun", ["people", "incidents"]].tolist() == [30, 1]


@pytest.mark.parametrize("absent", ["kind", "customer_key"])
def test_what_is_not_known_leaves_empty_cells(absent, usual):
    every = material()
    bare = Material(every.points, every.complaints.drop(columns=absent), every.mentions.head(0), every.links.head(0))
    table = draft(bare).cells
    assert set(table.loc[table["state"] != "empty", "element"]) == {"voice"}
    assert table.dtypes.equals(usual.cells.dtypes)


def test_no_complaint_at_all_gives_an_empty_map():
    found = draft(material().only([]))
    assert (found.voices["people"] == 0).all()
    assert cell(found.cells, "gun", "voice")["state"].tolist() == ["empty"]


def test_words_in_pairs_are_the_scene_and_roles_stand_out():
    tokens = [["插头", "冻住"] if i % 2 else ["屏幕", "掉线"] for i in range(30)] + [["退款", "审核"]] * 20
    found = draft(material(tokens=tokens, customer_type=["taxi"] * 30 + ["own"] * 20))
    assert set(cell(found.cells, "gun", "scene")["key"]) == {"插头 冻住", "屏幕 掉线"}
    assert cell(found.cells, "gun", "role")[["key", "mark"]].values.tolist() == [["taxi", "more"]]


def test_a_role_keeps_its_own_ratings():
    every = material(customer_type=["taxi"] * 30 + ["own"] * 20)
    rated = every.ratings.assign(customer_type=["taxi"] * 25 + ["own"] * 5)
    found = draft(replace(every, ratings=rated).of_role("taxi"))
    assert found.voices["people"].tolist() == [30, 0, 0]
    assert found.satisfaction["n"].tolist() == [25]
    with pytest.raises(InputError, match="no customer_type 'taxis'"):
        every.of_role("taxis")
