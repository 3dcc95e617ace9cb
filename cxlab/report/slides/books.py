"""The workbooks behind native charts: what a reader edits to change a chart. No text in them is ever a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

Ends = tuple[Sequence[float | None], Sequence[float | None]]


@contextmanager
def _inert(writer: Any, xlsx_file: Any) -> Iterator[Any]:
    """Stand in for a writer's own way to open its workbook, which would read text as formulas and links."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(xlsx_file, options) as book:
        yield book, book.add_worksheet()


class Categories(CategoryChartData):
    """Named values; with `ends` the workbook also holds the interval, and how far it reaches from the value."""

    def __init__(self, number_format: str, *, ends: Ends | None = None, headings: tuple[str, str] = ("", "")) -> None:
        super().__init__(number_format)
        self.ends = ends
        self.headings = headings

    def reach(self, end: int) -> str:
        """Return the cells of the workbook that hold how far the interval reaches down (0) or up (1)."""
        column = 1 + len(self) + 2 + end
        return f"Sheet1!{xl_range_abs(1, column, len(self.categories), column)}"

    @property
    def _workbook_writer(self) -> Any:
        return _CategoryWriter(self)


class _CategoryWriter(CategoryWorkbookWriter):
    _open_worksheet = _inert

    def _populate_worksheet(self, workbook: Workbook, worksheet: Any) -> None:
        super()._populate_worksheet(workbook, worksheet)
        data = self._chart_data
        if data.ends is None:
            return
        first = 1 + len(data)
        for end, (heading, values) in enumerate(zip(data.headings, data.ends, strict=True)):
            worksheet.write_string(0, first + end, heading)
            worksheet.write_string(0, first + 2 + end, "−+"[end])
            worksheet.write_column(1, first + end, values)
            for row, (value, far) in enumerate(zip(data[0].values, values, strict=True), start=1):
                cells = (xl_rowcol_to_cell(row, 1), xl_rowcol_to_cell(row, first + end))
                more, less = cells[::-1] if end else cells
                worksheet.write_formula(row, first + 2 + end, f"={more}-{less}", None, reaches(value, far))


def reaches(value: float | None, end: float | None) -> float:
    """Return how far an interval's end is from the value; nothing where one of them is missing."""
    return 0.0 if value is None or end is None else float(f"{abs(end - value):.6g}")


class Places(XyChartData):
    """Places in a plane; `names`, by series, stand beside them in the workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[int, Sequence[str]] = {}

    @property
    def _workbook_writer(self) -> Any:
        return _XyWriter(self)


class _XyWriter(XyWorkbookWriter):
    _open_worksheet = _inert

    def _populate_worksheet(self, workbook: Workbook, worksheet: Any) -> None:
        super()._populate_worksheet(workbook, worksheet)
        for series in self._chart_data:
            names = self._chart_data.names.get(series.index, ())
            worksheet.write_column(self.series_table_row_offset(series) + 1, 2, names)
