"""Native charts: a reader of the deck can open their data, change a number, recolour them with the theme."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from cxlab.phrases import Lang
from cxlab.report.lines import said
from cxlab.report.office import xml_text
from cxlab.report.slides import books, paint, planes
from cxlab.report.slides.drawing import Bars, Drawing, Lines
from cxlab.report.slides.lettering import Style, cut, letter

Place = tuple[int, int, int, int]
# Dark letters stand on the bars, so bars are tints of the theme's colours.
_TINT = 0.6
_ENOUGH_TO_LABEL = '[>=0.06]0%;""'
_LONGEST_LABEL = 20
_PERIODS_SHOWN = 8
# What a label takes of the axis.
_LETTERS = 0.08


def draw(slide: Any, place: Place, drawing: Drawing, *, alt: str, lang: Lang, size: float) -> None:
    """Add the native chart of `drawing` at (left, top, width, height) in EMU; its letters have `size` points."""
    if isinstance(drawing, Bars):
        data = _bar_data(drawing, lang)
        _bars(_added(slide, place, _bar_kind(drawing), data, alt, lang, size), drawing, data)
    elif isinstance(drawing, Lines):
        _lines(_added(slide, place, XL_CHART_TYPE.LINE, _line_data(drawing, lang), alt, lang, size), drawing)
    else:
        chart = _added(slide, place, XL_CHART_TYPE.XY_SCATTER, planes.data(drawing), alt, lang, size)
        planes.paint_plane(chart, drawing, size)


def _added(slide: Any, place: Place, kind: Any, data: Any, alt: str, lang: Lang, size: float) -> Any:
    shape = slide.shapes.add_chart(kind, *(Emu(round(edge)) for edge in place), data)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", xml_text(alt))
    chart = shape.chart
    chart.has_title = chart.has_legend = False
    letter(chart.font, Style(size), lang)
    paint.typefaces(chart)
    return chart


def _bar_kind(drawing: Bars) -> Any:
    return XL_CHART_TYPE.BAR_STACKED if len(drawing.series) > 1 else XL_CHART_TYPE.BAR_CLUSTERED


def _bar_data(drawing: Bars, lang: Lang) -> books.Categories:
    only = drawing.series[0] if len(drawing.series) == 1 else None
    headings = _headings(lang)
    ends = (only.low, only.high) if only and only.low and only.high else None
    data = books.Categories("General", ends=ends, headings=headings)
    data.categories = [xml_text(cut(label, _LONGEST_LABEL)) for label in drawing.labels]
    for series in drawing.series:
        data.add_series(xml_text(series.name) or said("value", lang), series.values)
    return data


def _bars(chart: Any, drawing: Bars, data: books.Categories) -> None:
    plot = chart.plots[0]
    plot.gap_width = 40
    for drawn, series in zip(drawing.series, plot.series, strict=True):
        series.invert_if_negative = False
        paint.colour(series.format, drawn.colour, tint=_TINT, exact=len(drawing.series) > 1)
    if len(drawing.series) > 1:
        _stack(chart)
    else:
        _single(plot.series[0], drawing, data)
    chart.category_axis.reverse_order = True
    paint.quiet(chart.category_axis)
    paint.quiet(chart.value_axis, words=False)
    chart.value_axis.visible = False


def _stack(chart: Any) -> None:
    plot = chart.plots[0]
    plot.overlap = 100
    for series in plot.series:
        _labels(series, _ENOUGH_TO_LABEL, XL_LABEL_POSITION.CENTER)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 1
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False


def _single(series: Any, drawing: Bars, data: books.Categories) -> None:
    """Write values at the foot of the bars, where whiskers seldom come; where one does, the label covers it."""
    _labels(series, drawing.number_format, XL_LABEL_POSITION.INSIDE_BASE)
    for place, colour in enumerate(drawing.colours):
        paint.colour(series.points[place].format, colour, tint=_TINT, exact=len(set(drawing.colours)) > 1)
    for place in drawing.marked:
        bar = series.points[place].format
        if not drawing.colours:
            paint.colour(bar, drawing.series[0].colour, tint=_TINT)
        paint.line(bar, paint.INK, 2.0)
    if data.ends is None:
        return
    values, ends = data[0].values, data.ends
    far = max(abs(end or 0.0) for both in ends for end in both)
    for place, (low, high) in enumerate(zip(*ends, strict=True)):
        if low is None or high is None:
            continue
        if low <= 0 <= high or min(abs(low), abs(high)) < far * _LETTERS:
            paint.number_label(series, place, drawing.number_format, XL_LABEL_POSITION.INSIDE_BASE, on_paper=True)
    reach = [[books.reaches(value, end) for value, end in zip(values, both, strict=True)] for both in ends]
    down, up = (paint.cells(data.reach(end), far_off) for end, far_off in enumerate(reach))
    paint.whiskers(series, down, up, before="c:cat")


def _labels(series: Any, number_format: str, position: Any) -> None:
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = number_format, False
    labels.position = position


def _line_data(drawing: Lines, lang: Lang) -> books.Categories:
    data = books.Categories("General")
    data.categories = [xml_text(label) for label in drawing.labels]
    data.add_series(said("value", lang), drawing.series.values)
    for heading, ends in zip(_headings(lang), (drawing.series.low, drawing.series.high), strict=True):
        if ends:
            data.add_series(heading, ends)
    return data


def _lines(chart: Any, drawing: Lines) -> None:
    plot = chart.plots[0]
    for place, series in enumerate(plot.series):
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.NONE
        paint.line(series.format, paint.PALE if place else paint.MAIN, 1.0 if place else 2.5)
        if place:
            series.format.line.dash_style = MSO_LINE.DASH
    _label_the_last(plot.series[0], drawing)
    paint.quiet(chart.category_axis)
    paint.quiet(chart.value_axis, grid=True)
    chart.value_axis.tick_labels.number_format = drawing.number_format
    chart.value_axis.tick_labels.number_format_is_linked = False
    every = max(1, len(drawing.labels) // _PERIODS_SHOWN)
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = parse_xml(f'<{tag} {nsdecls("c")} val="{every}"/>')
        chart.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _label_the_last(series: Any, drawing: Lines) -> None:
    known = [place for place, value in enumerate(drawing.series.values) if value is not None]
    if not known:
        return
    series.data_labels.show_value = False
    paint.number_label(series, known[-1], drawing.number_format, XL_LABEL_POSITION.ABOVE)


def _headings(lang: Lang) -> tuple[str, str]:
    return said("low", lang), said("high", lang)
