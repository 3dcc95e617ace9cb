"""Text on a slide: how many lines it takes, which size fits, and writing it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Pt

from cxlab.phrases import Lang
from cxlab.report.office import xml_text

INK = MSO_THEME_COLOR.TEXT_1
PAPER = MSO_THEME_COLOR.BACKGROUND_1
QUIET = MSO_THEME_COLOR.TEXT_2
SIGNAL = MSO_THEME_COLOR.ACCENT_2
LINE = 1.4
POINT = 12700
LANGUAGE = {"zh": MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE, "en": MSO_LANGUAGE_ID.ENGLISH_US}
_NARROW = 0.58
# Words do not fill a line to its end.
_RAGGED = 1.06


@dataclass(frozen=True)
class Style:
    """How a paragraph looks: size in points, one of the theme's colours, weight."""

    size: float
    colour: MSO_THEME_COLOR = INK
    bold: bool = False
    align: PP_ALIGN | None = None
    after: float = 0.0
    bullet: bool = False


def ems(text: str) -> float:
    """Return the width of `text` in multiples of its size: one for a Chinese character, about half for a letter."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else _NARROW for c in text)


def lines(text: str, size: float, width: int) -> int:
    """Return how many lines `text` takes in a box `width` EMU wide."""
    room = max(1.0, width / (size * POINT))
    return sum(max(1, math.ceil(ems(part) * _RAGGED / room)) for part in text.split("\n"))


def height(texts: Sequence[tuple[str, Style]], width: int) -> int:
    """Return the height in EMU that paragraphs take."""
    points = sum(_lines(text, style, width) * style.size * LINE + style.after for text, style in texts)
    return round(points * POINT)


def _lines(text: str, style: Style, width: int) -> int:
    return lines(text, style.size, width - round(style.size * POINT) if style.bullet else width)


def fitting(text: str, *, largest: float, smallest: float, width: int, room: int) -> float:
    """Return the largest size at which `text` stays within `width` x `room` EMU, at least `smallest`."""
    size = largest
    while size > smallest and lines(text, size, width) * size * LINE * POINT > room:
        size -= 1
    return size


def cut(text: str, longest: float) -> str:
    """Return `text`, shortened with an ellipsis where it is wider than `longest` ems."""
    if ems(text) <= longest:
        return text
    while text and ems(text) > longest - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def write(frame: Any, paragraphs: Sequence[tuple[str, Style]], lang: Lang) -> None:
    """Fill a text frame with paragraphs; text is text, whatever it looks like."""
    for place, (text, style) in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        if not text:  # else an empty cell would be as tall as the default size
            paragraph._p.get_or_add_endParaRPr().set("sz", str(Pt(style.size).centipoints))
            continue
        run = paragraph.add_run()
        run.text = xml_text(text)
        letter(run.font, style, lang)
        if style.align is not None:
            paragraph.alignment = style.align
        paragraph.space_after = Pt(style.after)
        if style.bullet:
            _bullet(paragraph._p.get_or_add_pPr(), round(style.size * POINT))


def _bullet(properties: Any, wide: int) -> None:
    """Set a hanging bullet, one character wide."""
    properties.set("marL", str(wide))
    properties.set("indent", str(-wide))
    properties.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="Arial"/>'))
    properties.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))


def letter(font: Any, style: Style, lang: Lang) -> None:
    """Set size, colour, weight and language of a run; the typefaces, Latin and East Asian, are the theme's."""
    font.size = Pt(style.size)
    font.bold = style.bold
    font.color.theme_color = style.colour
    font.language_id = LANGUAGE[lang]


def box(slide: Any, place: tuple[int, int, int, int], paragraphs: Sequence[tuple[str, Style]], lang: Lang) -> Any:
    """Add a text box at (left, top, width, height) without inner margins."""
    shape = slide.shapes.add_textbox(*(Emu(round(edge)) for edge in place))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(frame, paragraphs, lang)
    return shape
