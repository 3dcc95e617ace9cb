"""How soon the demo's one-file report can be read: first text and first-screen charts, as the browser reports them.

Headless Chromium under 4x CPU throttling, a window of a phone and one of a desk. Prints seconds from the start of the
navigation to the first contentful paint, to all charts of the briefing shown (bars within the page) and to the same
charts drawn by plotly.js, each the median of five loads.
"""

import shutil
import statistics
import sys

from playwright.sync_api import sync_playwright

from cxlab import project

SLOWER = 4
LOADS = 5
WINDOWS = {"phone": (390, 844), "desk": (1280, 800)}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
# What stands behind the briefing is there, so the briefing is whole.
COMING = "!document.querySelector('.overview')"
# Every chart of the briefing is to be seen: as bars within the page, or drawn by plotly.js.
SHOWN = f"""
(() => {{
  const charts = [...document.querySelectorAll('.issue > .bar, #briefing ~ .exhibits .chart')];
  const there = chart => chart.matches('svg') || chart.querySelector('div.bars svg, .plot .main-svg');
  return {COMING} || !charts.every(there) ? null : performance.now();
}})()
"""
# Every chart of the briefing answers to a finger; each is brought into view, plotly.js inflated and compiled before.
DRAWN = f"""
(() => {{
  const charts = [...document.querySelectorAll('#briefing ~ .exhibits .chart')];
  const wanting = charts.find(chart => !chart.querySelector('.plot .main-svg'));
  wanting?.scrollIntoView({{ behavior: 'instant' }});
  return {COMING} || wanting ? null : performance.now();
}})()
"""


def main() -> None:
    reports = project.root() / "reports" / "demo" / "latest" / "share"
    file = next((f for f in sorted(reports.glob("*.html"))), None)
    if file is None:
        sys.exit("Run the demo first: make report")
    print(f"{file.name}: {file.stat().st_size / 1e6:.2f} MB (at most 3)")
    with sync_playwright() as playwright:
        options = {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)
        for window, (width, height) in WINDOWS.items():
            loads = [load(browser, file, width, height) for _ in range(LOADS)]
            text, shown, drawn = (statistics.median(times) / 1000 for times in zip(*loads, strict=True))
            print(
                f"{window:6} first text {text:5.2f} s (at most 1)   first-screen charts {shown:5.2f} s (at most 4)   "
                f"the same, interactive {drawn:5.2f} s"
            )
        browser.close()


def load(browser, file, width, height):
    """Return milliseconds until the first text, until the charts are shown and until they are interactive."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(file.as_uri(), wait_until="commit")
    shown = until(page, SHOWN)
    drawn = until(page, DRAWN)
    text = until(page, PAINTED)
    context.close()
    return text, shown, drawn


def until(page, expression):
    """Return the first value that is not null, asked for twenty times a second."""
    while (value := page.evaluate(f"document.body ? {expression} : null")) is None:
        page.wait_for_timeout(50)
    return value


if __name__ == "__main__":
    main()
