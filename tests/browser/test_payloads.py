"""Payloads in every place of a report that takes words from outside: nothing runs, and each is shown as written."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cxlab import phrases, report
from cxlab.report.hostile import clean

pytestmark = pytest.mark.browser

LINES = Path(__file__).with_name("payloads.txt").read_text("utf-8").splitlines()
PAYLOADS = [*LINES[:-8], *(line.encode().decode("unicode_escape") for line in LINES[-8:])]


@pytest.fixture(scope="module")
def hostile(run_folder, tmp_path_factory):
    """A run whose topics, claims, quotations, departments and chart labels are the payloads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_folder, "HARM", tuple(PAYLOADS))
        patch.setattr(phrases, "columns", lambda: run_folder.COLUMNS)
        run = run_folder.make_run(tmp_path_factory.mktemp("payloads"))
        report.build(run)
    return run


@pytest.fixture(scope="module")
def pages(hostile):
    return [*sorted(hostile.glob("share/*.html")), *(hostile / "site" / f"{n}.html" for n in ("topics", "departments"))]


def test_there_are_enough():
    assert len(set(PAYLOADS)) >= 60


def test_nothing_runs_and_nothing_is_lost(open_page, hostile, pages):
    for file in pages:
        seen = open_page(file, hostile)
        seen.see_all()
        page = seen.page
        assert (seen.complaints, seen.requests) == ([], []), file.name
        assert page.evaluate("globalThis.harmed") is None
        strangers = "main :is(img, image, iframe, object, embed, script, style, link, base, meta, form, video, audio)"
        assert page.locator(f"{strangers}, main td *, .plot a").count() == 0
        outside = "all => all.map(a => a.href.baseVal ?? a.href).filter(to => !to.startsWith('file:'))"
        assert page.locator("main a").evaluate_all(outside) == []
        handlers = "all => all.filter(e => e.getAttributeNames().some(n => n.startsWith('on'))).length"
        assert page.locator("body *").evaluate_all(handlers) == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown = set(page_texts(open_page(pages[1], hostile).page, "#topics--sizes td:first-child"))
    assert {f"{i} {clean(text)}".strip() for i, text in enumerate(PAYLOADS)} <= {text.strip() for text in shown}


def test_a_downloaded_table_is_text_to_a_spreadsheet(open_page, hostile, pages):
    page = open_page(pages[1], hostile).page
    page.locator("#topics--quotes summary").focus()
    with page.expect_download() as waiting:
        page.locator("#topics--quotes button.csv").click()
    assert waiting.value.suggested_filename == "topics--quotes.csv"
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    cells = [cell for row in rows for cell in row]
    assert len(rows) == len(PAYLOADS) + 1
    assert [cell for cell in cells if cell.strip()[:1] in tuple("=+-@＝＋－＠")] == []
    assert {row[0] for row in rows} >= {'\'=HYPERLINK("//x.invalid","go")', "'+harmed=1", "'＝1+1"}
    with page.expect_download() as waiting:
        page.locator("#topics--sizes summary").click()
        page.locator("#topics--sizes button.csv").click()
    first = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()[1]
    assert first.endswith(",10%,60"), "numbers stay numbers"


def page_texts(page, selector):
    return page.locator(selector).all_text_contents()
