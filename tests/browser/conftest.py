from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest

from cxlab import phrases, report


@pytest.fixture(scope="session")
def run_folder():
    """The module that writes a small run, of the tests of the report."""
    file = Path(__file__).parents[1] / "report" / "run_folder.py"
    spec = importlib.util.spec_from_file_location("run_folder_for_browser", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def run_dir(run_folder, tmp_path_factory):
    run = run_folder.make_run(tmp_path_factory.mktemp("run"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "columns", lambda: run_folder.COLUMNS)
        report.build(run)
    return run


@pytest.fixture(scope="session")
def one_file(run_dir):
    return next((run_dir / "share").glob("*.html"))


class Visit:
    """A page under watch: what its console says, dialogs it opens, and every request that leaves the report."""

    def __init__(self, page, home):
        self.page = page
        self.complaints = []
        self.requests = []
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("dialog", lambda d: (self.complaints.append(f"{d.type}: {d.message}"), d.dismiss()))
        page.on("request", lambda r: None if r.url.startswith(home) else self.requests.append(r.url))

    def see_all(self):
        """Look at every chart that is not drawn yet, one after the other, until all are."""
        self.until(
            "(() => { const wanting = [...document.querySelectorAll('.chart')]"
            ".find(chart => !chart.querySelector('.plot .main-svg .xtick, .plot .main-svg .trace'));"
            " wanting?.scrollIntoView({ behavior: 'instant' }); return !wanting; })()"
        )

    def until(self, expression, seconds=60):
        """Wait for an expression to hold. (Playwright's own waiting evaluates strings, which the policy forbids.)"""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"never came true: {expression}"
            self.page.wait_for_timeout(50)

    def overflow(self):
        """Pixels by which the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def open_page(browser):
    """Return a function that opens a page under watch; requests below the folder `home` are its own."""
    contexts = []

    def open_(file, home, **options):
        context = browser.new_context(viewport={"width": options.pop("width", 1280), "height": 900}, **options)
        contexts.append(context)
        watched = Visit(context.new_page(), home.as_uri())
        watched.page.goto(file.as_uri() if isinstance(file, Path) else file)
        return watched

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def visit(open_page, run_dir):
    return lambda file, **options: open_page(file, run_dir, **options)
