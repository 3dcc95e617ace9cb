"""A chapter from the template passes the project's own tests of notebooks, runs as it is, and is there whole or not."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from cxlab import phrases
from cxlab.errors import ChapterFailed, InputError
from cxlab.pipeline import graph
from cxlab.pipeline.launch import Ended
from cxlab.record import ChapterRecord
from cxlab.study import Text
from cxlab.workbench import new_chapter as made

ROOT = Path(__file__).parents[2]
OUTPUT = {"output_type": "execute_result", "data": {"text/plain": ["x"]}, "metadata": {}, "execution_count": 9}


class Executed:
    """Stands for a worker: the check cell printed something."""

    def run(self, job, on_cell):
        notebook = json.loads(Path(job.notebook).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if "keep_output" in cell["metadata"].get("tags", []):
                cell["outputs"] = [OUTPUT]
        Path(job.output).write_text(json.dumps(notebook), encoding="utf-8")
        return Ended("executed")


class Failed:
    def run(self, job, on_cell):
        assert Path(job.notebook).is_file()
        return Ended("failed", "cell 4: KeyError")


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A copy of the project's notebooks and phrases, and a stand-in for the demo study."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns("explore", ".*"))
    shutil.copytree(ROOT / "cxlab" / "resources" / "phrases", tmp_path / "phrases")
    (tmp_path / "data" / "demo").mkdir(parents=True)
    (tmp_path / "data" / "demo" / "study.yaml").touch()
    monkeypatch.setattr(made, "_PHRASES", tmp_path / "phrases")
    monkeypatch.setattr(made, "Launcher", Executed)
    return tmp_path


def of_file(file):
    """The functions of another test file."""
    spec = importlib.util.spec_from_file_location(Path(file).stem + "_again", ROOT / "tests" / file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["", "a", "Delivery", "2nd", "two words", "with-dash", "../up", "x" * 25, "邮寄"])
def test_a_name_is_small_letters(root, name):
    with pytest.raises(InputError, match="cannot name a chapter"):
        made.new_chapter(name, root)


@pytest.mark.parametrize(("name", "why"), [("voice", "There is a chapter 'voice' already"), ("common", "is taken")])
def test_a_name_is_taken_once(root, name, why):
    with pytest.raises(InputError, match=why):
        made.new_chapter(name, root)


def test_without_the_demo_nothing_is_written(root):
    (root / "data" / "demo" / "study.yaml").unlink()
    with pytest.raises(InputError, match="cxlab demo"):
        made.new_chapter("delivery", root)
    assert not list(root.rglob("*delivery*"))


def test_a_second_one_takes_the_next_number(root):
    first, second = (made.new_chapter(name, root) for name in ("delivery", "delivery_times"))
    assert int(second.name[:2]) == int(first.name[:2]) + 1
    with pytest.raises(InputError, match="There is a chapter 'delivery' already"):
        made.new_chapter("delivery", root)


def test_what_does_not_run_leaves_nothing(root, monkeypatch):
    monkeypatch.setattr(made, "Launcher", Failed)
    before = (root / "notebooks" / "chapters.yml").read_bytes()
    with pytest.raises(ChapterFailed, match="cell 4: KeyError"):
        made.new_chapter("delivery", root)
    assert not list(root.rglob("*delivery*"))
    assert (root / "notebooks" / "chapters.yml").read_bytes() == before


def test_it_passes_the_tests_of_notebooks(root):
    file = made.new_chapter("delivery_times_of_parts", root)
    ours = of_file("notebooks/test_notebooks.py")
    ours.test_thin_and_readable(file)
    ours.test_parameters_are_typed_explained_and_run_on_the_demo(file)
    ours.test_one_small_check_table_and_no_other_output(file)
    chapters = graph.read(root)
    assert (list(chapters)[-1], graph.order(chapters)[-1]) == ("briefing", "briefing")
    declared = of_file("pipeline/test_declared.py")
    source = "\n".join("".join(cell["source"]) for cell in ours.code(ours.read(file)))
    for check in (declared.test_tables, declared.test_chapters, declared.test_previous_results, declared.test_sections):
        check((chapters["delivery_times_of_parts"], source))
    for command in (
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["nbstripout", "--verify", "--keep-id", "--keep-count"],
    ):
        rules = ["--config", str(ROOT / "pyproject.toml")] if command[0] == "ruff" else []
        done = subprocess.run([sys.executable, "-m", *command, *rules, str(file)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_phrases_are_whole_and_well_spoken(root, monkeypatch):
    made.new_chapter("delivery", root)
    said = yaml.safe_load((root / "phrases" / "delivery.yml").read_text(encoding="utf-8"))
    found = {f"delivery.{key}": Text(**text) for key, text in said.items()}
    ours = of_file("test_phrases.py")
    monkeypatch.setattr(ours, "catalogue", lambda: found)
    ours.test_both_languages_name_the_same_fields_and_no_digits()
    ours.test_the_words_that_shame_do_not_occur()


def test_it_runs_as_it_is_and_speaks_well(root, place, monkeypatch):
    from cxlab.insight.speech import lint, of_finding

    rows = pd.read_csv(place / "small" / "complaints.csv", dtype="str")
    rows.assign(channel=["热线", "邮箱", "热线"] * 120).to_csv(place / "small" / "complaints.csv", index=False)
    file = made.new_chapter("delivery", root)
    said = yaml.safe_load((root / "phrases" / "delivery.yml").read_text(encoding="utf-8"))
    known = phrases.catalogue() | {f"delivery.{key}": Text(**text) for key, text in said.items()}
    monkeypatch.setattr(phrases, "catalogue", lambda: known)
    scope, run = {}, place / "reports" / "small" / "new"
    for cell in of_file("notebooks/test_notebooks.py").code(json.loads(file.read_text(encoding="utf-8"))):
        exec("".join(cell["source"]), scope)
        if "parameters" in cell["metadata"].get("tags", []):
            scope |= {"study": str(place / "small"), "run_dir": str(run)}
    record = ChapterRecord.read(run / "artifacts" / "delivery")
    assert [exhibit.id for exhibit in record.exhibits] == ["groups"]
    assert record.findings[0].names["group"].zh == "热线"
    assert record.findings[0].values["share"].value == pytest.approx(1, abs=0.1)
    for lang in ("zh", "en"):
        assert lint([of_finding(record.findings[0], lang)]).empty


def test_the_guide_has_ten_steps(root):
    told = made.guide(made.new_chapter("delivery", root))
    assert [line.split(".")[0].strip() for line in told.splitlines()[1:]] == [str(n) for n in range(1, 11)]
    assert "__" not in told
    assert "cxlab run data/demo --chapter delivery" in told
