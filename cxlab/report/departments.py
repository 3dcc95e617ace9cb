"""A page for each department: one good thing, its matters as rates, the decisions that concern it."""

from __future__ import annotations

from dataclasses import dataclass

from cxlab.report.briefing import apart, first_screen
from cxlab.report.model import FindingView, ReportView
from cxlab.report.tables import Column


@dataclass(frozen=True)
class Department:
    """What one department reads; `rows` of its own matters, those that it leads first."""

    name: str
    good: tuple[FindingView, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    asked: tuple[FindingView, ...]


def departments(report: ReportView) -> tuple[Department, ...]:
    """Return the departments of the briefing's exhibit of that name (first column), in its order."""
    exhibit, screen = apart(report, "departments"), first_screen(report)
    if exhibit is None or screen is None or report.briefing is None:
        return ()
    names = dict.fromkeys(row[0] for row in exhibit.table.rows)
    return tuple(
        Department(
            name,
            tuple(f for f in report.briefing.findings if f.kind == "thanks" and f.department == name),
            exhibit.table.columns[1:],
            tuple(row[1:] for row in exhibit.table.rows if row[0] == name),
            tuple(f for f in screen.decisions if f.department == name),
        )
        for name in names
    )
