"""每日原声: red lines first, every kind in turn, one text a customer."""

import pandas as pd

from cxlab.insight.briefing.daily import daily


def texts(*rows):
    table = pd.DataFrame(rows, columns=["day", "kind", "red_line", "customer_key"])
    table["received_at"] = pd.to_datetime("2026-10-" + table.pop("day").astype("str"))
    table["complaint_id"] = [f"c{i}" for i in range(len(table))]
    return table.drop(columns=["kind", "red_line"]), table[["complaint_id", "kind", "red_line"]]


def test_red_lines_come_first_and_kinds_take_turns():
    rows = [(31, "problem", False, f"p{i}") for i in range(10)]
    rows += [
        (31, "praise", False, "x"),
        (31, "problem", True, "y"),
        (31, "need", False, "z"),
        (31, "empty", False, "e"),
    ]
    table = daily(*texts(*rows), most=5)
    assert table["lane"].tolist() == ["red_line", "problem", "problem", "need", "praise"]


def test_a_thin_day_takes_the_days_before():
    rows = [
        (31, "problem", False, "a"),
        (30, "problem", False, "b"),
        (29, "praise", False, "c"),
        (20, "need", False, "d"),
    ]
    assert daily(*texts(*rows), fewest=1)["complaint_id"].tolist() == ["c0"]
    assert daily(*texts(*rows), fewest=3)["complaint_id"].tolist() == ["c0", "c1", "c2"]
    assert len(daily(*texts(*rows), fewest=9)) == 3, "never more than a week"


def test_one_text_a_customer_but_unknown_ones_all():
    rows = [
        (31, "problem", False, "a"),
        (31, "problem", False, "a"),
        (31, "problem", False, None),
        (31, "need", False, None),
    ]
    assert len(daily(*texts(*rows), fewest=1)) == 3


def test_nothing_dated_is_an_empty_page():
    complaints, readings = texts((31, "problem", False, "a"))
    assert daily(complaints.assign(received_at=pd.NaT), readings).empty
