"""The first slide: what goes well, what matters, what is asked for; and slides that list findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cxlab.phrases import Lang
from cxlab.report.briefing import first_screen
from cxlab.report.lines import data_line, said
from cxlab.report.model import FindingView, ReportView
from cxlab.report.slides.body import Room
from cxlab.report.slides.lettering import QUIET, Style, box, height
from cxlab.report.slides.paint import MAIN
from cxlab.report.words import words

_LARGEST, _SMALLEST = 18.0, 10.0
_MOST = 5
_DATA = 12
_GUTTER = 0.04
Block = tuple[str, Sequence[FindingView]]
Column = tuple[Room, Sequence[Block]]


def fill(slide: Any, room: Room, report: ReportView) -> None:
    """Write issues at the left, what is asked for at the right; without a briefing, the chapters' first findings."""
    screen, w = first_screen(report), words(report.lang)
    under = [(data_line(report), Style(room.points(_DATA), QUIET, after=room.points(_DATA)))]
    tall = height(under, room.width)
    box(slide, (room.left, room.top, room.width, tall), under, report.lang)
    room = replace(room, top=room.top + tall)
    if screen is None:
        firsts = [chapter.findings[0] for chapter in report.chapters if chapter.findings]
        _columns(slide, [(room, [(w["findings"], firsts)])], report.lang, most=len(firsts))
        return
    heads = [issue.head for issue in screen.issues]
    left: list[Block] = [(w["good"], screen.good[:2]), (w["issues"], heads or screen.changed)]
    right: list[Block] = [(w["decisions"], screen.decisions)]
    wide = round(room.width * (0.5 - _GUTTER / 2))
    other = replace(room, left=room.left + room.width - wide, width=wide)
    _columns(slide, [(replace(room, width=wide), left), (other, right)], report.lang)


def listed(slide: Any, room: Room, findings: Sequence[FindingView], lang: Lang) -> None:
    """Write several findings as one list."""
    _columns(slide, [(room, [("", findings)])], lang, most=len(findings))


def _columns(slide: Any, columns: Sequence[Column], lang: Lang, *, most: int = _MOST) -> None:
    """Write the blocks that hold anything, at the largest size at which every column fits."""

    def texts(column: Column, size: float) -> list[tuple[str, Style]]:
        return _written(column[1], column[0].points(size), most, lang)

    def full(size: float) -> bool:
        return any(height(texts(column, size), column[0].width) > column[0].height for column in columns)

    size = _LARGEST
    while size > _SMALLEST and full(size):
        size -= 0.5
    for column in columns:
        room = column[0]
        if written := texts(column, size):
            box(slide, (room.left, room.top, room.width, room.height), written, lang)


def _written(blocks: Sequence[Block], size: float, most: int, lang: Lang) -> list[tuple[str, Style]]:
    written: list[tuple[str, Style]] = []
    for heading, findings in blocks:
        if findings and heading:
            written.append((heading, Style(size, MAIN, bold=True, after=size / 4)))
        written += [(finding.claim, Style(size, after=size / 3, bullet=True)) for finding in findings[:most]]
        if len(findings) > most:
            written.append((said("more", lang, n=len(findings) - most), Style(size, QUIET, after=size / 2)))
    return written
