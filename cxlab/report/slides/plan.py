"""Which slides a report becomes: the first screen, then one slide a finding, each finding once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxlab.report.briefing import FirstScreen, Issue, first_screen
from cxlab.report.model import ChapterView, ExhibitView, FindingView, ReportView

# As many as a chapter's page shows before it folds the rest.
UNFOLDED = 6
LISTED = 12


@dataclass(frozen=True)
class FindingSlide:
    """A finding, the chapter that answers for it, and the exhibit to show beside it."""

    finding: FindingView
    chapter: ChapterView
    exhibit: ExhibitView | None


@dataclass(frozen=True)
class IssueSlide:
    """An issue of the briefing in its six parts; their evidence has slides of its own in the chapters."""

    issue: Issue
    chapter: ChapterView


@dataclass(frozen=True)
class ListSlide:
    """Findings that a chapter's page folds away, as a list."""

    chapter: ChapterView
    findings: tuple[FindingView, ...]


Slide = FindingSlide | IssueSlide | ListSlide


@dataclass(frozen=True)
class Section:
    """Slides under one name; PowerPoint shows them as a group."""

    name: str
    slides: tuple[Slide, ...]


def plan(report: ReportView) -> tuple[Section, ...]:
    """Return the sections after the first slide: the briefing's findings, then what each chapter adds to them."""
    shown: set[str] = set()
    chapters = {chapter.slug: chapter for chapter in report.chapters}
    sections = []
    screen = first_screen(report)
    if screen is not None and report.briefing is not None:
        chapters[report.briefing.slug] = report.briefing
        slides = tuple(_of_briefing(screen, report.briefing, chapters, shown))
        sections.append(Section(report.briefing.title, slides))
    for chapter in report.chapters:
        slides_of = tuple(_of_chapter(chapter, chapters, shown))
        sections.append(Section(chapter.title, slides_of))
    return tuple(section for section in sections if section.slides)


def in_order(screen: FirstScreen) -> Iterator[FindingView]:
    """Yield the findings of a first screen as a reader meets them."""
    yield from (*screen.good, *screen.changed)
    for issue in screen.issues:
        yield issue.head
        if issue.outlook:
            yield issue.outlook
        yield from (f for part in issue.parts.values() for f in part if f is not issue.head)
    yield from (*screen.decisions, *screen.decided, *screen.also, *screen.start)


def _of_briefing(
    screen: FirstScreen, briefing: ChapterView, chapters: dict[str, ChapterView], shown: set[str]
) -> Iterator[Slide]:
    for finding in _once((*screen.good, *screen.changed), shown):
        yield _slide(finding, briefing, chapters)
    for issue in screen.issues:
        shown.add(issue.head.claim)
        yield IssueSlide(issue, briefing)
    for finding in _once((*screen.decisions, *screen.decided, *screen.also, *screen.start), shown):
        yield _slide(finding, briefing, chapters)


def _of_chapter(chapter: ChapterView, chapters: dict[str, ChapterView], shown: set[str]) -> Iterator[Slide]:
    for finding in _once(chapter.findings[:UNFOLDED], shown):
        yield _slide(finding, chapter, chapters)
    rest = list(_once(chapter.findings[UNFOLDED:], shown))
    for start in range(0, len(rest), LISTED):
        yield ListSlide(chapter, tuple(rest[start : start + LISTED]))


def _once(findings: tuple[FindingView, ...], shown: set[str]) -> Iterator[FindingView]:
    for finding in findings:
        if finding.claim not in shown:
            shown.add(finding.claim)
            yield finding


def _slide(finding: FindingView, home: ChapterView, chapters: dict[str, ChapterView]) -> FindingSlide:
    """Show the exhibit that the finding points to; the chapter that answers for it is the one that holds it."""
    source = finding.source
    chapter = chapters.get(source.slug, home) if source else home
    wanted = source.exhibit if source else None
    return FindingSlide(finding, chapter, next((e for e in chapter.exhibits if e.id == wanted), None))
