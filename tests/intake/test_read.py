import datetime as dt
import json

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import xlwt

from cxlab.errors import InputError
from cxlab.intake import read_table
from cxlab.intake.notes import told


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"'gone\.csv' was not found"):
        read_table(tmp_path / "gone.csv")


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path, content):
    (tmp_path / "e.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"e\.csv (is empty|holds no header)"):
        read_table(tmp_path / "e.csv")


def test_a_header_without_rows_is_a_table(tmp_path):
    (tmp_path / "h.csv").write_text("a,b\n", "utf-8")
    assert read_table(tmp_path / "h.csv").shape == (0, 2)


def test_an_unknown_kind_is_refused(tmp_path):
    (tmp_path / "x.docx").write_bytes(b"x")
    with pytest.raises(InputError, match=r"'\.docx' are not read. Allowed: csv"):
        read_table(tmp_path / "x.docx")


def test_facts_of_a_text_file(tmp_path):
    (tmp_path / "g.csv").write_bytes("编号;内容\n1;退款十一天还在审核中\n".encode("gb18030"))
    frame = read_table(tmp_path / "g.csv")
    facts = {k: frame.attrs[k] for k in ("file", "encoding", "delimiter", "sheet", "notes", "malformed")}
    assert facts == {
        "file": "g.csv",
        "encoding": "gb18030",
        "delimiter": ";",
        "sheet": None,
        "notes": [],
        "malformed": [],
    }


def _workbook(path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "一月"
    page.append([])
    page.append(["编号", "日期", "内容", "内容"])
    page.append([1, dt.datetime(2024, 11, 1, 14, 5), "慢", None])
    page.append([])
    page.append(["2", "2024年11月2日", "贵", "x"])
    book.create_sheet("二月").append(["only"])
    book.save(path)


def test_xlsx_keeps_native_values_and_sheet_rows(tmp_path):
    _workbook(tmp_path / "b.xlsx")
    frame = read_table(tmp_path / "b.xlsx")
    assert list(frame.index) == [3, 5]
    assert list(frame.columns) == ["编号", "日期", "内容", "内容.2"]
    assert frame["日期"].tolist() == [dt.datetime(2024, 11, 1, 14, 5), "2024年11月2日"]
    assert frame["编号"].tolist() == [1, "2"]
    assert frame.attrs["sheet"] == "一月"
    assert [told(note, "en")[:8] for note in frame.attrs["notes"]] == ["2 sheets", "header '"]


def test_sheets_by_name_and_position(tmp_path):
    _workbook(tmp_path / "b.xlsx")
    assert list(read_table(tmp_path / "b.xlsx", sheet="二月").columns) == ["only"]
    assert list(read_table(tmp_path / "b.xlsx", sheet=1).columns) == ["only"]
    with pytest.raises(InputError, match="no sheet '二".replace("二", "三月")):
        read_table(tmp_path / "b.xlsx", sheet="三月")


def test_xls_dates_and_whole_numbers(tmp_path):
    book = xlwt.Workbook()
    page = book.add_sheet("s")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, value in enumerate(["编号", "日期", "分"]):
        page.write(0, column, value)
    page.write(1, 0, 13800138000)
    page.write(1, 1, dt.datetime(2024, 11, 1), style)
    page.write(1, 2, 4.5)
    book.save(str(tmp_path / "b.xls"))
    frame = read_table(tmp_path / "b.xls")
    assert frame.iloc[0].tolist() == [13800138000, dt.datetime(2024, 11, 1), 4.5]
    assert list(frame.index) == [2]


@pytest.mark.parametrize("name", ["b.xlsx", "b.xls"])
def test_html_under_a_workbook_name_is_refused(tmp_path, name):
    (tmp_path / name).write_text("<html><table></table></html>", "utf-8")
    with pytest.raises(InputError, match="no readable workbook"):
        read_table(tmp_path / name)


def test_a_folder_is_told_from_a_missing_file(tmp_path):
    with pytest.raises(InputError, match="is a folder, not a file"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF"),
        (b"PK\x03\x04\x14\x00", "a workbook or ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a workbook of Excel 97-2003"),
        (b"\n<!DOCTYPE html><html></html>", "a web page"),
    ],
)
def test_another_file_under_a_text_name_is_refused(tmp_path, content, kind):
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InputError, match=rf"t\.csv is {kind}, not text.*save it as CSV"):
        read_table(tmp_path / "t.csv")


def test_a_new_workbook_under_the_old_ending_is_read(tmp_path):
    _workbook(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").rename(tmp_path / "b.xls")
    assert read_table(tmp_path / "b.xls").attrs["sheet"] == "一月"


def test_parquet_keeps_types(tmp_path):
    pd.DataFrame({"a": [1, 2], "t": pd.to_datetime(["2024-01-01", "2024-01-02"])}).to_parquet(tmp_path / "p.parquet")
    frame = read_table(tmp_path / "p.parquet")
    assert list(frame.index) == [1, 2]
    assert str(frame["t"].dtype).startswith("datetime64")
    (tmp_path / "bad.parquet").write_bytes(b"nonsense")
    with pytest.raises(InputError, match="no readable Parquet"):
        read_table(tmp_path / "bad.parquet")


def test_json_lines_report_lines_that_are_no_object(tmp_path):
    lines = [
        json.dumps({"id": 1, "text": "慢", "user": {"city": "广州"}}, ensure_ascii=False),
        "{broken",
        "",
        '{"id": 2}',
    ]
    (tmp_path / "j.jsonl").write_text("\n".join(lines), "utf-8")
    frame = read_table(tmp_path / "j.jsonl")
    assert list(frame.index) == [1, 4]
    assert frame.loc[1, "user.city"] == "广州"
    assert [m["line"] for m in frame.attrs["malformed"]] == [2]


def test_spss_labels_for_nominal_and_codes_for_scales(tmp_path):
    labels = {"sex": {1: "男", 2: "女"}, "csat": {1: "很不满意", 5: "很满意"}}
    pyreadstat.write_sav(
        pd.DataFrame({"sex": [1.0, 2.0, 9.0], "csat": [5.0, 1.0, 3.0]}),
        tmp_path / "s.sav",
        variable_value_labels=labels,
        variable_measure={"sex": "nominal", "csat": "ordinal"},
    )
    frame = read_table(tmp_path / "s.sav")
    assert frame["sex"].tolist() == ["男", "女", 9.0]
    assert frame["csat"].tolist() == [5.0, 1.0, 3.0]
    assert frame.attrs["value_labels"]["csat"] == {1.0: "很不满意", 5.0: "很满意"}


def test_a_slipped_header_is_noticed(tmp_path):
    rows = "".join(
        f"{n},宝马,异响很大一直修不好,信息审核,2020-08-{n % 28 + 1:02d},{n}\n" for n in range(512000, 512030)
    )
    (tmp_path / "s.csv").write_text("id,brand,desc,problem,datetime,status\n" + rows, "utf-8")
    notes = " | ".join(told(note, "en") for note in read_table(tmp_path / "s.csv").attrs["notes"])
    assert "'status' should hold status words, but 100% are whole numbers | every value" in notes
    assert "'problem' holds status words" in notes


def test_a_sound_header_is_not_suspected(tmp_path):
    rows = "".join(f"{n},慢得很一直修不好,2020-08-{n % 28 + 1:02d},处理反馈\n" for n in range(1, 30))
    (tmp_path / "s.csv").write_text("id,desc,datetime,status\n" + rows, "utf-8")
    assert read_table(tmp_path / "s.csv").attrs["notes"] == []
