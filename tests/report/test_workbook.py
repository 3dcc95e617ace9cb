"""The appendix: a sheet an exhibit, numbers as numbers, texts as texts, hidden groups hidden."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest

from cxlab import phrases
from cxlab.report import material, model, unpacked, workbook

COLUMNS = {
    "feature": {"zh": "需求", "en": "Need", "unit": "text"},
    "share": {"zh": "占比", "en": "Share", "unit": "percent"},
    "low": {"zh": "区间下限", "en": "Low", "unit": "percent"},
    "high": {"zh": "区间上限", "en": "High", "unit": "percent"},
    "n": {"zh": "人数", "en": "n", "unit": "people"},
}
MADE = dt.datetime(2026, 11, 1, 7, 3)


@pytest.fixture(scope="module")
def content(published):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "columns", lambda: COLUMNS)
        return workbook.write(model.read(published, "zh"), material.read(published, "zh"), made=MADE)


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_every_exhibit_has_a_sheet_that_the_contents_lead_to(published, book):
    report = model.read(published, "zh")
    exhibits = [f"{chapter.slug}.{e.id}" for chapter in (report.briefing, *report.chapters) for e in chapter.exhibits]
    assert book.sheetnames == ["contents", *exhibits]
    assert "topics.quotes" in exhibits
    page = book["contents"]
    links = {cell.value: cell.hyperlink.location for cell in page["D"] if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[1:]}
    assert page["A3"].value.startswith("虚构数据")
    assert all(book[name]["A1"].hyperlink.location == "'contents'!A1" for name in links)


def test_numbers_are_numbers_with_the_format_of_their_unit(book):
    sheet = book["kano.classes"]
    head = [cell.value for cell in sheet[6]]
    first = dict(zip(head, sheet[7], strict=True))
    assert head == ["需求", "占比", "人数", "区间下限", "区间上限"]
    assert (first["占比"].value, first["占比"].number_format) == (0.58, "0.0%")
    assert (first["人数"].value, first["人数"].number_format) == (400, "#,##0")
    assert first["区间下限"].value == 0.522
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B7", "A6:E11")


def test_text_that_looks_like_a_formula_is_text_and_stays_it(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}
    planted = next(cell for cell in book["topics.quotes"]["A"] if str(cell.value).startswith("=HYPERLINK"))
    assert (planted.data_type, planted.quotePrefix) == ("s", True)
    assert not [c for c in cells if c.hyperlink and not c.hyperlink.location]


def test_a_hidden_group_is_hidden(content, book):
    row = [cell.value for cell in book["scores.groups"][9]]
    assert row[0] == "外包"
    assert {value[:3] for value in row[1:]} == {"不显示"}
    assert "-50" not in unpacked.read(content).data


def test_names_of_sheets_are_short_and_differ_without_their_capitals(run_dir):
    report = model.read(run_dir, "zh")
    chapter = next(c for c in report.chapters if c.slug == "kano")
    names = ("a" * 40, "A" * 40, "a" * 41)
    exhibits = tuple(replace(chapter.exhibits[0], id=name) for name in names)
    found = [
        sheet.name
        for sheet in workbook._sheets(replace(report, briefing=None, chapters=(replace(chapter, exhibits=exhibits),)))
    ]
    assert [len(name) for name in found] == [31, 31, 31]
    assert len({name.lower() for name in found}) == 3
    assert found[1].endswith("~2")


def test_rows_that_the_report_leaves_out_are_left_out_and_counted(run_dir, monkeypatch):
    monkeypatch.setattr("cxlab.report.tables.MOST_ROWS", 2)
    content = workbook.write(model.read(run_dir, "zh"), material.read(run_dir, "zh"), made=MADE)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["kano.classes"]
    assert sheet.max_row == 8
    assert "只显示前 2 行，共 5 行" in sheet["A4"].value
