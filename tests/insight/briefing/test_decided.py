"""Decisions that were due and are not done; minutes may have few columns."""

import pandas as pd

from cxlab.insight.briefing.decided import COLUMNS, decided

UNTIL = pd.Timestamp("2026-10-31", tz="Asia/Shanghai")
ROWS = pd.DataFrame(
    {
        "decision_id": ["a", "b", "c", "d"],
        "due": pd.to_datetime(["2026-05-31", "2026-05-31", "2026-12-31", None]),
        "state": ["open", "done", "open", None],
    }
)


def test_what_was_due_and_is_not_done_is_late():
    table = decided(ROWS, UNTIL)
    assert table["late"].tolist() == [True, False, False, False]
    assert table["due"].tolist() == ["2026-05-31", "2026-05-31", "2026-12-31", ""]


def test_minutes_with_a_number_alone_are_read():
    table = decided(ROWS[["decision_id"]], UNTIL)
    assert list(table.columns) == [*COLUMNS, "late"]
    assert not table["late"].any() and (table["reply"] == "").all()
