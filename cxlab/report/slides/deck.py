"""The deck: every slide states a claim, shows what it stands on, and says where that comes from."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from cxlab.phrases import Lang
from cxlab.report.lines import said
from cxlab.report.material import Material
from cxlab.report.model import ReportView
from cxlab.report.office import steady, xml_text
from cxlab.report.slides import body, house, notes, opening, parts, sections
from cxlab.report.slides.body import Room
from cxlab.report.slides.house import House
from cxlab.report.slides.lettering import LANGUAGE, POINT, QUIET, SIGNAL, Style, box, cut, fitting
from cxlab.report.slides.plan import FindingSlide, IssueSlide, Slide, plan
from cxlab.report.words import words

_SMALLEST_TITLE = 14
_LARGEST_TITLE = 26
_FOOT = 10


def write(report: ReportView, material: Mapping[str, Material], *, template: Path | None, made: dt.datetime) -> bytes:
    """Return the report as a PowerPoint file.

    Parameters
    ----------
    material
        Numbers behind the exhibits, by anchor (`cxlab.report.material.read`).
    template
        The company's .pptx, of which layouts and theme are used; None for a plain 16:9 deck.
    made
        Stands in the file as the time at which it was made, so that the same run gives the same bytes.

    Raises
    ------
    InputError
        When the template is no pptx, or has no layout with a title.
    """
    deck = _Deck(report, material, house.opened(template))
    groups = [(report.title, [deck.first()])]
    for section in plan(report):
        groups.append((section.name, [deck.add(slide) for slide in section.slides]))
    sections.name(deck.house.deck, groups)
    house.dress(deck.house)
    _describe(deck.house.deck, report, made)
    stream = io.BytesIO()
    deck.house.deck.save(stream)
    return steady(stream.getvalue(), made)


class _Deck:
    """Writes slides of one report into one deck."""

    def __init__(self, report: ReportView, material: Mapping[str, Material], house: House) -> None:
        self.report = report
        self.material = material
        self.house = house
        self.lang: Lang = report.lang

    def first(self) -> Any:
        """Add the slide that says what matters and what is asked for."""
        slide = self.house.add()
        self._title(slide, self.report.title)
        opening.fill(slide, self._room(slide, ""), self.report)
        slide.notes_slide.notes_text_frame.text = xml_text(notes.of_report(self.report))
        return slide

    def add(self, planned: Slide) -> Any:
        """Add a slide of one finding, of one issue in its parts, or of a list of findings."""
        slide = self.house.add()
        if isinstance(planned, FindingSlide):
            self._title(slide, planned.finding.claim)
            room = self._room(slide, notes.source(planned.chapter, planned.exhibit, self.lang))
            body.fill(slide, room, planned, self.material, self.lang)
            text = notes.of_finding(planned, self.report)
        elif isinstance(planned, IssueSlide):
            self._title(slide, planned.issue.head.claim)
            room = self._room(slide, notes.source(planned.chapter, None, self.lang))
            parts.fill(slide, room, planned.issue, self.lang)
            text = notes.of_issue(planned, self.report)
        else:
            self._title(slide, said("further", self.lang, chapter=planned.chapter.title))
            room = self._room(slide, notes.source(planned.chapter, None, self.lang))
            opening.listed(slide, room, planned.findings, self.lang)
            text = notes.of_list(planned, self.report)
        slide.notes_slide.notes_text_frame.text = xml_text(text)
        return slide

    def _title(self, slide: Any, text: str) -> None:
        """Write the title at the largest size at which it fits its place."""
        width, tall = self.house.page.title
        scale = self.house.page.scale
        margin = Inches(0.2)
        largest, smallest = round(_LARGEST_TITLE * scale), round(_SMALLEST_TITLE * scale)
        size = fitting(text, largest=largest, smallest=smallest, width=width - margin, room=tall - margin // 2)
        run = slide.shapes.title.text_frame.paragraphs[0].add_run()
        run.text = xml_text(text)
        run.font.size, run.font.language_id = Pt(size), LANGUAGE[self.lang]

    def _room(self, slide: Any, source: str) -> Room:
        """Write the foot of a slide (source; that the data are synthetic) and return the room above it."""
        page = self.house.page
        size = _FOOT * page.scale
        tall = round(size * 1.5 * POINT)
        top = page.bottom - tall
        half = round(page.width * (0.55 if self.report.synthetic else 1.0))
        line = cut(source, half / (size * POINT))
        box(slide, (page.left, top, half, tall), [(line, Style(size, QUIET))], self.lang)
        if self.report.synthetic:
            warning = words(self.lang)["synthetic"]
            style = Style(size, SIGNAL, bold=True, align=PP_ALIGN.RIGHT)
            box(slide, (page.left + half, top, page.width - half, tall), [(warning, style)], self.lang)
        return Room(page.left, page.top, page.width, top - round(tall * 0.4), page.scale)


def _describe(deck: Any, report: ReportView, made: dt.datetime) -> None:
    known = deck.core_properties
    known.title, known.author, known.last_modified_by = xml_text(report.title), "cxlab", "cxlab"
    known.language = {"zh": "zh-CN", "en": "en-US"}[report.lang]
    known.created = known.modified = made
    known.revision = 1
