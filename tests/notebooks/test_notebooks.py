"""Notebooks are thin, ordered by one file, and stripped but for one check table each."""

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "notebooks").glob("*.ipynb"))
TAGS = {"parameters", "hide", "hide-input", "hide-output", "keep_output", "nbval-check-output"}
TYPED = re.compile(r"^\w+: (str|int|float|bool|list\[\w+\]|dict\[\w+, \w+\]) = .+  # \S")


def read(file):
    return json.loads(file.read_text(encoding="utf-8"))


def code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_the_order_file_and_the_folder_agree():
    order = yaml.safe_load((ROOT / "notebooks" / "chapters.yml").read_text(encoding="utf-8"))["chapters"]
    assert sorted(chapter["notebook"] for chapter in order) == [file.name for file in FILES]
    for chapter in order:
        assert chapter["notebook"].split("_", 1)[1] == f"{chapter['slug']}.ipynb"


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_thin_and_readable(file):
    notebook = read(file)
    assert len(notebook["cells"]) <= 20
    assert notebook["cells"][0]["cell_type"] == notebook["cells"][-1]["cell_type"] == "markdown"
    for cell in code(notebook):
        source = "".join(cell["source"])
        assert source.count("\n") < 15, source
        assert not re.search(r"^\s*(def|class|import os)\b", source, re.M), source
        assert set(cell["metadata"].get("tags", [])) <= TAGS


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_parameters_are_typed_explained_and_run_on_the_demo(file):
    cells = [cell for cell in code(read(file)) if "parameters" in cell["metadata"].get("tags", [])]
    assert len(cells) == 1
    lines = "".join(cells[0]["source"]).splitlines()
    assert all(TYPED.match(line) for line in lines), lines
    assert lines[0].startswith('study: str = "demo"')
    assert lines[1].startswith('run_dir: str = ""')


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_one_small_check_table_and_no_other_output(file):
    checks = []
    for cell in code(read(file)):
        if {"keep_output", "nbval-check-output"} <= set(cell["metadata"].get("tags", [])):
            checks.append(cell)
        else:
            assert cell["outputs"] == []
    assert len(checks) == 1
    assert checks[0]["outputs"] and checks[0]["execution_count"]
    assert len(json.dumps(checks[0]["outputs"])) < 8000
