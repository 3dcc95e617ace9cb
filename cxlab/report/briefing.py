"""The first screen: which of the briefing's findings stand where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cxlab.numbers import Number
from cxlab.report import bars
from cxlab.report.bars import Bar
from cxlab.report.model import ChapterView, ExhibitView, FindingView, ReportView, Source


@dataclass(frozen=True)
class Issue:
    """What customers raise, the findings on the same subject, and its own exhibit where it has one.

    `bar` draws its share beside those of the other issues; all share one scale.
    """

    head: FindingView
    steps: tuple[FindingView, ...]
    exhibit: ExhibitView | None
    bar: Bar | None


@dataclass(frozen=True)
class FirstScreen:
    """Good news, issues, changes, where to start, decisions; `exhibits` are those that no single issue owns."""

    good: tuple[FindingView, ...]
    issues: tuple[Issue, ...]
    changed: tuple[FindingView, ...]
    start: tuple[FindingView, ...]
    decisions: tuple[FindingView, ...]
    exhibits: tuple[ExhibitView, ...]


_WHOLE_STUDY = "study:all"
_RAISED = ("problem", "says")


def first_screen(report: ReportView) -> FirstScreen | None:
    """Return the first screen, or None where the run has no briefing.

    Findings of role ``problem`` or ``says`` are issues, one card a subject, which takes along what else is said on
    that subject; those on the whole study are what changed. ``cause`` and ``improve`` say where to start, ``verify``
    and ``support`` ask for a decision. The briefing's own order is kept everywhere.
    """
    chapter = report.briefing
    if chapter is None:
        return None
    findings = [_sourced(f, report) for f in chapter.findings]
    heads: dict[str, FindingView] = {}
    for finding in findings:
        if finding.role in _RAISED and finding.subject != _WHOLE_STUDY:
            heads.setdefault(finding.subject, finding)
    drawn = bars.shares([_share(head) for head in heads.values()], report.lang)
    issues = tuple(_issue(head, findings, chapter, bar) for head, bar in zip(heads.values(), drawn, strict=True))
    owned = {issue.exhibit.id for issue in issues if issue.exhibit}
    rest = [f for f in findings if f.role == "good" or f.subject not in heads]
    return FirstScreen(
        good=_of(rest, "good"),
        issues=issues,
        changed=_of(rest, *_RAISED),
        start=_of(rest, "cause", "improve"),
        decisions=_of(rest, "verify", "support"),
        exhibits=tuple(e for e in chapter.exhibits if e.id not in owned),
    )


def _of(findings: list[FindingView], *roles: str) -> tuple[FindingView, ...]:
    return tuple(f for f in findings if f.role in roles)


def _share(finding: FindingView) -> Number | None:
    """Return the first share with an interval that a finding states."""
    return next((n for n in finding.numbers if n.unit == "percent" and n.low is not None), None)


def _issue(head: FindingView, findings: list[FindingView], chapter: ChapterView, bar: Bar | None) -> Issue:
    steps = tuple(f for f in findings if f.subject == head.subject and f is not head and f.role != "good")
    pointing = [f for f in findings if f.exhibit == head.exhibit]
    own = (e for e in chapter.exhibits if e.id == head.exhibit and len(pointing) == 1)
    return Issue(head, steps, next(own, None), bar)


def _sourced(finding: FindingView, report: ReportView) -> FindingView:
    """Keep the finding's source where it exists in this report, else take that of the same subject in a chapter."""
    chapters = {
        chapter.slug: chapter for chapter in (*report.chapters, *([report.briefing] if report.briefing else []))
    }
    source = finding.source
    if source and source.slug in chapters:
        known = {exhibit.id for exhibit in chapters[source.slug].exhibits}
        return replace(finding, source=source if source.exhibit in known else Source(source.slug, None))
    same = (
        other.source or Source(chapter.slug, None)
        for chapter in report.chapters
        for other in chapter.findings
        if other.subject == finding.subject != _WHOLE_STUDY
    )
    return replace(finding, source=next(same, None))
