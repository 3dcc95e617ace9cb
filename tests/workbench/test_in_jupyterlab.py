"""The curation desk in a real JupyterLab: mouse and keys work, and no key reaches the notebook's own shortcuts."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from cxlab import project
from cxlab.codebook import Edits

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOKEN = "only-for-this-test"


@pytest.fixture
def lab(place, tmp_path):
    """Address of a JupyterLab that serves the curation notebook with the small study as its parameter."""
    home = tmp_path / "lab"
    (home / "served").mkdir(parents=True)
    notebook = nbformat.read(project.root() / "notebooks" / "explore" / "curation.ipynb", as_version=4)
    cell = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    run = place / "reports" / "small" / "run"
    cell.source += f"\nstudy, run_dir = {str(place / 'small')!r}, {str(run)!r}"
    nbformat.write(notebook, home / "served" / "curation.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    settings = [f"--port={port}", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={home / 'served'}"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *settings],
            env={**os.environ, **folders, "PYTHONPATH": str(project.root())},
            stdout=log,
            stderr=log,
        )
    try:
        _until_it_answers(f"http://127.0.0.1:{port}/api?token={TOKEN}")
        yield f"http://127.0.0.1:{port}/lab/tree/curation.ipynb?token={TOKEN}&reset"
    finally:
        server.terminate()
        server.wait(30)


def _until_it_answers(address):
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            assert time.monotonic() < end, "JupyterLab did not start"
            time.sleep(0.3)


@pytest.fixture
def page(browser):
    made = browser.new_page(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


def test_a_topic_is_renamed_and_saved_by_mouse_and_keys(page, lab, material):
    strangers = []
    page.on(
        "request",
        lambda r: None if r.url.startswith((lab.split("/lab")[0], "data:", "blob:")) else strangers.append(r.url),
    )
    page.goto(lab)
    cells = page.locator(".jp-Notebook .jp-Cell")
    cells.first.wait_for(timeout=90_000)
    page.get_by_text("(ipykernel) | Idle").wait_for(timeout=90_000)
    page.locator('li.lm-MenuBar-item:has-text("Run")').first.click()
    page.locator('li[data-command="runmenu:run-all"]').click()
    topics = page.locator(".jp-OutputArea .widget-select select").first
    topics.wait_for(timeout=120_000)
    told = page.locator("[role=status]")
    told.filter(has_text="选择一个话题").wait_for(timeout=30_000)
    count = cells.count()

    chosen = page.locator(".widget-html-content b")
    topics.select_option(index=0)
    chosen.filter(has_text="T001").wait_for(timeout=30_000)
    topics.focus()
    for key in ("x", "d", "d", "b", "ArrowDown"):
        page.keyboard.press(key)
    chosen.filter(has_text="T002").wait_for(timeout=30_000)
    name = page.locator(".widget-text input").nth(1)
    name.fill("改过的名字")
    name.press("Enter")
    told.filter(has_text="T002 改名为").wait_for(timeout=30_000)
    assert not material.decisions.exists()
    save = page.locator('button.widget-button:enabled:has-text("保存")').first
    save.wait_for(timeout=30_000)  # it is enabled after the line that tells of the new name
    save.focus()
    page.keyboard.press("Enter")
    told.filter(has_text="已保存").wait_for(timeout=30_000)

    assert cells.count() == count, "JupyterLab took a key for itself"
    assert Edits.read(material.decisions)["T002"].name.zh == "改过的名字"
    assert page.locator(".jp-OutputArea img, .jp-OutputArea script").count() == 0
    assert page.evaluate("globalThis.harmed") is None
    assert strangers == []
