"""The report as a browser shows it from ``file://``."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

# How many marks of each chart have an area that the eye can see.
MARKS = """
() => [...document.querySelectorAll('.plot')].map(plot =>
  [...plot.querySelectorAll('.barlayer path, .scatterlayer path')]
    .filter(mark => { const b = mark.getBoundingClientRect(); return b.width > 2 && b.height > 2
                      && getComputedStyle(mark).display !== 'none'; }).length)
"""


def quiet(visited):
    assert visited.complaints == []
    assert visited.requests == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_one_file_draws_every_chart_and_fits(visit, one_file, width, scheme):
    seen = visit(one_file, width=width, color_scheme=scheme)
    assert seen.overflow() <= 0
    seen.see_all()
    assert all(marks > 0 for marks in seen.page.evaluate(MARKS))
    assert seen.page.locator("div.bars:visible").count() == 0, "a chart replaces them"
    assert seen.overflow() <= 0
    quiet(seen)


def test_a_table_is_one_click_away(visit, one_file):
    seen = visit(one_file, width=390)
    details = seen.page.locator("#kano--classes details.table")
    assert not details.locator("table").is_visible()
    details.locator("summary").focus()
    seen.page.keyboard.press("Enter")
    assert details.locator("table").is_visible()
    assert details.locator("tbody tr").count() == 5
    assert "58%" in details.inner_text()
    assert seen.overflow() <= 0


@pytest.mark.parametrize("form", ["file", "site"])
def test_without_javascript_text_and_bars_are_there(visit, run_dir, one_file, form):
    seen = visit(one_file if form == "file" else run_dir / "site" / "kano.html", java_script_enabled=False)
    assert seen.page.locator(".missing:visible").count() == 1
    chart = seen.page.locator("#kano--classes")
    assert chart.locator("div.bars").is_visible()
    assert "一次启动成功" in chart.inner_text()
    boxes = [chart.locator("svg.bar rect").nth(i).bounding_box() for i in range(5)]
    assert boxes[0]["width"] > 3 * boxes[3]["width"]
    assert chart.locator("line.whisker").first.bounding_box()["width"] > 5
    chart.locator("details.table summary").click()
    assert chart.locator("table").is_visible()
    quiet(seen)


def test_a_browser_that_cannot_inflate_says_what_is_missing(visit, one_file):
    seen = visit("about:blank")
    seen.page.add_init_script("delete globalThis.DecompressionStream")
    seen.page.goto(one_file.as_uri())
    assert seen.page.locator("#no-inflate").is_visible()
    assert seen.page.locator("#kano--classes div.bars").is_visible()
    quiet(seen)


def test_nothing_of_a_hostile_text_runs(visit, run_dir, one_file):
    for file in (one_file, run_dir / "site" / "topics.html"):
        seen = visit(file)
        seen.see_all()
        page = seen.page
        assert page.evaluate("window.harmed") is None
        assert page.locator("main img, main iframe, main object, main script").count() == 0
        outside = "a => a.map(x => x.href.baseVal ?? x.href).filter(h => !h.startsWith('file:'))"
        assert page.locator("main a").evaluate_all(outside) == []
        drawn = page.locator("#topics--sizes .plot").inner_text()
        assert "<script>window.harmed" in drawn
        assert page.locator("#topics--sizes .plot a").count() == 0
        assert "\u202e" not in page.content()
        quiet(seen)


def test_a_script_that_got_into_the_page_would_not_run(visit, one_file, tmp_path):
    injected = one_file.parent / "injected.html"
    injected.write_text(
        one_file.read_text(encoding="utf-8").replace("</main>", "<script>window.harmed = 9</script></main>"),
        encoding="utf-8",
    )
    try:
        seen = visit(injected)
        seen.see_all()
        assert seen.page.evaluate("window.harmed") is None
        assert any("Content Security Policy" in said for said in seen.complaints)
        assert seen.requests == []
    finally:
        injected.unlink()


def test_the_first_screen_reads_in_order(visit, one_file):
    page = visit(one_file, width=390).page
    text = page.locator("main").inner_text().replace(page.locator(".glance").inner_text(), "", 1)
    parts = [
        "投诉 7,200 条",
        "做得好的",
        "现状与变化",
        "当前要关注的问题",
        "启动失败",
        "请决定先修哪几台",
        "需要您决定和支持的",
        "逐个问题",
        "客户说启动失败",
        "每个问题的回答",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_evidence_links_lead_to_the_exhibit(visit, run_dir, one_file):
    for file in (one_file, run_dir / "site" / "index.html"):
        seen = visit(file)
        seen.page.locator(".issue a.to").first.click()
        seen.until("location.hash === '#topics--sizes'")
        seen.until("document.querySelector('#topics--sizes').getBoundingClientRect().top < 200")


def test_charts_follow_the_width_of_the_window(visit, run_dir):
    seen = visit(run_dir / "site" / "kano.html", width=1280)
    seen.see_all()
    seen.page.set_viewport_size({"width": 390, "height": 900})
    seen.until("document.querySelector('.plot .main-svg').getBoundingClientRect().width < 390")
    assert seen.overflow() <= 0


def test_charts_follow_the_colour_scheme_and_print_in_light(visit, run_dir):
    seen = visit(run_dir / "site" / "kano.html", color_scheme="dark")
    seen.see_all()
    colour = "getComputedStyle(document.querySelector('.plot .ytick text')).fill"
    assert seen.page.evaluate(colour) == "rgb(230, 234, 238)"
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen.until(f"{colour} === 'rgb(31, 41, 51)'")
    seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    seen.until(f"{colour} === 'rgb(230, 234, 238)'")


def test_charts_below_the_screen_are_printed_too(visit, one_file):
    seen = visit(one_file)
    drawn = "document.querySelectorAll('.plot .xtick').length > 0 && document.querySelectorAll('.drawn').length"
    seen.page.evaluate("document.querySelector('.chart').scrollIntoView({ behavior: 'instant' })")
    seen.until(f"{drawn} > 0")
    assert seen.page.evaluate(drawn) < seen.page.locator(".chart").count(), "the last chart is out of sight"
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen.until("document.querySelectorAll('.drawn').length === document.querySelectorAll('.chart').length")
    quiet(seen)


def test_charts_have_words_for_those_who_do_not_see_them(visit, one_file):
    plots = visit(one_file).page.locator(".plot")
    assert plots.count() > 2
    for i in range(plots.count()):
        assert plots.nth(i).get_attribute("role") == "img"
        assert plots.nth(i).get_attribute("aria-label").startswith("图：")


def test_the_keyboard_reaches_content_menu_and_evidence(visit, one_file):
    page = visit(one_file).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
    assert {"SUMMARY", "to"} <= reached
