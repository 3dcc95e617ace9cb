"""Workbooks of text: one table a sheet, and no cell is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from cxlab.questionnaires.package import OFFICE, package, relations, xml
from cxlab.questionnaires.text import is_formula

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDEST = 60
# Positions in resources/questionnaire/cell_styles.xml; all are of the number format "text".
_TEXT, _QUOTED, _HEADER = 0, 1, 2


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return an XLSX with the sheets ``{name: rows}``; the first row of each is its header. Every cell is text."""
    names = list(sheets)
    paths = [f"worksheets/sheet{n}.xml" for n, _ in enumerate(names, start=1)]
    listed = "".join(f'<sheet name="{xml(s)}" sheetId="{n}" r:id="rId{n}"/>' for n, s in enumerate(names, start=1))
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations({**dict.fromkeys(paths, "worksheet"), "styles.xml": "styles"}),
        "xl/styles.xml": _styles(),
        **{f"xl/{path}": _worksheet(sheets[name]) for path, name in zip(paths, names, strict=True)},
    }
    types = {
        "xl/workbook.xml": "spreadsheetml.sheet.main",
        "xl/styles.xml": "spreadsheetml.styles",
        **{f"xl/{path}": "spreadsheetml.worksheet" for path in paths},
    }
    return package(parts, types, "xl/workbook.xml")


def _worksheet(rows: Sequence[Sequence[str]]) -> str:
    widths = [min(_WIDEST, 2 + max(_width(cell) for cell in column)) for column in zip(*rows, strict=True)]
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(widths, start=1))
    body = "".join(f'<row r="{n}">{_cells(row, n)}</row>' for n, row in enumerate(rows, start=1))
    return (
        f'<worksheet xmlns="{_SHEET}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{columns}</cols>'
        f"<sheetData>{body}</sheetData></worksheet>"
    )


def _cells(row: Iterable[str], number: int) -> str:
    found = []
    for position, text in enumerate(row):
        if text:
            style = _HEADER if number == 1 else _QUOTED if is_formula(text) else _TEXT
            place = f"{_letters(position)}{number}"
            found.append(
                f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{xml(text)}</t></is></c>'
            )
    return "".join(found)


def _letters(position: int) -> str:
    high, low = divmod(position, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)


def _width(text: str) -> int:
    return max((sum(2 if ord(c) > 0x2E7F else 1 for c in part) for part in text.split("\n")), default=0)


def _styles() -> str:
    return files("cxlab").joinpath("resources/questionnaire/cell_styles.xml").read_text(encoding="utf-8")
