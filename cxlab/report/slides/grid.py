"""A table on a slide: the columns and rows that fit, those first that the claim names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Pt

from cxlab.phrases import Lang
from cxlab.report.slides.drawing import named
from cxlab.report.slides.lettering import INK, PAPER, POINT, Style, cut, ems, write
from cxlab.report.tables import Column, TableView

_LONGEST = (40.0, 26.0, 20.0, 15.0)
_NARROWEST = 4.0
_MARGIN = 0.6
_PADDING = 2 * _MARGIN + 0.8
_ROW = 2.1
_BOLD = 0.88


@dataclass(frozen=True)
class Grid:
    """A part of a table: columns with their widths in ems, whole rows; `marked` rows are what the claim names."""

    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int]


def grid(table: TableView, claim: str, *, room: float, rows: int) -> Grid:
    """Return what of `table` fits into `room` ems and a number of rows.

    Columns are taken from the left; those that are empty throughout are left out. Rows that `claim` names come along
    even where they stand further down.
    """
    full = [place for place in range(len(table.columns)) if any(row[place] not in ("", "–") for row in table.rows)]
    told = _told(table, claim)
    head = max(0, rows - len([place for place in told if place >= rows]))
    kept = [place for place in range(len(table.rows)) if place < head or place in told][:rows]
    texts = [[table.columns[place].label, *(table.rows[row][place] for row in kept)] for place in full]
    widths = _fitting([max(_NARROWEST, *map(ems, column)) for column in texts], room)
    columns = full[: len(widths)]
    return Grid(
        tuple(table.columns[place] for place in columns),
        tuple(widths),
        tuple(tuple(table.rows[row][place] for place in columns) for row in kept),
        frozenset(new for new, old in enumerate(kept) if old in told),
    )


def _fitting(widest: Sequence[float], room: float) -> list[float]:
    """Return the widths of the columns that fit: wide ones are cut shorter before a column is left out."""
    for longest in _LONGEST:
        widths = [min(width, longest) + _PADDING for width in widest]
        if sum(widths) <= room:
            return widths
    while len(widths) > 1 and sum(widths) > room:
        widths.pop()
    return widths


def _told(table: TableView, claim: str) -> list[int]:
    """Return the rows of which the claim names most cells."""
    hits = [sum(named(cell, claim) for cell in row) for row in table.rows]
    return [place for place, hit in enumerate(hits) if hit and hit == max(hits)]


def row_height(size: float) -> int:
    """Return the height of a row in EMU when its letters have `size` points."""
    return round(size * _ROW * POINT)


def draw(slide: Any, corner: tuple[int, int], width: int, grid: Grid, *, lang: Lang, size: float) -> Any:
    """Add `grid` as a native table of `width` EMU."""
    tall, wide = len(grid.rows) + 1, len(grid.columns)
    height = row_height(size) * tall
    shape = slide.shapes.add_table(tall, wide, *(Emu(round(edge)) for edge in (*corner, width, height)))
    table = shape.table
    total = sum(grid.widths)
    for place, part in enumerate(grid.widths):
        table.columns[place].width = Emu(round(width * part / total))
    rooms = [width / (size * POINT) * part / total - 2 * _MARGIN for part in grid.widths]
    _fill(table, 0, [column.label for column in grid.columns], grid, rooms, lang, size)
    for row, cells in enumerate(grid.rows, start=1):
        _fill(table, row, cells, grid, rooms, lang, size)
    return shape


def _fill(
    table: Any, row: int, texts: Sequence[str], grid: Grid, rooms: Sequence[float], lang: Lang, size: float
) -> None:
    table.rows[row].height = Emu(row_height(size))
    for place, text in enumerate(texts):
        cell = table.cell(row, place)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Pt(size * _MARGIN)
        cell.margin_top = cell.margin_bottom = Pt(2)
        align = PP_ALIGN.RIGHT if grid.columns[place].numeric else PP_ALIGN.LEFT
        style = Style(size, INK if row else PAPER, bold=row == 0 or row - 1 in grid.marked, align=align)
        room = rooms[place] * (_BOLD if style.bold else 1.0)
        write(cell.text_frame, [(cut(text, room), style)], lang)
