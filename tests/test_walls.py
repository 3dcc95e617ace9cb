"""Who may import what: one direction, and each door in one place."""

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "cxlab"
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def importers(*modules: str) -> set[str]:
    return {
        file.relative_to(PACKAGE).as_posix()
        for file in FILES
        if any(name == m or name.startswith(f"{m}.") for name in imports(file) for m in modules)
    }


def within(names: set[str], *folders: str) -> bool:
    return all(name.startswith(folders) for name in names)


def test_analyses_know_no_notebooks_paths_charts_or_each_other():
    for part, others in {"text": "survey", "survey": "text"}.items():
        strangers = importers(
            "cxlab.pipeline", "cxlab.report", "cxlab.chapter", "cxlab.charts", "plotly", "papermill", f"cxlab.{others}"
        )
        assert not [name for name in strangers if name.startswith(f"{part}/")]


def test_insight_takes_frames_and_opens_nothing():
    doors = importers("cxlab.intake", "cxlab.pipeline", "cxlab.report", "cxlab.chapter", "plotly", "pathlib")
    assert not [name for name in doors if name.startswith("insight/")]


def test_each_heavy_part_has_one_door():
    assert importers("bertopic") == {"text/keywords.py"}
    assert importers("evoc") == {"text/cluster.py"}
    assert importers("apprise") == {"schedule/send.py"}
    assert importers("umap", "hdbscan") == {"text/cluster.py"}
    assert importers("distributed", "dask") == {"pipeline/cluster.py"}
    assert within(importers("ipywidgets"), "workbench/")
    assert within(importers("papermill", "nbclient", "jupyter_client"), "pipeline/")
    assert within(importers("jinja2", "pptx", "xlsxwriter", "lxml"), "report/")
    assert within(importers("pandera", "openpyxl", "pyreadstat", "xlrd", "sqlalchemy"), "intake/")


def test_the_front_door_is_light():
    heavy = {"plotly", "bertopic", "papermill", "pandera", "jieba", "sklearn", "statsmodels"}
    assert not heavy & {name.split(".")[0] for name in imports(PACKAGE / "__init__.py")}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_modules_stay_small(file):
    assert file.read_text(encoding="utf-8").count("\n") <= 400


def test_other_programs_find_the_verdict_under_its_name():
    from cxlab import insight
    from cxlab.insight.verification.before_after import before_after

    assert insight.before_after is before_after
    with pytest.raises(AttributeError, match="no attribute 'before_and_after'"):
        _ = insight.before_and_after
