from __future__ import annotations

import pandas as pd
import pytest

from cxlab import phrases
from cxlab.cells import suppress
from cxlab.report import tables


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.584, "percent", "58%"),
        (-8.04, "points", "−8.0"),
        (7200.0, "people", "7,200"),
        (6.14, "rate", "6.1"),
        (True, "flag", "是"),
        (pd.Timestamp("2026-10-31 12:00"), "date", "2026-10-31"),
        (None, "percent", "–"),
        (float("nan"), "count", "–"),
        ('@{"zh":"启动","en":"Start"}', "text", "启动"),
        ("\u202eab", "quote", "ab"),
    ],
)
def test_cells_in_words(value, unit, shown):
    assert tables.cell(value, unit, "zh") == shown


def test_headings_and_units_come_from_the_column_list(known_columns):
    frame = pd.DataFrame({"feature": ["x"], "share": [0.25], "strange_column": [3]})
    view = tables.view(frame, None, "en")
    assert [c.label for c in view.columns] == ["Need", "Share", "strange_column"]
    assert view.rows == (("x", "25%", "3"),)


def test_the_unit_of_the_exhibit_holds_where_a_column_leaves_it_open(monkeypatch):
    monkeypatch.setattr(phrases, "columns", lambda: {"value": {"zh": "值", "en": "Value", "unit": "exhibit"}})
    frame = pd.DataFrame({"value": [0.25]})
    assert tables.view(frame, "percent", "zh").rows == (("25%",),)
    assert tables.view(frame, "points", "zh").rows == (("0.3",),)
    assert tables.view(frame, None, "zh").rows == (("0.250",),)


def test_a_hidden_group_is_said_to_be_hidden_and_its_mark_is_no_column(known_columns):
    frame = suppress(pd.DataFrame({"feature": ["a", "b", "c"], "share": [0.1, 0.2, 0.3], "n": [4, 50, 60]}))
    view = tables.view(frame, None, "zh")
    assert [c.label for c in view.columns] == ["需求", "占比", "人数"]
    assert view.rows[0] == (
        "a",
        "不显示：人数过少，或避免推算出人数过少的一组",
        "不显示：人数过少，或避免推算出人数过少的一组",
    )
    assert view.rows[2] == ("c", "30%", "60")


def test_a_long_table_is_cut_and_says_how_long_it_is(known_columns):
    view = tables.view(pd.DataFrame({"n": range(1000)}), None, "zh")
    assert (len(view.rows), view.total) == (tables.MOST_ROWS, 1000)
