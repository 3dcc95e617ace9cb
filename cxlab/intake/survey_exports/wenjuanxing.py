"""问卷星: text form ("6、stem", options joined by ┋, ranks by →) and code form ("第6题(option)", 0/1, -2, -3)."""

from __future__ import annotations

from cxlab.intake.survey_exports import numbered
from cxlab.intake.survey_exports.export import Form
from cxlab.intake.survey_exports.grid import Grid
from cxlab.intake.survey_exports.metadata import marks

JOINED = "┋"
_FEWEST_MARKS, _FEWEST_QUESTIONS, _MOST = 2, 3, 0.6


def read(grid: Grid) -> Form | None:
    """Return the form of a 问卷星 export, None for another file.

    It is one where the header holds two of the tool's own columns and a numbered question, a "第N题(…)", or where most
    headers are numbered questions behind a column 序号.
    """
    found = [parts for parts in numbered.numbered(grid.names) if parts is not None]
    own = marks("wenjuanxing").intersection(grid.plain_names)
    coded = any(name.lstrip().startswith("第") and parts for name, parts in _named(grid))
    many = len(found) >= _FEWEST_QUESTIONS and len(found) >= _MOST * len(grid.names)
    if not found or not (len(own) >= _FEWEST_MARKS or coded or (many and own)):
        return None
    headings, left_out = numbered.headings(grid)
    return Form("wenjuanxing", tuple(headings), grid.records(0), JOINED, two_forms=True, left_out=tuple(left_out))


def _named(grid: Grid) -> list[tuple[str, object]]:
    return list(zip(grid.names, numbered.numbered(grid.names), strict=True))
