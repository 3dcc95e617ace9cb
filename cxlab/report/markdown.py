"""The briefing as plain Markdown, to be pasted into a chat or a mail: words and numbers, no pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cxlab.report.briefing import FirstScreen, Issue, first_screen
from cxlab.report.model import FindingView, ReportView
from cxlab.report.words import words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def write(report: ReportView, folder: Path, name: str) -> Path | None:
    """Write ``<name>.md`` into `folder` and return it; None where the run has no briefing."""
    screen = first_screen(report)
    if screen is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.md"
    file.write_text("\n".join(_lines(report, screen)).strip() + "\n", encoding="utf-8", newline="\n")
    return file


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line: customers' words may look like links or headings."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _lines(report: ReportView, screen: FirstScreen) -> Iterator[str]:
    w = words(report.lang)
    yield f"# {escaped(report.title)}"
    if report.synthetic:
        yield f"\n**{w['synthetic']}**"
    yield ""
    if report.period:
        yield w["period"].format(start=report.period[0], end=report.period[1])
    yield " · ".join(w["rows"].format(table=w[f"table_{name}"], n=f"{n:,}") for name, n in report.base)
    yield from _group(w["good"], screen.good)
    yield from _group(w["changed"], screen.changed)
    if screen.issues:
        yield f"\n## {w['issues']}\n"
        for place, issue in enumerate(screen.issues, start=1):
            yield from _short(place, issue)
    yield from _group(w["decisions"], screen.further)
    yield from _group(w["decided"], screen.decided)
    if screen.issues:
        yield f"\n## {w['each_issue']}"
        for place, issue in enumerate(screen.issues, start=1):
            yield f"\n### {place}. {escaped(issue.head.name or issue.head.claim)}\n"
            for part, found in issue.parts.items():
                yield from (f"- **{w[f'part_{part}']}** {_said(finding)}" for finding in found)
    yield from _group(w["also"], screen.also)
    yield from _group(w["start"], screen.start)
    yield f"\n{w['note']}"


def _short(place: int, issue: Issue) -> Iterator[str]:
    yield f"{place}. {_said(issue.head)}"
    under = [*([issue.outlook] if issue.outlook else []), *issue.asks]
    yield from (f"   - {_said(finding)}" for finding in under)


def _group(title: str, findings: Iterable[FindingView]) -> Iterator[str]:
    told = list(findings)
    if told:
        yield f"\n## {title}\n"
        yield from (f"- {_said(finding)}" for finding in told)


def _said(finding: FindingView) -> str:
    base = "; ".join((*finding.evidence, *finding.caveats))
    return escaped(finding.claim) + (f" ({escaped(base)})" if base else "")
