"""Ties, layout and checklist of a draft."""

import math
from itertools import combinations

import pandas as pd
import pytest

from cxlab.charts import journey_map
from cxlab.insight.journey.checklist import checklist
from cxlab.insight.journey.connections import connections
from cxlab.insight.journey.map_layout import map_layout
from cxlab.phrases import in_both_languages, visible
from cxlab.study import Text

POINTS = pd.DataFrame(
    {
        "place": range(5),
        "stage": ["find", "find", "charge", "pay", "pay"],
        "touchpoint": ["app", "way", "gun", "bill", "wallet"],
        "side": ["front", "front", "front", "front", "back"],
        "process": ["p", "p", "q", "r", None],
        "lead": ["L", "L", "M", "N", "N"],
    }
)
ORDER = POINTS["touchpoint"].tolist()
NO_TRANSITIONS = pd.DataFrame(columns=["source", "target", "people"])


def spoken(*people):
    return pd.DataFrame({"touchpoint": ORDER, "people": people, "texts": people, "emotion_mark": "usual"})


def coverage(texts, placed):
    return pd.DataFrame({"texts": [texts], "placed": [placed]})


def ties(*pairs):
    return pd.DataFrame(pairs, columns=["source", "target"]).assign(people=9, kind="followed")


def marks(table):
    return table.set_index("statement")


def test_a_whole_draft_passes_all_five():
    table = marks(
        checklist(POINTS[:4], coverage(100, 80), spoken(5, 5, 90, 6, 0), ties(("app", "gun"), ("bill", "gun")))
    )
    assert table["passed"].all()
    assert table.loc["key_points", ["value", "of"]].tolist() == [1, 4]
    assert table.loc["frame", ["value", "of"]].tolist() == [80, 100]


@pytest.mark.parametrize(
    ("mark", "change"),
    [
        ("frame", {"coverage": coverage(100, 79)}),
        ("key_points", {"voices": spoken(30, 30, 30, 30, 0)}),
        ("main_line", {"voices": spoken(5, 5, 4, 60, 0)}),
        ("connected", {"connections": ties(("app", "way"), ("bill", "gun"))}),
        ("correspondence", {"voices": spoken(5, 5, 90, 6, 5)}),
    ],
)
def test_each_mark_can_fail(mark, change):
    given = {
        "points": POINTS,
        "coverage": coverage(100, 80),
        "voices": spoken(5, 5, 90, 6, 0),
        "connections": ties(("app", "gun"), ("gun", "bill")),
    }
    assert marks(checklist(**given))["passed"].all()
    assert not marks(checklist(**{**given, **change})).loc[mark, "passed"]


def test_an_empty_draft_passes_nothing():
    assert not checklist(POINTS, coverage(0, 0), spoken(0, 0, 0, 0, 0), ties())["passed"].any()


def test_columns_follow_stages_and_back_stage_lies_below():
    layout = map_layout(POINTS, spoken(4, 0, 16, 1, 1), ties(("gun", "app"), ("gun", "nowhere")))
    labels = layout.labels.set_index("touchpoint")
    assert labels["x"].tolist() == [0.5, 0.5, 1.5, 2.5, 2.5]
    assert labels["y"].tolist() == [0.5, 1.5, 0.5, 0.5, 2.5]
    assert (layout.width, layout.height, layout.visibility) == (3, 3, 2.0)
    assert labels.loc["app", "size"] == pytest.approx(0.5)
    assert labels["empty"].tolist() == [False, True, False, False, False]
    assert layout.lines[["source", "target", "x0", "x1", "back"]].values.tolist() == [["gun", "app", 1.5, 0.5, True]]


def test_the_researchers_hand_has_a_ring():
    layout = map_layout(POINTS, spoken(4, 0, 16, 1, 1), ties(), touched=["gun"])
    assert layout.labels["touched"].tolist() == [False, False, True, False, False]
    names = {id: id for id in [*ORDER, *POINTS["stage"]]}
    ring = journey_map(layout, names, back_stage="journey.back_stage").data[0].marker.line
    assert [width > 1 for width in ring.width] == [False, False, True, False, False]
    assert len(set(ring.color)) == 2


def test_names_break_into_two_lines_in_each_language():
    names = {id: id for id in [*ORDER, *POINTS["stage"]]}
    names["gun"] = in_both_languages(Text(zh="充电完成之前的提醒", en="Scanning the code of a charging point"))
    layout = map_layout(POINTS, spoken(4, 0, 16, 1, 1), ties())
    drawn = visible(journey_map(layout, names, back_stage="journey.back_stage").data[0].text[2])
    assert drawn == Text(zh="充电完成之前的<br>提醒", en="Scanning the<br>code of a…")


def test_without_a_back_stage_there_is_no_line_of_visibility():
    layout = map_layout(POINTS[:4], spoken(1, 1, 1, 1, 1), ties())
    assert math.isnan(layout.visibility)
    assert layout.height == 2
    assert layout.lines.empty


def seats_of(**texts):
    rows = [(f"{name}{i}", point) for name, (n, points) in texts.items() for i in range(n) for point in points]
    return pd.DataFrame(rows, columns=["complaint_id", "touchpoint"])


def test_ties_come_from_texts_and_from_records():
    tied = {("app", "way"), ("bill", "wallet")}
    pairs = list(combinations(ORDER, 2))
    at = seats_of(**{f"x{i}": (40 if pair in tied else 9, pair) for i, pair in enumerate(pairs)})
    followed = pd.DataFrame({"source": ["gun", "gun", "app"], "target": ["app", "gun", "way"], "people": [7, 9, 4]})
    table = connections(at, followed, ORDER)
    assert table[["source", "target", "people", "kind"]].values.tolist() == [
        ["app", "way", 40, "together"],
        ["bill", "wallet", 40, "together"],
        ["gun", "app", 7, "followed"],
    ]


def test_no_ties_is_an_empty_frame():
    assert connections(seats_of(a=(9, ["app"])), NO_TRANSITIONS, ORDER).empty
