"""Whole runs of a tiny project; a kernel costs seconds, so one story is told and every test reads its part."""

import json

import pytest

DIES_ONCE = """
import os, signal
from pathlib import Path
mark = Path(study) / "died"
if not mark.exists():
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""
LEARNS = """
from pathlib import Path
learned = Path(run_dir) / "artifacts" / "base" / "state"
learned.mkdir(parents=True)
_ = (learned / "codebook.txt").write_text(str(seed))
"""
TOO_FEW = """
import pandas as pd
from cxlab import Chapter
from cxlab.errors import NotApplicable
chapter = Chapter.open(study, run_dir, "few")
_ = chapter.exhibit("words", pd.DataFrame({"word": ["充电"]}), texts="topics.frequencies")
_ = chapter.save()
raise NotApplicable("common.too_few", n=3, needed=5)
"""
COMPARES = """
import json
from pathlib import Path
state = json.loads((Path(run_dir) / "run.json").read_text())["states"].get("end")
seen = (Path(state) / "base" / "codebook.txt").read_text() if state else "nothing"
_ = (Path(run_dir) / "artifacts" / "end").mkdir()
_ = (Path(run_dir) / "artifacts" / "end" / "seen.txt").write_text(seen)
"""


@pytest.fixture(scope="module")
def story(tiny):
    """Return the runs of the story by name, and what the first one told of each chapter."""
    tiny.chapters(
        base={"source": [LEARNS]},
        other={"source": [DIES_ONCE]},
        few={"source": [TOO_FEW]},
        absent={"tables": ["kano"]},
        stands={"needs": ["absent"]},
        end={"after": ["base", "other", "few", "absent"], "previous": ["base"], "source": [COMPARES]},
    )
    seen = {}
    seen["cold"] = tiny.run()
    seen["told"] = tiny.heard.messages
    seen["again"] = tiny.run()
    seen["english"] = tiny.run(lang="en")
    seen["changed"] = tiny.run(parameters=("base.seed=5",))
    seen["changed again"] = tiny.run(parameters=("base.seed=5",))
    seen["one chapter"] = tiny.run(parameters=("base.seed=5",), chapters=("other",))
    seen["elsewhere"] = tiny.run(reports=tiny.root / "elsewhere")
    return seen


def states(run):
    return {slug: outcome.state for slug, outcome in run.chapters.items()}


def executed(run):
    return {slug for slug, state in states(run).items() if state == "executed"}


def test_a_chapter_that_does_not_apply_says_why_in_words(story):
    assert story["told"]["absent"] == "The study has no table 'kano'."
    assert story["told"]["stands"] == "The chapter 'absent' has to run first."


def test_a_cold_run_executes_what_applies(story):
    assert states(story["cold"]) == {
        **dict.fromkeys(("base", "other", "end"), "executed"),
        **dict.fromkeys(("few", "absent", "stands"), "not_applicable"),
    }


def test_a_kernel_killed_once_is_tried_again_and_published(story, tiny):
    assert (tiny.root / "data" / "tiny" / "died").exists()
    assert states(story["cold"])["other"] == "executed"


@pytest.mark.parametrize(
    ("slug", "reason", "values"),
    [
        ("few", "回答", {"n": "3", "needed": "5"}),
        ("absent", "表", {"table": "kano"}),
        ("stands", "一章", {"chapter": "absent"}),
    ],
)
def test_a_chapter_that_does_not_apply_leaves_a_card(story, slug, reason, values):
    card = json.loads((story["again"].folder / "artifacts" / slug / "chapter.json").read_text(encoding="utf-8"))
    assert card["state"] == "not_applicable"
    assert reason in card["reason"]["zh"]
    assert card["reason_values"] == values


def test_what_a_chapter_saved_before_it_found_out_stays_with_the_card(story):
    folder = story["again"].folder / "artifacts" / "few"
    card = json.loads((folder / "chapter.json").read_text(encoding="utf-8"))
    assert [exhibit["id"] for exhibit in card["exhibits"]] == ["words"]
    assert (folder / "words.parquet").is_file()


def test_an_unchanged_run_executes_nothing_in_either_language(story):
    assert executed(story["again"]) == executed(story["english"]) == set()
    assert states(story["again"])["base"] == "cached"
    assert story["english"].pages[0].read_text(encoding="utf-8") == "en"


def test_a_changed_parameter_runs_its_chapter_and_what_stands_on_it(story):
    assert executed(story["changed"]) == {"base", "end"}


def test_previous_means_the_last_run_with_other_inputs(story, tiny):
    def seen(name):
        return (story[name].folder / "artifacts" / "end" / "seen.txt").read_text(encoding="utf-8")

    assert seen("cold") == seen("again") == "nothing"
    assert seen("changed") == seen("changed again") == "1"
    assert executed(story["changed again"]) == set()
    about = {f.parent.name: json.loads(f.read_text("utf-8")) for f in (tiny.home / "state").glob("*/state.json")}
    compared = {number: (state["end"]["compared"], state["other"]["compared"]) for number, state in about.items()}
    assert compared == {"1": (None, None), "2": (1, None)}


def test_one_chapter_leaves_the_others_out_and_forgets_nothing(story, tiny):
    assert states(story["one chapter"]) == {
        "other": "cached",
        **dict.fromkeys(("base", "few", "absent", "stands", "end"), "not_selected"),
    }
    assert not (tiny.home / "state" / "3").exists()
    assert story["one chapter"].kept == story["changed again"].folder
    about = json.loads((story["one chapter"].folder / "manifest.json").read_text(encoding="utf-8"))
    assert about["status"] == "partial"


def test_two_cold_runs_leave_identical_artifacts(story):
    def artifacts(run):
        return {f.relative_to(run.folder): f.read_bytes() for f in run.folder.glob("artifacts/**/*") if f.is_file()}

    assert executed(story["elsewhere"]) == {"base", "other", "end"}
    assert artifacts(story["elsewhere"]) == artifacts(story["cold"])


def test_the_manifest_says_what_was_made_from_what(story):
    manifest = json.loads((story["changed"].folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "published"
    assert manifest["parameters"]["base"] == {"seed": 5}
    assert manifest["seeds"]["base"] == 5
    assert manifest["study"]["title"] == {"zh": "Tiny", "en": "Tiny"}
    assert manifest["chapters"]["base"]["state"] == "executed"
    assert manifest["chapters"]["base"]["cpu_seconds"] > 0
    assert manifest["versions"]["papermill"]


def test_latest_points_to_the_last_run_with_every_chapter(story, tiny):
    assert (tiny.home / "latest").resolve() == story["changed again"].folder
    assert f"{story['changed again'].folder.name}/site/index.html" in (tiny.home / "latest.html").read_text("utf-8")
