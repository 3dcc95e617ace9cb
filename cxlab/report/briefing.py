"""The briefing as readers meet it: the first screen, the issues in six parts, the material for the meetings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxlab.numbers import Number
from cxlab.report import bars
from cxlab.report.bars import Bar
from cxlab.report.model import BRIEFING, ChapterView, ExhibitView, FindingView, ReportView, Source

PARTS = ("says", "problem", "cause", "improve", "verify", "support")
APART = ("departments", "voices")
"""Exhibits of the briefing that have a page of their own."""
_SECTIONS = {
    **{"good": "good", "level": "changed", "changed": "changed", "also": "also"},
    **{"ask": "decisions", "back": "decisions", "next": "decisions", "done": "decided", "overdue": "decided"},
    **{"drivers": "start", "needs": "start"},
}
"""Kind of a finding (the second part of its id) → section of the first screen, in the order of reading."""
_OF_ROLE = {
    **{"good": "good", "says": "changed", "problem": "changed", "cause": "start", "improve": "start"},
    **{"verify": "decisions", "support": "decisions"},
}


@dataclass(frozen=True)
class Issue:
    """One issue: its head, what happens if nothing is done, and its six parts in the order of reading.

    `bar` draws the head's share beside those of the other issues; all share one scale. A part without a finding is
    not there; `missing` names those before the last.
    """

    head: FindingView
    outlook: FindingView | None
    parts: Mapping[str, tuple[FindingView, ...]]
    bar: Bar | None

    @property
    def asks(self) -> tuple[FindingView, ...]:
        """Decisions wanted on this issue."""
        return tuple(f for f in self.parts.get("support", ()) if f.kind == "ask")

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts of which nobody says anything yet."""
        return tuple(part for part in PARTS[:-1] if part not in self.parts)


@dataclass(frozen=True)
class FirstScreen:
    """Good news, what changed, issues, decisions wanted, what became of the last ones, what else, where to start."""

    good: tuple[FindingView, ...]
    changed: tuple[FindingView, ...]
    issues: tuple[Issue, ...]
    decisions: tuple[FindingView, ...]
    decided: tuple[FindingView, ...]
    also: tuple[FindingView, ...]
    start: tuple[FindingView, ...]
    exhibits: tuple[ExhibitView, ...]

    @property
    def further(self) -> tuple[FindingView, ...]:
        """Decisions wanted that stand on no issue's card."""
        told = {f.id for issue in self.issues for f in issue.asks}
        return tuple(f for f in self.decisions if f.id not in told)


def first_screen(report: ReportView) -> FirstScreen | None:
    """Return the first screen, or None where the run has no briefing.

    The second part of a finding's id says where it stands; ``issue`` makes an issue, which takes along ``outlook`` and
    the six parts of the same subject. A kind that is not known stands where its role belongs. The briefing's own
    order is kept everywhere.
    """
    chapter = report.briefing
    if chapter is None:
        return None
    findings = [_sourced(f, report) for f in chapter.findings]
    heads = [f for f in findings if f.kind == "issue"]
    drawn = bars.shares([_share(head) for head in heads], report.lang)
    told = [f for f in findings if f.kind not in ("issue", "outlook", "thanks", *PARTS)]
    places = {
        section: tuple(f for f in told if _SECTIONS.get(f.kind, _OF_ROLE[f.role]) == section)
        for section in ("good", "changed", "decisions", "decided", "also", "start")
    }
    return FirstScreen(
        **places,
        issues=tuple(_issue(head, findings, bar) for head, bar in zip(heads, drawn, strict=True)),
        exhibits=tuple(e for e in chapter.exhibits if e.id not in APART),
    )


def apart(report: ReportView, id: str) -> ExhibitView | None:
    """Return an exhibit of the briefing that has a page of its own, where there is one."""
    shown = report.briefing.exhibits if report.briefing else ()
    return next((e for e in shown if e.id == id), None)


def _issue(head: FindingView, findings: list[FindingView], bar: Bar | None) -> Issue:
    mine = [f for f in findings if f.subject == head.subject]
    parts = {part: tuple(f for f in mine if f.kind == part) for part in PARTS}
    parts["problem"] = (head, *parts["problem"])
    parts["support"] = (*parts["support"], *(f for f in mine if f.kind == "ask"))
    outlook = next((f for f in mine if f.kind == "outlook"), None)
    return Issue(head, outlook, {part: found for part, found in parts.items() if found}, bar)


def _share(finding: FindingView) -> Number | None:
    """Return the first share with an interval that a finding states."""
    return next((n for n in finding.numbers if n.unit == "percent" and n.low is not None), None)


def _sourced(finding: FindingView, report: ReportView) -> FindingView:
    """Keep the finding's source where it exists in this report, else take that of the same subject in a chapter."""
    chapters: dict[str, ChapterView] = {chapter.slug: chapter for chapter in report.chapters}
    if report.briefing:
        chapters[BRIEFING] = report.briefing
    source = finding.source
    if source and source.slug in chapters:
        known = {exhibit.id for exhibit in chapters[source.slug].exhibits}
        return replace(finding, source=source if source.exhibit in known else Source(source.slug, None))
    same = (
        other.source or Source(chapter.slug, None)
        for chapter in report.chapters
        for other in chapter.findings
        if other.subject == finding.subject != "study:all"
    )
    return replace(finding, source=next(same, None))
