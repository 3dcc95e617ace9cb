"""Every page of the demo's report, in both languages: complete, quiet, within its width, and open to all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python import sync_playwright as axe

from cxlab import report

pytestmark = pytest.mark.browser

LATEST = Path(__file__).parents[2] / "reports" / "demo" / "latest"
AXE = Path(axe.__file__).with_name("axe.min.js").read_text("utf-8")
# Plots are images with words for those who do not see them; what is inside is not text to a reader's program.
GRAVE = """
async () => {
  const found = await axe.run({ exclude: [".plot"] }, { resultTypes: ["violations"], preload: false });
  return found.violations.filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => `${v.id}: ${v.nodes.length}, first ${v.nodes[0].html.slice(0, 200)}`);
}
"""
# Charts without a mark that has an area.
EMPTY = """
() => {
  const seen = mark => { const box = mark.getBoundingClientRect(); return box.width + box.height > 2; };
  const marks = plot => [...plot.querySelectorAll('.plotly .trace path, .hm image')];
  return [...document.querySelectorAll('.plot')].filter(plot => !marks(plot).some(seen))
    .map(plot => plot.parentElement.dataset.figure);
}
"""
# A table's rows are alike; to look at five is enough, and takes seconds instead of a minute.
SHORTER = "document.querySelectorAll('tbody tr:nth-child(n + 6)').forEach(row => row.remove())"
HIDDEN = "() => [...document.querySelectorAll('details.table')].filter(d => !d.querySelector('tbody tr')).length"
WIDTHS = (390, 768, 1280)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The last run of the demo as a report in each language."""
    if not (LATEST / "manifest.json").is_file():
        if os.environ.get("CXLAB_STRICT") == "1":
            pytest.fail("CXLAB_STRICT is set and the demo has not been run: make test runs it first")
        pytest.skip("the demo has not been run here (make report)")
    root = tmp_path_factory.mktemp("demo")
    made = {}
    for lang in ("zh", "en"):
        made[lang] = root / lang
        made[lang].mkdir()
        shutil.copy(LATEST / "manifest.json", made[lang])
        shutil.copytree(LATEST / "artifacts", made[lang] / "artifacts")
        report.build(made[lang], formats=["site", "file"], lang=lang)
    return made


def pages(folder):
    found = sorted(folder.glob("site/*.html"))
    assert len(found) >= 10
    return found


def fits(seen, file):
    for width in WIDTHS:
        seen.page.set_viewport_size({"width": width, "height": 900})
        assert seen.overflow() <= 0, f"{file.name} is wider than {width}"


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_every_page_of_the_site(open_page, reports, lang, scheme):
    folder = reports[lang]
    seen = open_page(pages(folder)[0], folder, width=390, color_scheme=scheme)
    for file in pages(folder):
        seen.page.goto(file.as_uri())
        assert seen.page.locator("h1").count() == 1
        assert seen.page.evaluate(HIDDEN) == 0
        if lang == "zh":  # the one file draws them in both
            seen.see_all()
            assert seen.page.evaluate(EMPTY) == [], file.name
        fits(seen, file)
        seen.page.evaluate(SHORTER)
        seen.page.evaluate(AXE)
        assert seen.page.evaluate(GRAVE) == [], file.name
    assert (seen.complaints, seen.requests) == ([], [])


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "dark"), ("en", "light")])
def test_the_one_file(open_page, reports, lang, scheme):
    (file,) = reports[lang].glob("share/*.html")
    assert file.stat().st_size <= 3_000_000
    seen = open_page(file, reports[lang], width=390, color_scheme=scheme)
    seen.see_all()
    assert seen.page.evaluate(EMPTY) == []
    fits(seen, file)
    assert (seen.complaints, seen.requests) == ([], [])


@pytest.mark.parametrize("form", ["site", "file"])
def test_the_keyboard_reaches_the_first_decision(open_page, reports, form):
    (file,) = reports["zh"].glob("share/*.html") if form == "file" else reports["zh"].glob("site/index.html")
    page = open_page(file, reports["zh"], width=390).page
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "asked":
            break
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector(location.hash).matches('#decisions, .issue:has(.ask)')")
    page.keyboard.press("Tab")
    at = "document.querySelector(location.hash).contains(document.activeElement)"
    assert page.evaluate(at), "the next stop is within the decision"


def test_without_scripts_the_first_screen_and_every_table_are_there(open_page, reports):
    (file,) = reports["zh"].glob("share/*.html")
    page = open_page(file, reports["zh"], width=390, java_script_enabled=False).page
    assert page.locator(".missing:visible").count() == 1
    assert page.locator(".glance:visible").count() == 1
    assert page.locator(".issue > svg.bar:visible").count() == page.locator(".issue").count() > 0
    first = page.locator("#briefing ~ .exhibits .exhibit")
    shown = first.locator(":scope > div.bars:visible, .chart div.bars:visible, details.table[open]")
    assert shown.count() >= first.count() > 0
    assert page.locator("button.csv").count() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_browser_prints_a_clean_a4(open_page, reports, lang):
    page = open_page(reports[lang] / "site" / "index.html", reports[lang]).page
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = {box.split(b"]")[0].split()[-2:][0][:3] for box in pdf.split(b"/MediaBox [")[1:]}
    assert boxes == {b"594"} or boxes == {b"595"}, "A4 is 595 points wide"
    assert 3 <= pdf.count(b"/Type /Page\n") <= 12
