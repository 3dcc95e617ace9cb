"""For all tests: no time limit a generated case, one Chromium a session, and whole runs without kernels."""

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from rich.console import Console

from cxlab.errors import NotApplicable
from cxlab.pipeline import loop
from cxlab.pipeline.launch import Ended
from cxlab.pipeline.plan import Options
from cxlab.pipeline.progress import Lines
from cxlab.pipeline.run import run

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


class CellsHere:
    """Executes the cells of a notebook in this process; a kernel a chapter costs ten seconds, most of them imports."""

    def run(self, job, on_cell):
        cells = json.loads(Path(job.notebook).read_text(encoding="utf-8"))["cells"]
        scope = {"__name__": "__main__"}
        try:
            for cell in (cell for cell in cells if cell["cell_type"] == "code"):
                exec("".join(cell["source"]), scope)
                if "parameters" in cell["metadata"].get("tags", []):
                    scope |= job.parameters
        except NotApplicable as why:
            return Ended("not_applicable", str(why))
        return Ended("executed")

    def stop(self):
        """Nothing runs elsewhere."""


@pytest.fixture(scope="session")
def cells_here():
    """Return what stands for the launcher of kernels where a test is not about them."""
    return CellsHere


@pytest.fixture(scope="session")
def run_here():
    """Return a function that runs a study from its files to its report: all is real but for the kernels.

    Real kernels are what `make test` runs the demo with, before and after the tests, and what tests/pipeline is about.
    """

    def ran(study, **options):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loop, "Launcher", CellsHere)
            return run(study, Options(jobs=1, **options), Lines(Console(quiet=True)))

    return ran
