import openpyxl
import pytest

from cxlab.intake import read_table
from cxlab.intake.delimited import parse
from cxlab.intake.edges import header_at, records_end

HEADER = ["序号", "提交日期", "店名", "反馈详情"]
ROWS = [["1", "2025-10-06", "滨江店", "上菜太慢"], ["2", "", "", "退款还没到"], ["3", "2025-10-08", "西湖店", "态度差"]]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ([], 0),
        ([["2025年顾客反馈明细表"]], 1),
        ([["反馈明细表", "", "", ""], ["导出时间：", "2025-12-31", "", ""]], 2),
        ([["基本信息", "", "内容", ""]], 1),
    ],
)
def test_a_title_is_no_header(above, expected):
    assert header_at([*above, HEADER, *ROWS]) == expected


def test_a_header_with_gaps_before_rows_of_values_stays_the_header():
    assert header_at([["编号", "", "", ""], *ROWS]) == 0
    assert header_at([["标题"], ["内容"], ["慢"]]) == 0
    assert header_at([]) == 0


@pytest.mark.parametrize(
    "last",
    [
        ["合计", "", "", "共3条"],
        ["合计：", "3", "3", "3"],
        ["平均", "4.2", "4.5", "3.9"],
        ["", "总计3条", "", ""],
        ["备注：本表由客服部导出", "", "", ""],
        ["Total", "", "", "3"],
    ],
)
def test_totals_and_remarks_below_are_no_records(last):
    assert records_end([*ROWS, last]) == 3


@pytest.mark.parametrize(
    "last",
    [
        ["4", "2025-10-09", "滨江店", "合计金额算错了"],
        ["合计金额算错了，退我钱", "2025-10-09", "滨江店", "慢"],
        ["4", "", "", "备注：请回电"],
    ],
)
def test_a_complaint_that_speaks_of_totals_is_a_record(last):
    assert records_end([*ROWS, last]) == 4


def test_a_narrow_file_has_no_edges():
    assert records_end([["text"], ["合计"]]) == 2


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_text_files_keep_their_lines_and_list_what_was_set_aside(delimiter):
    rows = [["反馈明细表（内部资料）"], [], HEADER, *ROWS, ["合计", "", "", "共3条"]]
    frame, found, records = parse("\n".join(delimiter.join(row) for row in rows))
    assert found == delimiter
    assert list(frame.columns) == HEADER
    assert list(frame.index) == [4, 5, 6]
    assert records.malformed == [{"line": 7, "value": "合计", "reason": "totals"}]
    assert records.notes == [{"code": "above_header", "lines": "1"}, {"code": "totals", "lines": "7"}]


def test_workbooks_too(tmp_path):
    book = openpyxl.Workbook()
    for row in [["反馈明细表"], [], HEADER, *ROWS, [], ["合计", 3]]:
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    frame = read_table(tmp_path / "b.xlsx")
    assert list(frame.columns) == HEADER
    assert list(frame.index) == [4, 5, 6]
    assert frame.attrs["malformed"] == [{"line": 8, "value": "合计", "reason": "totals"}]


def test_a_total_counts_as_rejected(desk):
    table = "\n".join(",".join(row) for row in [HEADER, *ROWS, ["合计", "", "", "共3条"]])
    loaded = desk.complaints(table, {"反馈详情": "text"})
    assert (loaded.report["read"], loaded.report["rejected"], loaded.report["kept"]) == (4, 1, 3)
    assert loaded.report["rejected_by_reason"] == {"totals": 1}
