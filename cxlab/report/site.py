"""The static site: a first screen, a page a chapter, one style sheet, one script, one copy of plotly.js."""

from __future__ import annotations

import shutil
from pathlib import Path

from cxlab.report import render
from cxlab.report.briefing import apart
from cxlab.report.departments import departments
from cxlab.report.model import BRIEFING, ReportView, Source


def write(report: ReportView, folder: Path) -> list[Path]:
    """Write the site into `folder` (replaced whole) and return the pages, the first screen first."""
    if folder.exists():
        shutil.rmtree(folder)
    assets = folder / "assets"
    assets.mkdir(parents=True)
    for name, text in render.assets().items():
        (assets / name).write_text(text, encoding="utf-8")
    shown = [report.briefing] if report.briefing else []
    first = _write(folder / "index.html", report, "index.html", figures=render.figures(*shown))
    around = zip((None, *report.chapters), report.chapters, (*report.chapters[1:], None), strict=False)
    pages = [
        _write(
            folder / f"{chapter.slug}.html",
            report,
            "chapter.html",
            chapter=chapter,
            current=chapter.slug,
            before=before,
            after=after,
            figures=render.figures(chapter),
        )
        for before, chapter, after in around
    ]
    return [first, *pages, *_papers(report, folder)]


def _papers(report: ReportView, folder: Path) -> list[Path]:
    """Write the pages that belong to the briefing: departments, meetings, customers' own words."""
    there = {
        "departments": bool(departments(report)),
        "meeting": report.briefing is not None,
        "voices": apart(report, "voices") is not None,
    }
    return [
        _write(folder / f"{paper}.html", report, "paper.html", paper=paper, current=paper, figures=render.figures())
        for paper, wanted in there.items()
        if wanted
    ]


def _write(file: Path, report: ReportView, template: str, **context: object) -> Path:
    file.write_text(render.page(template, report, _link, setup=render.setup(report.lang), **context), encoding="utf-8")
    return file


def _link(source: Source) -> str:
    page = "index.html" if source.slug == BRIEFING else f"{source.slug}.html"
    return f"{page}#{source.slug}--{source.exhibit}" if source.exhibit else page
