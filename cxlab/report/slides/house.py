"""The deck to write into: the company's template with its layouts and theme, or a plain one of our own."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from lxml import etree
from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from cxlab.charts import look
from cxlab.errors import InputError

EAST_ASIAN = "Microsoft YaHei"
LATIN = "Segoe UI"
_COLOURS = {
    **{"dk1": look.INK, "lt1": "#ffffff", "dk2": look.MUTED, "lt2": look.GRID},
    **{"accent1": look.BLUE, "accent2": look.ORANGE, "accent3": look.GREEN},
    **{"accent4": look.SHADES[3], "accent5": look.SHADES[4], "accent6": look.PALE},
}
_TITLES = (1, 3)  # title, centred title
_FOOTERS = (13, 15, 16)  # slide number, footer, date
_NUMBER = 13
_TALL = Inches(7.5)
# The margin inside a title's box: what stands under it begins where its letters do.
_INSET = Inches(0.1)


@dataclass(frozen=True)
class Page:
    """Where things may stand on a slide, in EMU; `scale` is its height beside that of our own deck."""

    left: int
    top: int
    width: int
    bottom: int
    title: tuple[int, int]
    scale: float


@dataclass(frozen=True)
class House:
    """A deck without slides, the layout that its slides use, and the room that the layout leaves."""

    deck: Any
    layout: Any
    page: Page
    own: bool

    def add(self) -> Any:
        """Add a slide, with its number where the layout has a place for it."""
        slide = self.deck.slides.add_slide(self.layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type not in _TITLES:
                shape.element.getparent().remove(shape.element)
        for shape in self.layout.placeholders:
            if shape.placeholder_format.type == _NUMBER:
                slide.shapes._spTree.append(copy.deepcopy(shape.element))
        return slide


def opened(template: Path | None) -> House:
    """Return the deck of `template`, without its slides, or our own.

    Raises
    ------
    InputError
        When the template is no pptx, or none of its layouts has a title to write a claim into.
    """
    deck = _own() if template is None else _company(template)
    _forget(deck)
    layout = _layout(deck)
    if layout is None:
        raise InputError(
            f"'{template.name if template else 'the deck'}' has no slide layout with a title placeholder, and every "
            "slide states its claim there. Add a layout such as 'Title Only' to the slide master."
        )
    return House(deck, layout, _page(deck, layout), own=template is None)


def _company(template: Path) -> Any:
    if not template.is_file():
        raise InputError(f"The template '{template.name}' does not exist. Give the path of a .pptx file.")
    try:
        deck = Presentation(str(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise InputError(
            f"The template '{template.name}' is no PowerPoint presentation. Open it in PowerPoint and save it as .pptx "
            "(not .ppt, .potx or .pptm)."
        ) from error
    _empty(deck)
    return deck


def _empty(deck: Any) -> None:
    """Remove the slides of a template, and the lists of sections and shows that speak of them."""
    slides = deck.slides._sldIdLst
    for entry in list(slides):
        deck.part.drop_rel(entry.rId)
        slides.remove(entry)
    for name in ("custShowLst", "extLst"):
        for listed in deck.element.findall(f"{{*}}{name}"):
            deck.element.remove(listed)


def _forget(deck: Any) -> None:
    """Drop what the file said of another deck: its picture, the titles and the size of its slides."""
    package = deck.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype in (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES):
            package._rels.pop(key)


def _own() -> Any:
    """Return a 16:9 deck in the colours of the report."""
    deck = Presentation()
    wide = Inches(13.333) / deck.slide_width
    deck.slide_width, deck.slide_height = Inches(13.333), _TALL
    master = deck.slide_master
    for holder in (master, *deck.slide_layouts):
        for shape in holder.placeholders:
            if shape.element.spPr.find("{*}xfrm") is not None:
                shape.left, shape.width = Emu(round(shape.left * wide)), Emu(round(shape.width * wide))
    for shape in master.placeholders:
        if shape.placeholder_format.type in _TITLES:
            shape.left, shape.top, shape.width, shape.height = (Inches(i) for i in (0.6, 0.4, 12.13, 1.05))
        elif shape.placeholder_format.type in _FOOTERS:
            shape.top = Inches(7.02)
    style = master.element.find(".//{*}titleStyle/{*}lvl1pPr")
    style.set("algn", "l")
    style.find("{*}defRPr").set("sz", str(Pt(26).centipoints))
    style.find("{*}defRPr").set("b", "1")
    return deck


def _layout(deck: Any) -> Any:
    """Return the layout made for a title alone, else the one with a title and the fewest other places."""
    fit = [
        (layout.element.get("type") != "titleOnly", len(layout.placeholders), place)
        for place, layout in enumerate(deck.slide_layouts)
        if any(shape.placeholder_format.type in _TITLES for shape in layout.placeholders)
    ]
    return deck.slide_layouts[min(fit)[-1]] if fit else None


def _page(deck: Any, layout: Any) -> Page:
    tall = deck.slide_height
    title = next(s for s in layout.placeholders if s.placeholder_format.type in _TITLES)
    # A title in the middle of the slide (a cover) leaves no room under it; then it is taken as standing at the top.
    below = title.top + title.height
    top = below if below < tall * 0.4 else round(tall * 0.2)
    feet = [s.top for s in layout.placeholders if s.placeholder_format.type in _FOOTERS and s.top > tall * 0.8]
    scale = max(0.6, min(1.4, tall / _TALL))
    return Page(
        left=title.left + _INSET,
        top=round(top + Inches(0.08) * scale),
        width=title.width - 2 * _INSET,
        bottom=min([*feet, round(tall * 0.95)]),
        title=(title.width, title.height),
        scale=scale,
    )


def dress(house: House) -> None:
    """Give every theme an East Asian typeface where it has none; our own deck gets its Latin one and colours too."""
    for part in house.deck.part.package.iter_parts():
        if part.partname.startswith("/ppt/theme/"):
            root = etree.fromstring(part.blob)
            _fonts(root, own=house.own)
            for name, colour in _COLOURS.items() if house.own else ():
                slot = root.find(f".//{{*}}clrScheme/{{*}}{name}")
                slot[:] = [etree.Element(qn("a:srgbClr"), val=colour[1:].upper())]
            _replace(part, etree.tostring(root, encoding="UTF-8", standalone=True))


def _fonts(root: Any, *, own: bool) -> None:
    for font in root.findall(".//{*}fontScheme/*"):
        latin, asian = font.find("{*}latin"), font.find("{*}ea")
        if own:
            latin.set("typeface", LATIN)
        if not asian.get("typeface"):
            asian.set("typeface", EAST_ASIAN)


def _replace(part: Any, blob: bytes) -> None:
    if isinstance(part, XmlPart):
        part._element = parse_xml(blob)
    else:
        part._blob = blob
