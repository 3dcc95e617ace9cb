"""The report as a PDF: the one-file page, printed by the Chromium (or Chrome, Edge) of this machine."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from cxlab.errors import CxlabError, InputError
from cxlab.report import render
from cxlab.report.model import ChapterView, ReportView, Source

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MOST_ROWS = 20
_SECONDS = 180
# So wide that charts, drawn on the screen before they are printed, fill the width of an A4 page.
_WINDOW = "860,2000"
_BUDGET_MS = 30_000
_POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: blob:"
_STAMP = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


def write(report: ReportView, *, made: dt.datetime) -> bytes:
    """Return the report as a PDF on A4 pages.

    What a page folds away is printed where it says something new: findings, and the first 20 rows of tables without a
    chart. Tables behind charts stay folded; the workbook has them whole.

    Parameters
    ----------
    made
        Stands in the file as the time at which it was made.

    Raises
    ------
    InputError
        When no Chromium, Chrome or Edge is installed.
    CxlabError
        When the browser gave no PDF.
    """
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise InputError(
            "A PDF is printed by Chromium, Chrome or Edge, and none is installed here. Install one (on Debian and "
            "Ubuntu: apt-get install -y chromium), or print the report's one-file page from any browser."
        )
    # A folder of its own in the user's home would be kept by snap-packed browsers only; this one every browser reads.
    with tempfile.TemporaryDirectory(prefix="cxlab-print-", ignore_cleanup_errors=True) as folder:
        page = _page(_short(report), Path(folder))
        printed = Path(folder) / "printed.pdf"
        _print(browser, page, printed)
        stamp = b"D:" + made.strftime("%Y%m%d%H%M%S").encode()
        return _STAMP.sub(rb"/\1 (" + stamp, printed.read_bytes())


def _page(report: ReportView, folder: Path) -> Path:
    """Write the page that is printed, and what it loads, into `folder`."""
    assets = folder / "assets"
    assets.mkdir()
    for name in ("print.js", "report.js"):
        (assets / name).write_text(render.asset(name), encoding="utf-8")
    (assets / "plotly.min.js").write_text(render.plotly(), encoding="utf-8")
    shown = [*([report.briefing] if report.briefing else []), *report.chapters]
    page = folder / "report.html"
    text = render.page(
        "print.html",
        report,
        _link,
        setup=render.setup(report.lang),
        policy=_POLICY,
        style=render.asset("report.css") + render.asset("print.css"),
        figures=render.figures(*shown),
    )
    page.write_text(text, encoding="utf-8")
    return page


def _print(browser: str, page: Path, printed: Path) -> None:
    options = [
        *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking"),
        *(f"--user-data-dir={page.parent / 'profile'}", f"--window-size={_WINDOW}", "--hide-scrollbars"),
        *(f"--virtual-time-budget={_BUDGET_MS}", "--no-pdf-header-footer", f"--print-to-pdf={printed}"),
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")  # Chromium refuses to start as root otherwise; the page is our own
    try:
        done = subprocess.run([browser, *options, page.as_uri()], capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise CxlabError(f"{Path(browser).name} printed nothing within {_SECONDS} seconds. Try again.") from error
    if not printed.is_file() or not printed.stat().st_size:
        raise CxlabError(
            f"{Path(browser).name} gave no PDF (exit code {done.returncode}). Does it open pages on this machine? "
            "The report's one-file page can be printed from any browser."
        )


def _short(report: ReportView) -> ReportView:
    """Return the report with at most the first rows of each table; the page says how many there are."""
    chapters = tuple(_shorter(chapter) for chapter in report.chapters)
    return replace(report, chapters=chapters, briefing=_shorter(report.briefing) if report.briefing else None)


def _shorter(chapter: ChapterView) -> ChapterView:
    exhibits = tuple(replace(e, table=replace(e.table, rows=e.table.rows[:MOST_ROWS])) for e in chapter.exhibits)
    return replace(chapter, exhibits=exhibits)


def _link(source: Source) -> str:
    return f"#{source.slug}--{source.exhibit}" if source.exhibit else f"#{source.slug}"
