"""A plane as a native scatter chart: named points, their intervals, lines, and words in the corners."""

from __future__ import annotations

from typing import Any

from pptx.chart.datalabel import DataLabels
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from cxlab.report.office import xml_text
from cxlab.report.slides import paint
from cxlab.report.slides.books import Places
from cxlab.report.slides.plane import Axis, Plane, Point

# Points of letters on our own deck; on a smaller one marks are smaller, too.
_FULL = 11
_SIDES = {
    "right": XL_LABEL_POSITION.RIGHT,
    "left": XL_LABEL_POSITION.LEFT,
    "above": XL_LABEL_POSITION.ABOVE,
    "below": XL_LABEL_POSITION.BELOW,
    "center": XL_LABEL_POSITION.CENTER,
}


def data(plane: Plane) -> Places:
    """Return the points as the first series, each line as one of its own."""
    places = Places()
    for mark, group in (("●", plane.points), ("¶", plane.words)):
        if group:
            named = places.add_series(mark)
            places.names[named.index] = [xml_text(point.name) for point in group]
            for point in group:
                named.add_data_point(point.x, point.y)
    for line in plane.lines:
        drawn = places.add_series("—")
        for x, y in line:
            drawn.add_data_point(x, y)
    return places


def paint_plane(chart: Any, plane: Plane, size: float) -> None:
    """Colour the points, write their names, draw intervals and lines, and set the axes."""
    every = list(chart.plots[0].series)
    named = [group for group in (plane.points, plane.words) if group]
    exact = len({point.colour for point in plane.points}) > 1
    for series, group in zip(every, named, strict=False):
        paint.line(series.format, None)
        for place, point in enumerate(group):
            _point(series.points[place], point, size, exact=exact)
        DataLabels(series._element.get_or_add_dLbls()).show_value = False
    _intervals(every[0], plane)
    lines = every[len(named) :]
    for series in lines:
        series.marker.style = XL_MARKER_STYLE.NONE
        series.smooth = False
        paint.line(series.format, paint.PALE)
        series.format.line.dash_style = MSO_LINE.DASH
    _axis(chart.category_axis, plane.x, size)
    _axis(chart.value_axis, plane.y, size)


def _point(shown: Any, point: Point, size: float, *, exact: bool) -> None:
    if point.size:
        shown.marker.style, shown.marker.size = XL_MARKER_STYLE.CIRCLE, max(2, round(point.size * size / _FULL))
        paint.colour(shown.marker.format, point.colour, exact=exact)
        paint.line(shown.marker.format, paint.INK if point.marked else None, 2.0)
    else:
        shown.marker.style = XL_MARKER_STYLE.NONE
    if point.name:
        label = shown.data_label
        label.text_frame.word_wrap = False
        run = label.text_frame.paragraphs[0].add_run()
        run.text = xml_text(point.name)
        run.font.size, run.font.bold = Pt(size), point.marked
        run.font.color.theme_color = paint.INK if point.size else paint.QUIET
        label.position = _SIDES[point.side]


def _intervals(points: Any, plane: Plane) -> None:
    reaches = [point.whisker or (0.0, 0.0, 0.0, 0.0) for point in plane.points]
    for direction, (down, up) in {"x": (0, 1), "y": (2, 3)}.items():
        if any(reach[down] or reach[up] for reach in reaches):
            ends = [paint.literal([reach[end] for reach in reaches]) for end in (down, up)]
            paint.whiskers(points, *ends, before="c:xVal", direction=direction, pale=True)


def _axis(axis: Any, said: Axis, size: float) -> None:
    axis.minimum_scale, axis.maximum_scale = sorted((said.low, said.high))
    axis.reverse_order = said.low > said.high
    paint.quiet(axis, words=said.shown)
    paint.titled(axis, said.title, size)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = said.number_format, False
