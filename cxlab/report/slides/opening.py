"""The first slide: what goes well, what matters, what is asked for; and slides that list findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cxlab.phrases import Lang, phrase
from cxlab.report.briefing import first_screen
from cxlab.report.model import FindingView, ReportView
from cxlab.report.slides.body import Room
from cxlab.report.slides.lettering import QUIET, Style, box, height
from cxlab.report.slides.paint import MAIN
from cxlab.report.words import words

_LARGEST, _SMALLEST = 16.0, 10.0
_MOST = 5
_GUTTER = 0.04
Block = tuple[str, Sequence[FindingView]]


def fill(slide: Any, room: Room, report: ReportView) -> None:
    """Write issues at the left, what is asked for at the right; without a briefing, the chapters' first findings."""
    screen, w = first_screen(report), words(report.lang)
    if screen is None:
        firsts = [chapter.findings[0] for chapter in report.chapters if chapter.findings]
        _column(slide, room, [(w["findings"], firsts)], report.lang, most=len(firsts))
        return
    heads = [issue.head for issue in screen.issues]
    left: list[Block] = [(w["good"], screen.good[:2]), (w["issues"], heads or screen.changed)]
    right: list[Block] = [(w["decisions"], screen.decisions), (w["decided"], screen.decided)]
    wide = round(room.width * (0.5 - _GUTTER / 2))
    _column(slide, replace(room, width=wide), left, report.lang)
    _column(slide, replace(room, left=room.left + room.width - wide, width=wide), right, report.lang)


def listed(slide: Any, room: Room, findings: Sequence[FindingView], lang: Lang) -> None:
    """Write several findings as one list."""
    _column(slide, room, [("", findings)], lang, most=len(findings))


def _column(slide: Any, room: Room, blocks: Sequence[Block], lang: Lang, *, most: int = _MOST) -> None:
    """Write the blocks that hold anything, at the largest size at which they fit."""
    size = _LARGEST
    while size > _SMALLEST and height(_said(blocks, room.points(size), most, lang), room.width) > room.height:
        size -= 0.5
    said = _said(blocks, room.points(size), most, lang)
    if said:
        box(slide, (room.left, room.top, room.width, room.height), said, lang)


def _said(blocks: Sequence[Block], size: float, most: int, lang: Lang) -> list[tuple[str, Style]]:
    said: list[tuple[str, Style]] = []
    for heading, findings in blocks:
        if findings and heading:
            said.append((heading, Style(size, MAIN, bold=True, after=size / 4)))
        said += [(f"• {finding.claim}", Style(size, after=size / 3)) for finding in findings[:most]]
        if len(findings) > most:
            more = str(getattr(phrase("export.more"), lang)).replace("{n}", str(len(findings) - most))
            said.append((more, Style(size, QUIET, after=size / 2)))
    return said
