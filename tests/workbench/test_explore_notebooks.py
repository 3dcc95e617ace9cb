"""The explore notebooks: thin, stripped, and running from top to bottom on a study with a report."""

import json
import re
from pathlib import Path

import pytest

from cxlab import project

FOLDER = Path(__file__).parents[2] / "notebooks" / "explore"
FILES = sorted(FOLDER.glob("*.ipynb"))
TYPED = re.compile(r"^\w+: (str|int|float|bool) = .+  # \S")


def code(file):
    return [c for c in json.loads(file.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_thin_stripped_and_explained(file):
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    assert len(cells) <= 20
    assert cells[0]["cell_type"] == cells[-1]["cell_type"] == "markdown"
    assert "**What for.**" in "".join(cells[0]["source"])
    for cell in code(file):
        source = "".join(cell["source"])
        assert source.count("\n") < 15
        assert not re.search(r"^\s*(def|class|import os)\b", source, re.M)
        assert (cell["outputs"], cell["execution_count"]) == ([], None)
    parameters = [c for c in code(file) if "parameters" in c["metadata"].get("tags", [])]
    assert len(parameters) == 1
    assert all(TYPED.match(line) for line in "".join(parameters[0]["source"]).splitlines())


@pytest.mark.parametrize("name", ["free_exploration", "granularity", "quotation_packs", "start"])
def test_its_cells_run_on_a_study_with_a_report(name, place):
    cells = ["".join(cell["source"]) for cell in code(FOLDER / f"{name}.ipynb")]
    scope = {}
    exec(cells[0], scope)
    scope |= {"study": str(place / "small"), "run_dir": str(place / "reports" / "small" / "run")}
    for cell in cells[1:]:
        exec(cell, scope)
    if name == "granularity":
        assert scope["choices"]["topics"].is_monotonic_increasing
        assert scope["choices"]["chosen"].tolist() == [False, True, False, False]
    if name == "quotation_packs":
        assert len(list((place / "reports" / "small" / "packs").glob("*.csv"))) == 1


@pytest.mark.parametrize("name", ["curation", "coding_audit"])
def test_it_runs_on_a_study_with_a_report(name, place, tmp_path):
    import papermill

    file = FOLDER / f"{name}.ipynb"

    done = papermill.execute_notebook(
        str(file),
        str(tmp_path / file.name),
        parameters={"study": str(place / "small"), "run_dir": str(place / "reports" / "small" / "run"), "lang": "en"},
        cwd=str(project.root()),
        progress_bar=False,
    )
    shown = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    assert sum("application/vnd.jupyter.widget-view+json" in output.get("data", {}) for output in shown) == 1
    assert not [output for output in shown if output.get("name") == "stderr"]
