"""Workbooks (XLSX, XLS): one sheet becomes a table of native values."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import xlrd

from cxlab.errors import InputError, nearest
from cxlab.intake import edges
from cxlab.intake.delimited import unique_headers
from cxlab.intake.notes import Note, listed, note

Cells = list[list[Any]]
EVERY = "*"
"""The pattern of `sheet:` that reads every sheet."""
_OLD = b"\xd0\xcf\x11\xe0"


def read(file: Path, sheet: str | int | None) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the table of one sheet and its facts; the header is the first row that is not blank or a title.

    Raises
    ------
    InputError
        When the workbook is damaged (or is HTML or text under a workbook's name) or has no such sheet.
    """
    with _clear_errors(file):
        names, cells = _xls(file, sheet) if _is_old(file) else _xlsx(file, sheet)
    name = names[_position(file, names, sheet)]
    notes: list[Note] = []
    if sheet is None and len(names) > 1:
        notes.append(note("several_sheets", count=len(names), names=", ".join(names), name=name))
    frame, malformed, above = _table(cells, notes)
    return frame, {"sheet": name, "notes": notes, "malformed": malformed, "above": above}


def names(file: Path) -> list[str]:
    """Return the names of the sheets that hold anything.

    Raises
    ------
    InputError
        When the workbook is damaged, or a file under a workbook's name is none.
    """
    with _clear_errors(file):
        every = (_xls if _is_old(file) else _xlsx)(file, 0)[0]
        pages = {n: (_xls if _is_old(file) else _xlsx)(file, n)[1] for n in every}
    return [n for n, cells in pages.items() if any(not _blank(v) for row in cells for v in row)]


@contextmanager
def _clear_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except (xlrd.XLRDError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError(
            f"{file.name} is no readable workbook ({type(error).__name__}). Open it in a spreadsheet program "
            "and save it as XLSX or CSV UTF-8."
        ) from None


def _is_old(file: Path) -> bool:
    """Tell Excel 97-2003 by its first bytes: exports often carry the other ending."""
    with file.open("rb") as stream:
        return stream.read(len(_OLD)) == _OLD


def _position(file: Path, names: list[str], sheet: str | int | None) -> int:
    if sheet is None:
        return 0
    if isinstance(sheet, int) and 0 <= sheet < len(names):
        return sheet
    if sheet in names:
        return names.index(str(sheet))
    raise InputError(f"{file.name} has no sheet {sheet!r}.{nearest(str(sheet), names)} Sheets: {', '.join(names)}.")


def _xlsx(file: Path, sheet: str | int | None) -> tuple[list[str], Cells]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # styles and validations that openpyxl does not keep
        book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()), read_only=True, data_only=True)
    try:
        names = [s.title for s in book.worksheets]
        page = book.worksheets[_position(file, names, sheet)]
        page.reset_dimensions()  # some exporters state a wrong size
        return names, [list(row) for row in page.iter_rows(values_only=True)]
    finally:
        book.close()


def _xls(file: Path, sheet: str | int | None) -> tuple[list[str], Cells]:
    book = xlrd.open_workbook(file, on_demand=True)
    page = book.sheet_by_index(_position(file, book.sheet_names(), sheet))
    cells = [[_native(cell, book.datemode) for cell in page.row(i)] for i in range(page.nrows)]
    return book.sheet_names(), cells


def _native(cell: xlrd.sheet.Cell, datemode: int) -> Any:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return None
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            found: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        except ValueError:
            return cell.value
        return found
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER and float(cell.value).is_integer():
        return int(cell.value)
    return cell.value


def _table(cells: Cells, notes: list[Note]) -> tuple[pd.DataFrame, list[dict[str, Any]], list[tuple[str, ...]]]:
    """Return the table, the rows below it that are no records, and the rows above its header."""
    filled = [(i, row) for i, row in enumerate(cells, start=1) if any(not _blank(v) for v in row)]
    if not filled:
        return pd.DataFrame(), [], []
    top = edges.header_at([row for _, row in filled])
    if top:
        notes.append(note("above_header", lines=listed(i for i, _ in filled[:top])))
    above = [tuple("" if _blank(v) else str(v).strip() for v in row) for _, row in filled[:top]]
    raw, filled = filled[top][1], filled[top + 1 :]
    end = edges.records_end([row for _, row in filled])
    malformed = edges.set_aside([row for _, row in filled[end:]], [i for i, _ in filled[end:]], notes)
    filled = filled[:end]
    everything = [raw, *(row for _, row in filled)]
    width = max(len(row) for row in everything)
    while width and all(_blank(row[width - 1]) for row in everything if len(row) >= width):
        width -= 1
    header = unique_headers(["" if _blank(v) else str(v) for v in _fit(raw, width)], notes)
    rows = [[None if _blank(v) else v for v in _fit(row, width)] for _, row in filled]
    index = pd.Index([i for i, _ in filled], name="line", dtype="int64")
    return pd.DataFrame(rows, columns=header, index=index, dtype="object"), malformed, above


def _fit(row: list[Any], width: int) -> list[Any]:
    return (row + [None] * width)[:width]


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
