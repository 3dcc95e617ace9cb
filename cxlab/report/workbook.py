"""The appendix as a workbook: a sheet an exhibit, numbers as numbers, texts as texts whatever they look like."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter import Workbook

from cxlab.phrases import Lang
from cxlab.report import tables
from cxlab.report.lines import data_line, said
from cxlab.report.material import Material
from cxlab.report.model import ChapterView, ExhibitView, ReportView
from cxlab.report.office import FORMATS, steady, xml_text
from cxlab.report.words import words

CONTENTS = "contents"
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_WIDEST, _NARROWEST = 60, 8
_DIGITS = 6
_HEAD = 6


@dataclass(frozen=True)
class Sheet:
    """An exhibit and the name of its sheet."""

    name: str
    chapter: ChapterView
    exhibit: ExhibitView


def write(report: ReportView, material: Mapping[str, Material], *, made: dt.datetime) -> bytes:
    """Return every exhibit's table as an Excel workbook.

    Tables hold what the report's pages hold: the same rows, small groups hidden; floats keep six significant digits,
    as in the figures. Missing values are empty cells.

    Parameters
    ----------
    material
        Numbers behind the exhibits, by anchor (`cxlab.report.material.read`).
    made
        Stands in the file as the time at which it was made, so that the same run gives the same bytes.
    """
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": xml_text(report.title), "author": "cxlab", "created": made})
        styles = _Styles(book)
        sheets = list(_sheets(report))
        _contents(book.add_worksheet(CONTENTS), sheets, report, styles)
        for sheet in sheets:
            _sheet(book.add_worksheet(sheet.name), sheet, material[sheet.exhibit.anchor], report.lang, styles)
    return steady(stream.getvalue(), made)


class _Styles:
    """Cell formats, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **looks: Any) -> Any:
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Microsoft YaHei", "font_size": 10, **looks})
        return self._made[key]

    @property
    def text(self) -> Any:
        # The prefix keeps a text a text when a reader edits the cell.
        return self.of(quote_prefix=True, valign="top")


def _sheets(report: ReportView) -> Iterator[Sheet]:
    taken = {CONTENTS}
    for chapter in (*([report.briefing] if report.briefing else []), *report.chapters):
        for exhibit in chapter.exhibits:
            name = _name(f"{chapter.slug}.{exhibit.id}", taken)
            taken.add(name.lower())
            yield Sheet(name, chapter, exhibit)


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel takes, unlike all others also when capitals do not count."""
    plain = _FORBIDDEN.sub("_", wanted)
    name, number = plain[:_LONGEST_NAME], 1
    while name.lower() in taken:
        number += 1
        end = f"~{number}"
        name = plain[: _LONGEST_NAME - len(end)] + end
    return name


def _contents(page: Any, sheets: Sequence[Sheet], report: ReportView, styles: _Styles) -> None:
    lang = report.lang
    page.write_string(0, 0, xml_text(report.title), styles.of(bold=True, font_size=14))
    page.write_string(1, 0, xml_text(data_line(report)), styles.of())
    page.write_string(2, 0, words(lang)["synthetic"] if report.synthetic else "", styles.of(bold=True))
    page.write_string(3, 0, words(lang)["note"], styles.of())
    headings = [said(key, lang) for key in ("chapter", "title", "rows", "sheet")]
    for column, heading in enumerate(headings):
        page.write_string(5, column, heading, styles.of(bold=True, bottom=1))
    link = styles.of(font_color="#0b62a4", underline=1)
    for row, sheet in enumerate(sheets, start=6):
        page.write_string(row, 0, xml_text(sheet.chapter.title), styles.text)
        page.write_string(row, 1, xml_text(sheet.exhibit.title), styles.text)
        page.write_number(row, 2, sheet.exhibit.table.total, styles.of(num_format="#,##0"))
        page.write_url(row, 3, f"internal:'{sheet.name}'!A1", link, sheet.name)
    for column, width in enumerate((18, 64, 8, 32)):
        page.set_column(column, column, width)
    page.freeze_panes(6, 0)


def _sheet(page: Any, sheet: Sheet, source: Material, lang: Lang, styles: _Styles) -> None:
    exhibit = sheet.exhibit
    page.write_url(0, 0, f"internal:'{CONTENTS}'!A1", styles.of(font_color="#0b62a4"), said("back", lang))
    page.write_string(1, 0, xml_text(exhibit.title), styles.of(bold=True, font_size=12))
    page.write_string(2, 0, xml_text(exhibit.reading), styles.of())
    page.write_string(3, 0, xml_text("  ·  ".join([*exhibit.evidence, *_left_out(exhibit, lang)])), styles.of())
    columns = exhibit.table.columns
    for place, column in enumerate(columns):
        page.write_string(_HEAD - 1, place, xml_text(column.label), styles.of(bold=True, bottom=1, text_wrap=True))
        texts = [column.label, *(row[place] for row in exhibit.table.rows)]
        page.set_column(place, place, max(_NARROWEST, min(_WIDEST, max(map(_wide, texts)) + 2)))
    shown = source.frame.drop(columns=["suppressed", tables.UNIT_OF_ROW], errors="ignore").head(tables.MOST_ROWS)
    units = source.frame.get(tables.UNIT_OF_ROW, pd.Series(source.record.unit, index=source.frame.index))
    rows = zip(exhibit.table.rows, shown.itertuples(index=False, name=None), units, strict=False)
    for line, (texts_of, values, unit) in enumerate(rows, start=_HEAD):
        for place, (text, value) in enumerate(zip(texts_of, values, strict=True)):
            _cell(page, (line, place), text, value, columns[place].of_row(unit), styles)
    page.freeze_panes(_HEAD, 1)
    if exhibit.table.rows:
        page.autofilter(_HEAD - 1, 0, _HEAD - 1 + len(exhibit.table.rows), len(columns) - 1)


def _cell(page: Any, place: tuple[int, int], text: str, value: Any, column: tables.Column, styles: _Styles) -> None:
    """Write a number as a number; everything else as the text that the report shows, a missing value not at all."""
    if pd.isna(value) and text == "–":
        return
    if column.unit in FORMATS and not pd.isna(value):
        page.write_number(*place, float(f"{float(value):.{_DIGITS}g}"), styles.of(num_format=FORMATS[column.unit]))
    else:
        page.write_string(*place, xml_text(text), styles.text)


def _left_out(exhibit: ExhibitView, lang: Lang) -> list[str]:
    shown, total = len(exhibit.table.rows), exhibit.table.total
    return [words(lang)["cut_rows"].replace("{shown}", str(shown)).replace("{n}", str(total))] if total > shown else []


def _wide(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
