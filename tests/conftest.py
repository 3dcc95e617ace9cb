"""For all tests: generated cases have no time limit each, because machines are busy; and one Chromium a session."""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("cxlab", deadline=None)
settings.load_profile("cxlab")

_CHROMIUM = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; without it the tests skip, or fail where CXLAB_STRICT is set."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CXLAB_STRICT") == "1":
            pytest.fail("CXLAB_STRICT is set and there is no Chromium")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=_CHROMIUM)
        yield launched
        launched.close()
