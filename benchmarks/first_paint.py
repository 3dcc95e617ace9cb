"""How soon the demo's one-file report can be read: first text and first-screen charts, as the browser reports them.

Headless Chromium under 4x CPU throttling, a window of a phone and one of a desk. Prints seconds from the start of the
navigation to the first contentful paint and to the last chart of the briefing drawn, each the median of five loads.
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
# Charts of the briefing, wherever on the page they stand; each is brought into view.
DRAWN = """
(() => {
  const charts = [...document.querySelectorAll('#briefing ~ .exhibits .chart')];
  const wanting = charts.find(chart => !chart.querySelector('.plot .main-svg'));
  wanting?.scrollIntoView({ behavior: 'instant' });
  return document.readyState === 'loading' || wanting ? null : performance.now();
})()
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
            text, charts = (statistics.median(times) / 1000 for times in zip(*loads, strict=True))
            print(f"{window:6} first text {text:5.2f} s (at most 1)   first-screen charts {charts:5.2f} s (at most 4)")
        browser.close()


def load(browser, file, width, height):
    """Return milliseconds until the first text and until the charts of the first screen, in a fresh window."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(file.as_uri(), wait_until="commit")
    charts = until(page, DRAWN)
    text = until(page, PAINTED)
    context.close()
    return text, charts


def until(page, expression):
    """Return the first value that is not null, asked for twenty times a second."""
    while (value := page.evaluate(f"document.body ? {expression} : null")) is None:
        page.wait_for_timeout(50)
    return value


if __name__ == "__main__":
    main()
