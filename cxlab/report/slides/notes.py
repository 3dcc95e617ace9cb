"""Speaker notes: the evidence in full, how it was made, and where it stands in the report."""

from __future__ import annotations

from cxlab.phrases import Lang
from cxlab.report.briefing import first_screen
from cxlab.report.lines import data_line, said
from cxlab.report.model import ChapterView, ExhibitView, FindingView, ReportView
from cxlab.report.slides.plan import FindingSlide, IssueSlide, ListSlide, in_order
from cxlab.report.words import words


def of_finding(planned: FindingSlide, report: ReportView) -> str:
    """Return the notes of a finding's slide."""
    finding, exhibit, lang = planned.finding, planned.exhibit, report.lang
    evidence = _proof(finding)
    read = [exhibit.title, exhibit.reading, *exhibit.evidence] if exhibit else []
    parts = [
        [finding.claim],
        [said("evidence", lang), *evidence] if evidence else [],
        [said("reading", lang), *read] if read else [],
        [said("method", lang), *_method(planned.chapter, report)],
        [_link(planned.chapter, exhibit, lang)],
    ]
    return _paragraphs(parts, report)


def of_issue(planned: IssueSlide, report: ReportView) -> str:
    """Return the notes of an issue's slide: its parts with their evidence, and where each is shown."""
    issue, w = planned.issue, words(report.lang)
    parts = [[issue.head.claim, *_proof(issue.head), *([issue.outlook.claim] if issue.outlook else [])]]
    for part, findings in issue.parts.items():
        parts.append([w[f"part_{part}"], *(" ".join([f.claim, *_proof(f), _place(f)]) for f in findings)])
    return _paragraphs([*parts, [_link(planned.chapter, None, report.lang)]], report)


def of_list(planned: ListSlide, report: ReportView) -> str:
    """Return the notes of a slide that lists findings."""
    proven = [" ".join([f.claim, *_proof(f), _place(f)]) for f in planned.findings]
    where = [_link(planned.chapter, None, report.lang)]
    return _paragraphs([proven, [said("method", report.lang), *_method(planned.chapter, report)], where], report)


def of_report(report: ReportView) -> str:
    """Return the notes of the first slide."""
    screen = first_screen(report)
    proven = [" ".join([f.claim, *_proof(f), _place(f)]) for f in in_order(screen)] if screen else []
    return _paragraphs([[report.title, data_line(report)], proven, [words(report.lang)["note"]]], report)


def source(chapter: ChapterView, exhibit: ExhibitView | None, lang: Lang) -> str:
    """Return the line that says where a slide comes from."""
    return f"{said('source', lang).replace('{chapter}', chapter.title)}  ·  {_address(chapter, exhibit)}"


def _method(chapter: ChapterView, report: ReportView) -> list[str]:
    """Return the chapter's question, the rows that it kept of those it read, and its parameters."""
    w = words(report.lang)
    kept = [
        f"{w.get(f'table_{table}', table)}: {w['funnel_read']} {rows[0]:,}, {w['funnel_kept']} {rows[-1]:,}"
        for table, rows in chapter.funnel
    ]
    parameters = ", ".join(f"{name} = {value}" for name, value in chapter.parameters)
    return [f"{chapter.title}{w['colon']}{chapter.question}", *kept, *([parameters] if parameters else [])]


def _proof(finding: FindingView) -> list[str]:
    return [*finding.evidence, *finding.caveats]


def _place(finding: FindingView) -> str:
    source = finding.source
    return f"[{source.slug}#{source.exhibit}]" if source and source.exhibit else f"[{source.slug}]" if source else ""


def _address(chapter: ChapterView, exhibit: ExhibitView | None) -> str:
    return f"{chapter.slug}#{exhibit.id}" if exhibit else chapter.slug


def _link(chapter: ChapterView, exhibit: ExhibitView | None, lang: Lang) -> str:
    return said("link", lang, link=_address(chapter, exhibit))


def _paragraphs(parts: list[list[str]], report: ReportView) -> str:
    run = dict(report.provenance.run).get("run_id")
    end = [said("run", report.lang, run=run)] if run else []
    end += [words(report.lang)["synthetic"]] if report.synthetic else []
    return "\n\n".join("\n".join(lines) for lines in [*parts, end] if lines)
