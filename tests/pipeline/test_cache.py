"""Each ingredient of a key changes the keys of exactly the chapters that depend on it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cxlab.pipeline import cache
from cxlab.pipeline.cache import Inputs, Store
from cxlab.pipeline.graph import ChapterSpec
from cxlab.study import Study


def chapter(slug, **more):
    return ChapterSpec(slug=slug, notebook=f"{slug}.ipynb", title=slug, question=slug, **more)


CHAPTERS = [
    chapter("text", tables=("complaints",), files=("resources/text/*", "study/words.txt"), sections=("calendar",)),
    chapter("survey", tables=("ratings",), optional=("units",), sections=("targets",)),
    chapter("kano", tables=("kano",), previous=("kano",)),
    chapter("end", after=("text", "survey")),
]


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    """Return inputs of four chapters, on a copy of a package with a few files."""
    for name in ("a.py", "report/site.css", "pipeline/run.py", "cli.py", "resources/text/stop.txt", "resources/x.yml"):
        (tmp_path / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / name).write_text(name)
    (tmp_path / "notebooks").mkdir()
    for spec in CHAPTERS:
        cells = [
            {"cell_type": "code", "metadata": {"tags": []}, "source": "1 + 1", "execution_count": 1, "outputs": []}
        ]
        (tmp_path / "notebooks" / spec.notebook).write_text(json.dumps({"cells": cells, "metadata": {}}))
    (tmp_path / "requirements.lock").write_text("numpy==2")
    (tmp_path / "words.txt").write_text("word")
    monkeypatch.setattr(cache, "_PACKAGE", tmp_path / "package")
    return Inputs(
        root=tmp_path,
        study=Study(name="s", title="s", tables={}, folder=tmp_path),
        chapters={spec.slug: spec for spec in CHAPTERS},
        tables={"complaints": "1", "ratings": "1", "kano": "1"},
        parameters={spec.slug: {"seed": 1} for spec in CHAPTERS},
        as_of=None,
    )


def edit(name: str, text: str):
    def do(inputs):
        (inputs.root / name).write_text(text)
        return replace(inputs)

    return do


def notebook(change):
    def do(inputs):
        file = inputs.root / "notebooks" / "survey.ipynb"
        content = json.loads(file.read_text())
        change(content)
        file.write_text(json.dumps(content))
        return replace(inputs)

    return do


def study(**more):
    return lambda inputs: replace(inputs, study=Study(name="s", title="s", tables={}, folder=inputs.root, **more))


ALL = {"text", "survey", "kano", "end"}
INGREDIENTS = {
    "nothing": (replace, set()),
    "source": (notebook(lambda n: n["cells"][0].update(source="1 + 2")), {"survey", "end"}),
    "markdown": (notebook(lambda n: n["cells"][0].update(cell_type="markdown")), {"survey", "end"}),
    "outputs": (notebook(lambda n: n["cells"][0].update(outputs=[1], execution_count=9)), set()),
    "metadata": (notebook(lambda n: n.update(metadata={"language_info": 1})), set()),
    "parameter": (lambda i: replace(i, parameters={**i.parameters, "kano": {"seed": 2}}), {"kano"}),
    "table": (lambda i: replace(i, tables={**i.tables, "ratings": "2"}), {"survey", "end"}),
    "new optional table": (lambda i: replace(i, tables={**i.tables, "units": "1"}), {"survey", "end"}),
    "unused table": (lambda i: replace(i, tables={**i.tables, "audits": "1"}), set()),
    "section": (study(targets={"nps": 30}), {"survey", "end"}),
    "undeclared section": (study(scales={"csat": {"min": 1, "max": 5}}), set()),
    "stop word": (edit("package/resources/text/stop.txt", "new"), {"text", "end"}),
    "the study's words": (edit("words.txt", "new"), {"text", "end"}),
    "undeclared resource": (edit("package/resources/x.yml", "new"), ALL),
    "code": (edit("package/a.py", "new"), ALL),
    "style sheet": (edit("package/report/site.css", "new"), set()),
    "pipeline": (edit("package/pipeline/run.py", "new"), set()),
    "command line": (edit("package/cli.py", "new"), set()),
    "lock file": (edit("requirements.lock", "numpy==3"), ALL),
    "as of": (lambda i: replace(i, as_of="2026-01-31"), ALL),
}


@pytest.mark.parametrize("ingredient", INGREDIENTS)
def test_an_ingredient_changes_exactly_the_keys_that_depend_on_it(inputs, ingredient):
    before = inputs.keys()
    change, expected = INGREDIENTS[ingredient]
    after = change(inputs).keys()
    assert {slug for slug in before if before[slug] != after[slug]} == expected


def test_the_word_engine_and_python_are_ingredients(inputs, monkeypatch):
    before = inputs.keys()
    monkeypatch.setattr(cache.sys, "version_info", (3, 99, 0))
    other_python = replace(inputs).keys()
    monkeypatch.undo()
    monkeypatch.setattr(cache, "_PACKAGE", inputs.root / "package")
    assert replace(inputs).keys() == before
    monkeypatch.setattr(cache.importlib.util, "find_spec", lambda name: None)
    assert not {before["text"], other_python["text"]} & {replace(inputs).keys()["text"]}
    assert other_python["text"] != before["text"]


def test_what_was_learned_counts_only_for_who_reads_it(inputs):
    state = inputs.root / "state"
    (state / "kano").mkdir(parents=True)
    (state / "text").mkdir()
    states = dict.fromkeys(inputs.chapters, state)
    before = inputs.keys(states)
    (state / "kano" / "chapter.json").write_text("{}")
    (state / "text" / "chapter.json").write_text("{}")
    after = inputs.keys(states)
    assert {slug for slug in before if before[slug] != after[slug]} == {"kano"}
    assert inputs.keys() == replace(inputs).keys()


def test_the_package_s_own_files_are_hashed_without_what_never_enters_an_artifact():
    names = set(cache._package())
    assert {"study.py", "chapter.py", "resources/phrases/common.yml"} <= names
    assert not [n for n in names if n.startswith(("report/", "pipeline/", "demo/", "cli.py")) or "__pycache__" in n]


def test_a_stored_result_comes_back_whole(tmp_path):
    store = Store(tmp_path / "store")
    artifacts, copy = tmp_path / "artifacts", tmp_path / "executed.ipynb"
    (artifacts / "state").mkdir(parents=True)
    (artifacts / "state" / "x").write_text("x")
    copy.write_text("{}")
    assert not store.has("kano", "1")
    store.put("kano", "1", artifacts, copy, {"seconds": 2.5})
    assert store.has("kano", "1")
    assert store.get("kano", "1", tmp_path / "back", tmp_path / "back.ipynb") == {"seconds": 2.5}
    assert (tmp_path / "back" / "state" / "x").read_text() == "x"
    assert (tmp_path / "back.ipynb").read_text() == "{}"


def test_a_result_that_could_not_be_stored_leaves_nothing(tmp_path):
    store = Store(tmp_path / "store")
    with pytest.raises(OSError, match="No such file"):
        store.put("kano", "1", Path("nowhere"), Path("nowhere.ipynb"), {})
    assert list((tmp_path / "store").rglob("*")) == [tmp_path / "store" / "kano"]
