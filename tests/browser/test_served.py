"""The page of studies, and reports as `cxlab serve` hands them out, with its headers upon them."""

import json
import shutil
import threading

import pytest

from cxlab.report import studies
from cxlab.serve import HOST, Server

pytestmark = pytest.mark.browser

DRAWN = "document.querySelectorAll('.plot .main-svg').length"


@pytest.fixture(scope="module")
def address(run_dir, tmp_path_factory):
    """Return the address of a server of reports that hold the run of these tests."""
    reports = tmp_path_factory.mktemp("reports")
    run = shutil.copytree(run_dir, reports / "tiny" / "20261120-070000")
    about = json.loads((run / "manifest.json").read_text("utf-8"))
    ended = {"status": "published", "started_at": "2026-11-20T07:00:00Z"}
    (run / "manifest.json").write_text(json.dumps({**about, **ended}), "utf-8")
    (reports / "tiny" / "latest").symlink_to("20261120-070000")
    with Server(reports, 0) as server:
        server.daemon_threads = False  # so that closing waits for every answer, and no socket is left
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://{HOST}:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def look(browser, address):
    """Return a function that opens a page below the address; it fails at complaints and at requests elsewhere."""
    contexts, wrong = [], []

    def opened(path, width):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}))
        page = contexts[-1].new_page()
        page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else wrong.append(r.url))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", studies.PAGES)
def test_the_page_of_studies_fits_and_leads_to_the_report(look, path, width):
    page = look(path, width)
    assert page.locator("article").count() == 1
    page.locator("summary").click()
    assert page.locator("table").is_visible()
    assert overflow(page) <= 0
    page.locator(".forms a").first.click()
    assert page.url.endswith("tiny/latest/site/index.html")


def test_the_other_language_is_one_click_away(look):
    page = look("", 390)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_served_page_draws_its_charts(look):
    page = look("tiny/latest/site/kano.html", 1280)
    page.locator(".chart").first.scroll_into_view_if_needed()
    page.locator(".plot .main-svg").first.wait_for()
    assert page.evaluate(DRAWN) > 0


def test_the_served_one_file_draws_its_charts(look, one_file):
    page = look(f"tiny/latest/share/{one_file.name}", 1280)
    page.locator("#kano .chart").first.scroll_into_view_if_needed()
    page.locator("#kano .plot .main-svg").first.wait_for()
    assert page.evaluate(DRAWN) > 0


def test_no_page_may_frame_a_report(look, browser, address):
    page = browser.new_page()
    page.set_content(f'<iframe src="{address}tiny/latest/site/index.html"></iframe>')
    page.wait_for_timeout(500)
    assert "chrome-error" in page.frames[1].url or not page.frames[1].locator("h1").count()
    page.close()
