"""Every place of an Office file that can hold a secret is read."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from cxlab.report import unpacked

SECRET = "13812345678"


def chart(slide):
    data = CategoryChartData()
    data.categories = [SECRET]
    data.add_series("s", [1])
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, Inches(3), Inches(3), data)


def runs(slide):
    paragraph = slide.shapes.add_textbox(0, 0, 99, 99).text_frame.paragraphs[0]
    for part in (SECRET[:5], SECRET[5:]):
        paragraph.add_run().text = part


@pytest.mark.parametrize(
    "plant",
    [
        chart,
        runs,
        lambda s: setattr(s.notes_slide.notes_text_frame, "text", SECRET),
        lambda s: setattr(s.shapes.add_table(1, 1, 0, 0, 99, 99).table.cell(0, 0), "text", SECRET),
        lambda s: setattr(s.shapes.add_textbox(0, 0, 99, 99), "name", SECRET),
        lambda s: s.part.package.core_properties.__setattr__("title", SECRET),
    ],
    ids=["chart", "split in runs", "notes", "table", "name of a shape", "properties"],
)
def test_slides(plant):
    deck = Presentation()
    plant(deck.slides.add_slide(deck.slide_layouts[6]))
    stream = io.BytesIO()
    deck.save(stream)
    found = unpacked.read(stream.getvalue())
    assert SECRET in "|".join([*found.texts, *found.data])


@pytest.mark.parametrize("value", [SECRET, int(SECRET), f'="{SECRET}"'], ids=["text", "number", "formula"])
def test_cells(value):
    book = Workbook()
    book.active["B2"] = value
    stream = io.BytesIO()
    book.save(stream)
    found = unpacked.read(stream.getvalue())
    assert SECRET in "|".join([*found.texts, *found.data])
