"""The first screen: which of the briefing's findings stand where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cxlab.report.model import ChapterView, ExhibitView, FindingView, ReportView, Source


@dataclass(frozen=True)
class Issue:
    """A problem, the findings on the same subject in the briefing's order, and its own exhibit where it has one."""

    head: FindingView
    steps: tuple[FindingView, ...]
    exhibit: ExhibitView | None


@dataclass(frozen=True)
class FirstScreen:
    """Good news, issues, changes, decisions; `exhibits` are those that no single issue owns."""

    good: tuple[FindingView, ...]
    issues: tuple[Issue, ...]
    changed: tuple[FindingView, ...]
    decisions: tuple[FindingView, ...]
    exhibits: tuple[ExhibitView, ...]


_WHOLE_STUDY = "study:all"


def first_screen(report: ReportView) -> FirstScreen | None:
    """Return the first screen, or None where the run has no briefing.

    A finding of role ``problem`` heads an issue and takes along the others on its subject. What is left: ``good`` is
    good news, ``says`` is what changed, the rest (cause, improve, verify, support) asks for a decision.
    """
    chapter = report.briefing
    if chapter is None:
        return None
    findings = [_sourced(f, report) for f in chapter.findings]
    heads = [f for f in findings if f.role == "problem"]
    owned = {f.subject for f in heads} - {_WHOLE_STUDY}
    rest = [f for f in findings if f.role != "problem" and not (f.subject in owned and f.role != "good")]
    issues = tuple(_issue(head, findings, owned, chapter) for head in heads)
    taken = {issue.exhibit.id for issue in issues if issue.exhibit}
    return FirstScreen(
        good=tuple(f for f in rest if f.role == "good"),
        issues=issues,
        changed=tuple(f for f in rest if f.role == "says"),
        decisions=tuple(f for f in rest if f.role not in ("good", "says")),
        exhibits=tuple(e for e in chapter.exhibits if e.id not in taken),
    )


def _issue(head: FindingView, findings: list[FindingView], owned: set[str], chapter: ChapterView) -> Issue:
    steps = tuple(
        f for f in findings if f.subject == head.subject and f.subject in owned and f.role not in ("problem", "good")
    )
    exhibit = next((e for e in chapter.exhibits if _points(head, chapter, e)), None)
    shared = exhibit and sum(_points(f, chapter, exhibit) for f in findings if f.role == "problem") > 1
    return Issue(head, steps, None if shared else exhibit)


def _points(finding: FindingView, chapter: ChapterView, exhibit: ExhibitView) -> bool:
    return finding.source == Source(chapter.slug, exhibit.id)


def _sourced(finding: FindingView, report: ReportView) -> FindingView:
    """Give a finding without evidence of its own the first chapter finding on the same subject."""
    if finding.source or finding.subject == _WHOLE_STUDY:
        return finding
    for chapter in report.chapters:
        for other in chapter.findings:
            if other.subject == finding.subject:
                return replace(finding, source=other.source or Source(chapter.slug, None))
    return finding
