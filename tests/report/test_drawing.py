"""What a native chart draws: read from the table or the figure, and written so that it can be edited and never runs."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from pptx import Presentation
from pptx.util import Inches

from cxlab import charts as figures
from cxlab.phrases import resolve
from cxlab.record import Bars as Spec
from cxlab.record import Exhibit
from cxlab.report.material import Material
from cxlab.report.slides import charts
from cxlab.report.slides.drawing import Bars, Lines, Series, drawing
from cxlab.report.slides.grid import grid
from cxlab.report.slides.lettering import cut, ems, fitting, lines
from cxlab.report.slides.plane import Plane
from cxlab.report.tables import Column, TableView
from cxlab.study import Text

SAID = Text(zh="标题", en="title")


def material(frame=None, figure=None, **more):
    import json

    exhibit = Exhibit(
        id="x", subject="study:all", title=SAID, reading=SAID, alt=SAID, figure=figure is not None, **more
    )
    shown = None if figure is None else resolve(json.loads(figures.to_json(figure)), "zh")
    return Material(exhibit, pd.DataFrame() if frame is None else frame, shown)


def added(drawn):
    slide = (deck := Presentation()).slides.add_slide(deck.slide_layouts[6])
    charts.draw(slide, (0, 0, Inches(8), Inches(4)), drawn, alt="alt", lang="zh", size=11)
    return slide.shapes[0].chart


def behind(chart):
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]


def test_bars_come_from_the_table_without_the_groups_that_it_hides():
    frame = pd.DataFrame({"label": ["自营", "合作", "外包"], "value": [0.5, None, 0.25], "n": [30, None, 40]})
    drawn = drawing(material(frame, bars=Spec(label="label", value="value"), unit="percent"), "", "zh")
    assert isinstance(drawn, Bars)
    assert (drawn.labels, drawn.series[0].values) == (("自营", "外包"), (0.5, 0.25))
    assert drawn.number_format == '[=0]0%;[<0.005]"<1%";0%'


def test_a_bar_that_the_claim_names_is_shown_although_it_stands_far_down():
    frame = pd.DataFrame({"label": [f"话题{n:02}" for n in range(20)], "value": [1 - n / 20 for n in range(20)]})
    drawn = drawing(material(frame, bars=Spec(label="label", value="value")), "19 位客户说到「话题18」。", "zh")
    assert drawn.labels == (*(f"话题{n:02}" for n in range(13)), "话题18")
    assert drawn.marked == {13}


def test_bars_keep_the_colours_of_the_figure_which_words_speak_of():
    frame = pd.DataFrame({"label": ["a", "b"], "value": [2.0, 1.0]})
    figure = go.Figure(go.Bar(x=[2, 1], y=["a", "b"], orientation="h", marker={"color": ["#d1621b", "#0b62a4"]}))
    drawn = drawing(material(frame, figure, bars=Spec(label="label", value="value")), "", "zh")
    assert drawn.colours == ("#d1621b", "#0b62a4")


def test_dots_on_names_become_bars_with_the_ends_of_their_intervals():
    error = {"type": "data", "symmetric": False, "array": [2.0, 3.0], "arrayminus": [1.0, 4.0]}
    dots = go.Scatter(x=[10.0, -5.0], y=["甲", "乙"], mode="markers", error_x=error)
    words = go.Scatter(x=[12, -2], y=["甲", "乙"], mode="text", text=["10", "-5"])
    figure = go.Figure([dots, words]).update_yaxes(type="category")
    drawn = drawing(material(figure=figure, unit="points"), "", "zh")
    assert isinstance(drawn, Bars)
    assert (drawn.series[0].low, drawn.series[0].high) == ((9.0, -9.0), (12.0, -2.0))


def test_a_band_becomes_its_two_ends():
    band = go.Scatter(x=["一月", "二月", "二月", "一月"], y=[3.0, 4.0, 2.0, 1.0], fill="toself", mode="lines")
    line = go.Scatter(x=["一月", "二月"], y=[2.0, 3.0], mode="lines+markers")
    figure = go.Figure([band, line]).update_xaxes(type="category")
    drawn = drawing(material(figure=figure), "", "zh")
    assert isinstance(drawn, Lines)
    assert (drawn.series.values, drawn.series.low, drawn.series.high) == ((2.0, 3.0), (1.0, 2.0), (3.0, 4.0))
    names = [series.name for series in added(drawn).plots[0].series]
    assert names == ["数值", "区间下限", "区间上限"]


def test_a_quadrant_keeps_places_names_borders_and_corners():
    error = {"type": "data", "symmetric": False, "array": [0.05, 0.05, 0.05], "arrayminus": [0.05, 0.05, 0.05]}
    points = go.Scatter(
        x=[0.2, 0.6, 0.9], y=[0.9, 0.7, 0.1], mode="markers+text", text=["甲", "乙", "丙"], error_x=error
    )
    figure = go.Figure(points).update_layout(xaxis={"range": [-0.02, 1.02]}, yaxis={"range": [-0.05, 1.05]})
    figure.add_vline(x=0.5)
    figure.add_annotation(x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="top", text="必备")
    drawn = drawing(material(figure=figure), "「乙乙」", "zh")
    assert isinstance(drawn, Plane)
    assert [(p.name, p.x, p.y) for p in drawn.points] == [("甲", 0.2, 0.9), ("乙", 0.6, 0.7), ("丙", 0.9, 0.1)]
    assert (drawn.x.low, drawn.x.high, drawn.y.low, drawn.y.high) == (0.0, 1.0, 0.0, 1.0)
    assert drawn.lines == (((0.5, 0.0), (0.5, 1.0)),)
    assert [(w.name, w.x, w.y, w.side) for w in drawn.words] == [("必备", 0.0, 0.97, "right")]
    chart = added(drawn)
    assert [c.value for c in behind(chart)["C"]] == [None, "甲", "乙", "丙", None, None, "必备", None, None, None, None]
    assert len(chart._chartSpace.findall(".//{*}errBars")) == 1


@pytest.mark.parametrize(
    "figure",
    [
        go.Figure(go.Heatmap(z=[[1, 2]])),
        go.Figure([go.Scatter(x=["a"], y=[1]), go.Scatter(x=["a"], y=[1], xaxis="x2")]).update_layout(
            xaxis2={"anchor": "y"}
        ),
        go.Figure(go.Scatter(x=["a", "b"], y=["c", "d"], mode="markers+text", text=["e", "f"])),
    ],
)
def test_what_has_no_native_form_is_left_to_the_table(figure):
    assert drawing(material(figure=figure), "", "zh") is None


def test_text_in_the_workbook_behind_a_chart_is_neither_formula_nor_link():
    labels = ('=HYPERLINK("https://example.invalid")', "+1+1", "-1", "@SUM(A1)", "https://example.invalid", "a<b>&c")
    series = Series("=name", (1.0,) * 6, (0.5,) * 6, (2.0,) * 6)
    chart = added(Bars(labels, (series,), "0", frozenset({1})))
    sheet = behind(chart)
    cells = [sheet["B1"], *sheet["A"][1:]]
    assert [(cell.data_type, cell.hyperlink) for cell in cells] == [("s", None)] * 7
    assert [cell.value for cell in cells[2:5]] == ["+1+1", "-1", "@SUM(A1)"]
    assert list(chart.plots[0].categories)[5] == "a<b>&c"


def test_stacked_bars_have_a_legend_and_no_label_on_a_sliver():
    series = tuple(Series(name, (0.5, 0.5), colour=c) for name, c in (("必备", "#d1621b"), ("期望", "#0b62a4")))
    chart = added(Bars(("甲", "乙"), series, "0%"))
    assert chart.has_legend
    assert {s.data_labels.number_format for s in chart.plots[0].series} == {'[>=0.06]0%;""'}


def test_a_table_shows_what_the_claim_names_and_only_what_fits():
    columns = (Column("名称", "text"), Column("空", "text"), *(Column(f"列{n}", "count") for n in range(20)))
    rows = tuple((f"第{n}项", "–", *(str(n) for _ in range(20))) for n in range(30))
    shown = grid(TableView(columns, rows, 30), "「第25项」最要紧。", room=60, rows=5)
    assert [row[0] for row in shown.rows] == ["第0项", "第1项", "第2项", "第3项", "第25项"]
    assert shown.marked == {4}
    assert "空" not in [column.label for column in shown.columns]
    assert sum(shown.widths) <= 60


def test_chinese_is_twice_as_wide_as_latin_and_long_text_is_cut():
    assert ems("客户") == 2
    assert ems("ab") < 1.3
    assert lines("客" * 30, 10, 10 * 12700 * 20) == 2
    assert cut("客户在充电站", 4) == "客户在…"
    assert fitting("客" * 60, largest=26, smallest=14, width=Inches(10), room=Inches(1)) < 26
    assert fitting("客" * 600, largest=26, smallest=14, width=Inches(10), room=Inches(1)) == 14
