"""What all native charts share: colours of the theme, axes, labels, whiskers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from cxlab.charts import look
from cxlab.report.office import xml_text

INK = MSO_THEME_COLOR.TEXT_1
QUIET = MSO_THEME_COLOR.TEXT_2
GRID = MSO_THEME_COLOR.BACKGROUND_2
MAIN = MSO_THEME_COLOR.ACCENT_1
# Lines of second rank: a tint of the quiet colour of letters, which every theme has.
PALE = QUIET
_FAINT = 0.4
_ACCENTS = (
    *(MAIN, MSO_THEME_COLOR.ACCENT_2, MSO_THEME_COLOR.ACCENT_3),
    *(MSO_THEME_COLOR.ACCENT_4, MSO_THEME_COLOR.ACCENT_5, MSO_THEME_COLOR.ACCENT_6),
)
_COLOURS = dict(zip((look.BLUE, look.ORANGE, look.GREEN, *look.SHADES[3:5], look.PALE), _ACCENTS, strict=True))


def colour(format: Any, said: str, *, tint: float = 0.0, exact: bool = False) -> None:
    """Fill with the theme's colour that stands for one of the report's palette.

    `exact` keeps the report's own, for colours that tell things apart: the words beside a chart may name them.
    """
    format.fill.solid()
    filled = format.fill.fore_color
    if exact or said not in _COLOURS:
        filled.rgb = RGBColor.from_string(said.lstrip("#").upper())
    else:
        filled.theme_color = _COLOURS[said]
    filled.brightness = tint


def line(format: Any, said: MSO_THEME_COLOR | None, width: float = 1.0) -> None:
    """Draw a line in a colour of the theme, or none."""
    if said is None:
        format.line.fill.background()
        return
    format.line.color.theme_color = said
    format.line.color.brightness = _FAINT if said == PALE else 0.0
    format.line.width = Pt(width)


def typefaces(chart: Any) -> None:
    """Name the theme's typefaces in the chart, Latin and East Asian: not every program looks them up for charts."""
    letters = chart.font._rPr
    for tag, name in (("a:latin", "+mn-lt"), ("a:ea", "+mn-ea")):
        letters.append(parse_xml(f'<{tag} {nsdecls("a")} typeface="{name}"/>'))


def number_label(series: Any, place: int, number_format: str, position: Any, *, on_paper: bool = False) -> None:
    """Give one point a label with its value; `on_paper` puts it on a ground that hides what lies behind."""
    label = series.points[place].data_label
    label.position = position
    shape = label._dLbl.find(qn("c:spPr"))
    number = parse_xml(f"<c:numFmt {nsdecls('c')} sourceLinked='0'/>")
    number.set("formatCode", number_format)
    shape.addprevious(number)
    if on_paper:
        shape.append(parse_xml(f"<a:solidFill {nsdecls('a')}><a:schemeClr val='bg1'/></a:solidFill>"))


def quiet(axis: Any, *, grid: bool = False, words: bool = True) -> None:
    """Set an axis back: no ticks, a pale line, a grid only where one is asked for."""
    axis.has_major_gridlines = grid
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    line(axis.format, GRID)
    if grid:
        line(axis.major_gridlines.format, GRID, 0.75)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW if words else XL_TICK_LABEL_POSITION.NONE


def titled(axis: Any, text: str, size: float) -> None:
    """Give an axis its title, where it has one."""
    axis.has_title = bool(text)
    if text:
        run = axis.axis_title.text_frame.paragraphs[0].add_run()
        run.text = xml_text(text)
        run.font.size, run.font.bold, run.font.color.theme_color = Pt(size), False, QUIET


def whiskers(series: Any, down: str, up: str, *, before: str, direction: str = "", pale: bool = False) -> None:
    """Add error bars to a series; `down` and `up` are XML that says how far they reach, `before` what follows them."""
    heading = f'<c:errDir val="{direction}"/>' if direction else ""
    ink = f'<a:schemeClr val="{"tx2" if pale else "tx1"}"/>'
    bars = parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}>{heading}<c:errBarType val='both'/><c:errValType val='cust'/>"
        f"<c:noEndCap val='{int(pale)}'/><c:plus>{up}</c:plus><c:minus>{down}</c:minus>"
        f"<c:spPr><a:ln w='9525'><a:solidFill>{ink}</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn(before)).addprevious(bars)


def cells(reference: str, values: Sequence[float]) -> str:
    """Return numbers as a chart keeps them: where they stand in its workbook, and what stood there."""
    return f"<c:numRef><c:f>{reference}</c:f><c:numCache>{_points(values)}</c:numCache></c:numRef>"


def literal(values: Sequence[float]) -> str:
    """Return numbers that stand in the chart alone."""
    return f"<c:numLit>{_points(values)}</c:numLit>"


def _points(values: Sequence[float]) -> str:
    said = "".join(f'<c:pt idx="{place}"><c:v>{value:.6g}</c:v></c:pt>' for place, value in enumerate(values))
    return f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{said}'
