"""An issue in its six parts, from what customers say to how to support it, as a native table."""

from __future__ import annotations

from typing import Any

from pptx.util import Emu, Pt

from cxlab.phrases import Lang
from cxlab.report.briefing import Issue
from cxlab.report.slides.body import Room
from cxlab.report.slides.lettering import INK, LINE, PAPER, POINT, QUIET, Style, box, height, lines, write
from cxlab.report.words import words

_LARGEST, _SMALLEST, _PROOF = 15.0, 9.0, 12
_LABEL = 0.17
_MARGIN = 0.4
Row = tuple[str, list[str]]


def fill(slide: Any, room: Room, issue: Issue, lang: Lang) -> None:
    """Write the head's evidence and outlook, under them the parts, and at the foot what is still open."""
    w = words(lang)
    proof = Style(room.points(_PROOF), QUIET, after=room.points(3))
    evidence = "   ·   ".join([*issue.head.evidence, *issue.head.caveats])
    head = [(line, proof) for line in (issue.outlook.claim if issue.outlook else "", evidence) if line]
    tall = height(head, room.width)
    if head:
        box(slide, (room.left, room.top, room.width, tall), head, lang)
    rows = [(w[f"part_{part}"], [f.claim for f in found]) for part, found in issue.parts.items()]
    if issue.missing:
        rows.append((w["parts_missing"].strip("：: "), [w["and"].join(w[f"part_{part}"] for part in issue.missing)]))
    _table(slide, (room.left, room.top + tall), (room.width, room.height - tall), rows, lang)


def _table(slide: Any, corner: tuple[int, int], room: tuple[int, int], rows: list[Row], lang: Lang) -> None:
    width, tall = room
    first = round(width * _LABEL)
    size = _LARGEST
    while size > _SMALLEST and sum(_tall(row, size, first, width) for row in rows) > tall:
        size -= 0.5
    shape = slide.shapes.add_table(len(rows), 2, *(Emu(edge) for edge in (*corner, width, Pt(size) * len(rows))))
    table = shape.table
    table.first_row, table.first_col = False, True
    table.columns[0].width, table.columns[1].width = Emu(first), Emu(width - first)
    for place, (label, claims) in enumerate(rows):
        table.rows[place].height = Emu(_tall((label, claims), size, first, width))
        said = ([(label, Style(size, PAPER, bold=True))], [(claim, Style(size, INK)) for claim in claims])
        for cell, paragraphs in zip(table.rows[place].cells, said, strict=True):
            cell.margin_top = cell.margin_bottom = Pt(size * _MARGIN / 2)
            cell.margin_left = cell.margin_right = Pt(size * _MARGIN)
            write(cell.text_frame, paragraphs, lang)


def _tall(row: Row, size: float, first: int, width: int) -> int:
    label, claims = row
    margins = round(2 * size * _MARGIN * POINT)
    most = max(lines(label, size, first - margins), sum(lines(c, size, width - first - margins) for c in claims))
    return round((most * LINE + _MARGIN) * size * POINT)
