"""Speaker notes: the evidence in full, how it was made, and where it stands in the report."""

from __future__ import annotations

from cxlab.phrases import Lang, phrase
from cxlab.report.briefing import first_screen
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
        [_said("evidence", lang), *evidence] if evidence else [],
        [_said("reading", lang), *read] if read else [],
        [_said("method", lang), *_method(planned.chapter, report)],
        [_link(planned.chapter, exhibit, lang)],
    ]
    return _paragraphs(parts, report)


def of_issue(planned: IssueSlide, report: ReportView) -> str:
    """Return the notes of an issue's slide: its parts with their evidence, and where each is shown."""
    issue, w = planned.issue, words(report.lang)
    parts = [[issue.head.claim, *_proof(issue.head), *([issue.outlook.claim] if issue.outlook else [])]]
    for part, findings in issue.parts.items():
        said = [" ".join([f.claim, *_proof(f), _place(f)]) for f in findings]
        parts.append([w[f"part_{part}"], *said])
    return _paragraphs([*parts, [_link(planned.chapter, None, report.lang)]], report)


def of_list(planned: ListSlide, report: ReportView) -> str:
    """Return the notes of a slide that lists findings."""
    proven = [" ".join([f.claim, *_proof(f), _place(f)]) for f in planned.findings]
    where = [_link(planned.chapter, None, report.lang)]
    return _paragraphs([proven, [_said("method", report.lang), *_method(planned.chapter, report)], where], report)


def of_report(report: ReportView) -> str:
    """Return the notes of the first slide."""
    screen = first_screen(report)
    proven = [" ".join([f.claim, *_proof(f), _place(f)]) for f in in_order(screen)] if screen else []
    return _paragraphs([[report.title, data_line(report)], proven, [words(report.lang)["note"]]], report)


def source(chapter: ChapterView, exhibit: ExhibitView | None, lang: Lang) -> str:
    """Return the line that says where a slide comes from."""
    return f"{_said('source', lang).replace('{chapter}', chapter.title)}  ·  {_address(chapter, exhibit)}"


def data_line(report: ReportView) -> str:
    """Return period, base and date, as the report's first screen has them."""
    w, made = words(report.lang), report.provenance
    said = (
        [w["period"].replace("{start}", report.period[0]).replace("{end}", report.period[1])] if report.period else []
    )
    for table, rows in report.base:
        said.append(w["rows"].replace("{table}", w[f"table_{table}"]).replace("{n}", f"{rows:,}"))
    if made.as_of:
        said.append(w["as_of"].replace("{date}", made.as_of))
    if made.made:
        said.append(w["made"].replace("{date}", made.made))
    return "  ·  ".join(said)


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
    return _said("link", lang).replace("{link}", _address(chapter, exhibit))


def _paragraphs(parts: list[list[str]], report: ReportView) -> str:
    run = dict(report.provenance.run).get("run_id")
    end = [_said("run", report.lang).replace("{run}", run)] if run else []
    end += [words(report.lang)["synthetic"]] if report.synthetic else []
    return "\n\n".join("\n".join(lines) for lines in [*parts, end] if lines)


def _said(key: str, lang: Lang) -> str:
    return str(getattr(phrase(f"export.{key}"), lang))
