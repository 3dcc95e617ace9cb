"""A researcher's walks and corrections over the draft."""

import datetime as dt

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.journey.cells import cells
from cxlab.insight.journey.edited import edited_cells, edited_points, touched, validation
from cxlab.insight.journey.edits import JourneyEdits
from cxlab.insight.journey.points import points
from cxlab.lines import Lines
from cxlab.phrases import visible
from cxlab.study import Journey

JOURNEY = Journey.model_validate(
    {
        "stages": [
            {"id": "find", "name": "找站", "touchpoints": [{"id": "app", "name": "App", "words": ["地图"]}]},
            {
                "id": "pay",
                "name": "结算",
                "touchpoints": [
                    {"id": "wallet", "name": "钱包", "words": ["退款"], "lead": "财务"},
                    {"id": "bill", "name": "账单", "words": ["账单"]},
                ],
            },
        ]
    }
)
POINTS = points(JOURNEY)
EVERY_LINE = dict.fromkeys([("stat",), ("state",), ("walks",), ("touchpoints",), ("cells",)], 7)
WALK = {
    "by": "服务主管",
    "date": dt.date(2026, 11, 3),
    "touchpoint": "wallet",
    "seen": "三步才找到入口",
    "element": "pain",
}
PAIN = pd.DataFrame({"touchpoint": ["wallet"], "element": "pain", "rank": 1, "key": "T1", "mark": "", "value": 0.5})
CELLS = cells(POINTS, [PAIN.assign(low=0.4, high=0.6, n=20, evidence=10, source="complaints")])


def cell(table, touchpoint, element):
    return table[(table["touchpoint"] == touchpoint) & (table["element"] == element)]


def said(content):
    return JourneyEdits.of(Lines("journey.yaml", content, EVERY_LINE))


def test_no_edits_change_nothing():
    none = said({})
    assert (edited_points(POINTS, none)["edited"] == "").all()
    pd.testing.assert_frame_equal(edited_points(POINTS, none)[POINTS.columns], POINTS)
    pd.testing.assert_frame_equal(edited_cells(CELLS, none)[CELLS.columns], CELLS)
    assert validation(none)[["state", "step"]].values.tolist() == [["data_only", ""]]


def test_touchpoints_are_changed_added_and_removed():
    edits = said(
        {
            "touchpoints": {
                "wallet": {"name": {"zh": "余额", "en": "Balance"}, "words": ["余额"]},
                "queue": {"stage": "find", "name": "取号机", "words": ["取号"]},
                "bill": {"removed": True, "why": "属于钱包"},
            }
        }
    )
    table = edited_points(POINTS, edits)
    assert table[["place", "touchpoint", "edited"]].values.tolist() == [
        [0, "app", ""],
        [1, "queue", "added"],
        [2, "wallet", "changed"],
    ]
    wallet = table.set_index("touchpoint").loc["wallet"]
    assert (wallet["en"], wallet["words"], wallet["lead"]) == ("Balance", ("余额",), "财务")
    assert table.loc[1, "stage_zh"] == "找站"


def test_a_text_stands_beside_the_data_and_fills_an_empty_cell():
    edits = said({"cells": {"wallet": {"pain": {"text": "找不到入口"}, "expectation": {"text": "两小时"}}}})
    table = edited_cells(CELLS, edits)
    assert cell(table, "wallet", "pain")[["state", "zh"]].values.tolist() == [["data", ""], ["edited", "找不到入口"]]
    assert cell(table, "wallet", "expectation")[["state", "zh", "evidence"]].values.tolist() == [
        ["edited", "两小时", 0]
    ]
    assert table.dtypes[CELLS.columns].equals(CELLS.dtypes)


def test_removed_data_leave_the_reason():
    table = edited_cells(CELLS, said({"cells": {"wallet": {"pain": {"removed": True, "why": "误读"}}}}))
    assert cell(table, "wallet", "pain")[["state", "why"]].values.tolist() == [["removed", "误读"]]


def test_a_walk_is_evidence_of_its_own():
    edits = said({"state": "walked", "walks": [WALK]})
    row = cell(edited_cells(CELLS, edits), "wallet", "pain").iloc[-1]
    assert row[["state", "source", "by", "zh", "evidence"]].tolist() == [
        "walk",
        "researcher",
        "服务主管",
        "三步才找到入口",
        0,
    ]
    assert validation(edits)[["state", "step", "touchpoint", "zh"]].values.tolist() == [
        ["walked", "walked", "wallet", "三步才找到入口"]
    ]


def test_touchpoints_of_the_researchers_hand_are_named():
    edits = said({"walks": [WALK], "touchpoints": {"app": {"words": ["地图", "定位"]}}})
    assert touched(edited_points(POINTS, edits), edited_cells(CELLS, edits)) == ["app", "wallet"]
    assert touched(edited_points(POINTS, said({})), edited_cells(CELLS, said({}))) == []


def test_who_and_why_come_in_both_languages():
    walk = {**WALK, "by": {"zh": "服务主管", "en": "service lead"}, "how": {"zh": "晚高峰", "en": "evening"}}
    row = cell(edited_cells(CELLS, said({"walks": [walk]})), "wallet", "pain").iloc[-1]
    assert [visible(row[column]).en for column in ("by", "why")] == ["service lead", "evening"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"stat": "walked"}, "line 7, stat: unknown key. Did you mean 'state'"),
        ({"state": "walkd"}, "line 7, state: .*Did you mean 'walked'"),
        ({"state": "walked"}, r"line 1, \(top level\): state walked needs at least one entry under walks"),
        ({"state": "confirmed"}, r"line 1, \(top level\): state confirmed needs an entry under confirmed"),
        ({"walks": [{**WALK, "sen": "x"}]}, "line 7, walks.0.sen: unknown key. Did you mean 'seen'"),
        ({"touchpoints": {"wallet": {"nme": "x"}}}, "line 7, touchpoints.wallet.nme: unknown key. Did you mean 'name'"),
        ({"touchpoints": {"wallet": {"removed": True}}}, "line 7, touchpoints.wallet: what is removed needs a reason"),
        ({"cells": {"wallet": {"pian": {"text": "x"}}}}, "line 7, cells.wallet.pian: .*Did you mean 'pain'"),
        (
            {"cells": {"wallet": {"pain": {"txt": "x"}}}},
            "line 7, cells.wallet.pain.txt: unknown key. Did you mean 'text'",
        ),
        ({"cells": {"wallet": {"pain": {}}}}, "line 7, cells.wallet.pain: a cell needs a text"),
    ],
)
def test_a_wrong_edit_names_file_line_and_the_nearest_word(content, message):
    with pytest.raises(InputError, match=message) as told:
        said(content)
    assert "journey.yaml has 1 problem(s):\n  journey.yaml, line " in str(told.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"touchpoints": {"walet": {"name": "x"}}}, "no such touchpoint. Did you mean 'wallet'"),
        ({"touchpoints": {"new": {"stage": "pya", "name": "x"}}}, "no stage 'pya'. Did you mean 'pay'"),
        ({"cells": {"walet": {"pain": {"text": "x"}}}}, "cells.walet: the map has no touchpoint 'walet'. Did you mean"),
        ({"walks": [{**WALK, "touchpoint": "walet"}]}, "walks.0.touchpoint: the map has no touchpoint 'walet'"),
        ({"touchpoints": {id: {"removed": True, "why": "x"} for id in POINTS["touchpoint"]}}, "at least one"),
    ],
)
def test_edits_of_what_is_not_there_are_refused(content, message):
    with pytest.raises(InputError, match=message):
        edited_points(POINTS, said(content))
