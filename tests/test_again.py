"""The demo study once more, with the real notebooks: nothing is executed in vain, and what is made anew is the same."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from rich.console import Console

from cxlab import Study, project
from cxlab.numbers import fill
from cxlab.pipeline import graph
from cxlab.pipeline.plan import Options
from cxlab.pipeline.progress import Lines
from cxlab.pipeline.run import run
from cxlab.record import ChapterRecord

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


def sentences(folder):
    """Return every sentence of every finding of a run, in Chinese."""
    records = [ChapterRecord.read(file.parent) for file in folder.glob("artifacts/*/chapter.json")]
    return {f.id: fill(f.claim, f.values, f.names, "zh") for record in records for f in record.findings}


def test_another_target_changes_the_sentences_that_name_it_and_no_other(first, tmp_path):
    study = tmp_path / "demo"
    shutil.copytree(ROOT / "data" / "demo", study)
    text = (study / "study.yaml").read_text(encoding="utf-8")
    target = Study.open(study).targets["nps"]
    assert len(re.findall(rf"nps: {target:g}\b", text)) == 1
    (study / "study.yaml").write_text(text.replace(f"nps: {target:g}", "nps: 31.5"), encoding="utf-8")
    done = run(study, Options(reports=first.parents[1]), Lines(Console(quiet=True))).folder
    before, after = sentences(first), sentences(done)
    assert set(before) == set(after)
    changed = {id for id in before if before[id] != after[id]}
    assert changed == {"scores/level/nps", "briefing/level/scores/level/nps"}
    assert before["scores/level/nps"].replace(f"{target:.1f}", "31.5") == after["scores/level/nps"]


def test_every_number_of_the_first_screen_leads_to_a_table_at_once(first):
    site = first / "site"
    index = (site / "index.html").read_text(encoding="utf-8")
    screen = index[index.index("<main") : index.index('class="exhibits"')]
    told = re.findall(r'<li class="card issue">.*?</li>|<p class="(?:claim|ask|outlook)">.*?</p>', screen, re.DOTALL)
    assert len(told) > 20
    for piece in told:
        words = re.sub(r"<[^>]+>", "", piece)
        links = re.findall(r'class="to" href="([^"]+)"', piece)
        assert links or not re.search(r"\d", words), words
        for page, _, anchor in (link.partition("#") for link in links):
            target = (site / page).read_text(encoding="utf-8")
            place = target.index(f'id="{anchor}"') if anchor else 0
            assert "<table>" in target[place:], words
            assert anchor, words
