"""What spreadsheets hold beside records: a title above the header, totals and remarks below the last row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Any

from cxlab.intake.notes import Note, listed, note
from cxlab.intake.words import plain, resource

_ROWS, _DEEPEST, _LAST = 200, 10, 5
_FEWEST_COLUMNS = 3
_VALUE = re.compile(r"[\d\s.,:/%年月日时分秒¥$+-]+")


def header_at(rows: Sequence[Sequence[Any]]) -> int:
    """Return the position of the header among rows that are not blank.

    It is the first row, unless that one is a title: filled at most half as far as rows usually are, and followed,
    within ten rows, by one that is filled further and holds neither numbers nor dates.
    """
    usual = _usual(rows[1:])
    if usual < _FEWEST_COLUMNS:
        return 0
    for position, row in enumerate(rows[:_DEEPEST]):
        cells = _filled(row)
        if 2 * len(cells) > usual:
            return 0 if any(_VALUE.fullmatch(cell) for cell in cells) else position
    return 0


def records_end(rows: Sequence[Sequence[Any]]) -> int:
    """Return the position behind the last record: totals and remarks at the very end are none."""
    usual = _usual(rows)
    end = len(rows)
    while usual >= _FEWEST_COLUMNS and end > max(1, len(rows) - _LAST) and _is_remark(_filled(rows[end - 1]), usual):
        end -= 1
    return end


def set_aside(rows: Sequence[Sequence[Any]], lines: Sequence[int], notes: list[Note]) -> list[dict[str, Any]]:
    """Return totals and remarks as records that were set aside, and note them."""
    if rows:
        notes.append(note("totals", lines=listed(lines)))
    return [{"line": line, "value": _filled(row)[0], "reason": "totals"} for row, line in zip(rows, lines, strict=True)]


def _is_remark(cells: list[str], usual: float) -> bool:
    words = resource("edges")
    totals = tuple(plain(w) for w in words["totals"])
    if not cells:
        return False
    if cells[0].strip(":. ") in totals:
        return True
    return 2 * len(cells) <= usual and cells[0].startswith((*totals, *(plain(w) for w in words["remarks"])))


def _usual(rows: Sequence[Sequence[Any]]) -> float:
    return median(len(_filled(row)) for row in rows[:_ROWS]) if rows else 0


def _filled(row: Sequence[Any]) -> list[str]:
    return [text for text in ("" if v is None else plain(v) for v in row) if text]
