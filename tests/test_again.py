"""The demo study once more, with the real notebooks: nothing is executed in vain, and what is made anew is the same."""

import json
import shutil
import subprocess
import sys

import pytest
from rich.console import Console

from cxlab import project
from cxlab.pipeline import graph
from cxlab.pipeline.plan import Options
from cxlab.pipeline.progress import Lines
from cxlab.pipeline.run import run

ROOT = project.root()
ALL = set(graph.read(project.root()))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return a run of the demo into a folder of its own, which starts with the project's results."""
    reports = tmp_path_factory.mktemp("reports")
    for part in (".cache", "state"):
        if (ROOT / "reports" / "demo" / part).is_dir():
            shutil.copytree(ROOT / "reports" / "demo" / part, reports / "demo" / part)
    command = [sys.executable, "-c", "from cxlab.cli import main; main()", "run", "data/demo", "--reports"]
    done = subprocess.run([*command, str(reports)], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return (reports / "demo" / "latest").resolve()


def again(first, **options):
    """Run the demo once more, from another process (this one), and return the run's folder."""
    return run(ROOT / "data" / "demo", Options(reports=first.parents[1], **options), Lines(Console(quiet=True))).folder


def executed(folder):
    chapters = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["chapters"]
    assert set(chapters) == ALL
    return {slug for slug, entry in chapters.items() if entry["state"] == "executed"}


def artifacts(folder, slug="*"):
    files = (file for file in folder.glob(f"artifacts/{slug}/**/*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_the_second_run_executes_nothing_in_either_language(first):
    second, english = again(first), again(first, lang="en")
    assert executed(second) == executed(english) == set()
    assert 'lang="en"' in (english / "site" / "index.html").read_text(encoding="utf-8")
    assert artifacts(first) == artifacts(second) == artifacts(english)


def test_a_chapter_made_anew_is_the_same_to_the_byte(first):
    anew = again(first, chapters=("kano",), force=True)
    assert executed(anew) == {"kano"}
    assert artifacts(anew, "kano") == artifacts(first, "kano") != {}
