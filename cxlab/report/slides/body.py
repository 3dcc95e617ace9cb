"""What stands under a claim: chart or table, how to read it, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cxlab.phrases import Lang
from cxlab.report.lines import said
from cxlab.report.material import Material
from cxlab.report.model import ExhibitView
from cxlab.report.slides import charts, grid
from cxlab.report.slides.drawing import Bars, Drawing, drawing
from cxlab.report.slides.lettering import POINT, QUIET, SIGNAL, Style, box, cut, height
from cxlab.report.slides.plan import FindingSlide

_CAPTION, _READING, _EVIDENCE, _CHART, _TABLE, _ALONE = 12, 14, 12, 11, 11, 20
_BAR = 3.0
_GAP = 10


@dataclass(frozen=True)
class Room:
    """A part of a slide in EMU, and by how much letters are larger or smaller than on our own deck."""

    left: int
    top: int
    width: int
    bottom: int
    scale: float

    @property
    def height(self) -> int:
        """Height in EMU."""
        return self.bottom - self.top

    def points(self, size: float) -> float:
        """Return a size of letters as it is on this slide."""
        return round(size * self.scale, 1)

    def ems(self, size: float) -> float:
        """Return how many characters of `size` points stand side by side."""
        return self.width / (self.points(size) * POINT)


def fill(slide: Any, room: Room, planned: FindingSlide, material: Mapping[str, Material], lang: Lang) -> None:
    """Write how to read it and how sure it is at the foot, and give what is left to chart or table."""
    exhibit = planned.exhibit
    source = material.get(exhibit.anchor) if exhibit else None
    drawn = drawing(source, planned.finding.claim, lang) if source else None
    under = _under(planned, drawn, room, lang)
    tall = height(under, room.width)
    if exhibit is None:
        box(slide, (room.left, room.top, room.width, room.height), under, lang)
        return
    gap = round(room.points(_GAP) * POINT)
    head = round(room.points(_CAPTION) * 1.6 * POINT)
    stage = replace(room, top=room.top + head, bottom=room.bottom - tall - gap)
    if drawn is not None:
        used, cut_to = _chart(slide, stage, drawn, exhibit, lang), ""
    else:
        used, cut_to = _table(slide, stage, planned.finding.claim, exhibit, lang)
    box(slide, (room.left, stage.top + used + gap, room.width, tall), under, lang)
    caption = exhibit.title + cut_to
    style = Style(room.points(_CAPTION), QUIET, bold=True)
    box(slide, (room.left, room.top, room.width, head), [(cut(caption, room.ems(_CAPTION)), style)], lang)


def _chart(slide: Any, stage: Room, drawn: Drawing, exhibit: ExhibitView, lang: Lang) -> int:
    """Add the chart and return its height; few bars do not need the whole stage."""
    size = stage.points(_CHART)
    tall = stage.height
    if isinstance(drawn, Bars):
        tall = min(tall, round((len(drawn.labels) + 1) * _BAR * size * POINT))
    charts.draw(slide, (stage.left, stage.top, stage.width, tall), drawn, alt=exhibit.alt, lang=lang, size=size)
    return tall


def _table(slide: Any, stage: Room, claim: str, exhibit: ExhibitView, lang: Lang) -> tuple[int, str]:
    """Add the table; return its height, and what its caption says where rows are left out."""
    if not exhibit.table.rows:
        return 0, ""
    size = stage.points(_TABLE)
    rows = max(1, stage.height // grid.row_height(size) - 1)
    shown = grid.grid(exhibit.table, claim, room=stage.ems(_TABLE), rows=rows)
    grid.draw(slide, (stage.left, stage.top), stage.width, shown, lang=lang, size=size)
    used = (len(shown.rows) + 1) * grid.row_height(size)
    if len(shown.rows) == exhibit.table.total:
        return used, ""
    return used, "  ·  " + said("more_rows", lang, n=exhibit.table.total, shown=len(shown.rows))


def _under(planned: FindingSlide, drawn: Drawing | None, room: Room, lang: Lang) -> list[tuple[str, Style]]:
    finding, exhibit = planned.finding, planned.exhibit
    reading = Style(room.points(_READING), after=room.points(3))
    proof = Style(room.points(_EVIDENCE if exhibit else _ALONE), QUIET, after=room.points(2))
    under = [(exhibit.reading, reading)] if exhibit else []
    evidence = list(finding.evidence or (exhibit.evidence if exhibit else ()))
    if isinstance(drawn, Bars) and drawn.series[0].low:
        evidence.append(said("interval", lang))
    if evidence:
        under.append(("   ·   ".join(evidence), proof))
    if finding.caveats:
        under.append((" ".join(finding.caveats), replace(proof, colour=SIGNAL)))
    return under
