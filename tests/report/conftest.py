from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from cxlab import phrases, report

_spec = importlib.util.spec_from_file_location("run_folder", Path(__file__).with_name("run_folder.py"))
run_folder = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(run_folder)


@pytest.fixture
def known_columns(monkeypatch):
    """Headings that the tests know, whatever the project's own list says."""
    monkeypatch.setattr(phrases, "columns", lambda: run_folder.COLUMNS)


@pytest.fixture
def run_dir(tmp_path, known_columns):
    return run_folder.make_run(tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """A run with its report, built once."""
    run = run_folder.make_run(tmp_path_factory.mktemp("published"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "columns", lambda: run_folder.COLUMNS)
        report.build(run)
    return run
