"""The map as a table of words."""

import pandas as pd

from cxlab.insight.journey.cells import ELEMENTS, cells
from cxlab.insight.journey.edited import edited_cells
from cxlab.insight.journey.edits import JourneyEdits
from cxlab.insight.journey.table_view import listed, table_view
from cxlab.lines import Lines
from cxlab.phrases import visible
from cxlab.study import Text

POINTS = pd.DataFrame({"place": [0, 1], "stage": ["pay", "pay"], "touchpoint": ["wallet", "bill"]})
NAMES = {
    "state_empty": Text(zh="无证据", en="no evidence"),
    "state_few": Text(zh="少于 5", en="fewer than 5"),
    "state_removed": Text(zh="已移除：", en="removed:"),
    "state_edited": Text(zh="研究者：", en="researcher:"),
    "state_walk": Text(zh="走查：", en="walk:"),
    "T1": Text(zh="退款慢", en="Slow refunds"),
    "high": Text(zh="偏高", en="high"),
}
EDITS = {
    "walks": [
        {"by": {"zh": "主管", "en": "supervisor"}, "date": "2026-11-03", "touchpoint": "bill", "seen": "找不到单价"}
    ],
    "cells": {
        "wallet": {
            "need": {"removed": True, "why": {"zh": "误读", "en": "misread"}},
            "expectation": {"text": {"zh": "两小时", "en": "2 h"}},
        }
    },
}


def part(element, key="", mark="", value=None, evidence=9, rank=1):
    row = {"touchpoint": "wallet", "element": element, "rank": rank, "key": key, "mark": mark, "value": value}
    return pd.DataFrame([{**row, "low": None, "high": None, "n": 40, "evidence": evidence, "source": "complaints"}])


def view(edits=None):
    return whole(edits).set_index(["touchpoint", "element"])


def whole(edits=None):
    parts = [
        part("pain", "T1", value=0.25, evidence=10),
        part("pain", "T2", value=0.05, evidence=2, rank=2),
        part("emotion", "angry", "high", 0.5),
        part("red_line", "safety", value=7, evidence=7),
        part("need", value=3, evidence=3),
    ]
    made = edited_cells(cells(POINTS, parts), JourneyEdits.of(Lines("journey.yaml", edits or {}, {})))
    return table_view(made, NAMES)


def test_every_cell_says_what_stands_there_and_how_many_say_so():
    table = view()
    assert len(table) == 2 * len(ELEMENTS)
    assert table.loc[("wallet", "pain"), ["zh", "en", "evidence"]].tolist() == [
        "退款慢 25% (10)",
        "Slow refunds 25% (10)",
        10,
    ]
    assert table.loc[("wallet", "emotion"), "en"] == "angry, high 50% (9)"
    assert table.loc[("wallet", "red_line"), "zh"] == "safety (7)"
    assert table.loc[("bill", "pain"), ["zh", "state"]].tolist() == ["无证据", "empty"]


def test_numbers_of_fewer_than_five_are_not_written():
    table = view()
    assert table.loc[("wallet", "need"), ["en", "evidence", "state"]].tolist() == ["fewer than 5", 0, "few"]
    assert "T2" not in table.loc[("wallet", "pain"), "en"]


def test_the_researchers_hand_is_seen():
    table = view(EDITS)
    assert table.loc[("wallet", "expectation"), ["zh", "en", "state"]].tolist() == [
        "研究者： 两小时",
        "researcher: 2 h",
        "edited",
    ]
    assert table.loc[("wallet", "need"), ["zh", "en", "evidence"]].tolist() == ["已移除： 误读", "removed: misread", 0]
    assert table.loc[("bill", "scene"), "en"] == "walk: (supervisor) 找不到单价"


def test_the_list_names_what_has_no_evidence_in_one_row():
    named = NAMES | {f"element_{element}": Text(zh=element, en=element) for element in ELEMENTS}
    table = listed(whole(EDITS), named)
    assert table.loc[table["touchpoint"] == "bill", ["element", "said"]].map(visible).map(
        lambda t: t.en
    ).values.tolist() == [
        ["scene", "walk: (supervisor) 找不到单价"],
        ["empty", ", ".join(element for element in ELEMENTS if element != "scene")],
    ]
    wallet = table.loc[table["touchpoint"] == "wallet", "element"].tolist()
    assert wallet == ["expectation", "emotion", "pain", "need", "red_line", "empty"]
