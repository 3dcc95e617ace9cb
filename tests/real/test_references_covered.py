"""Every result of the reference programs is tested, not offered, or a known error: coverage.csv says which."""

import importlib.util
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("uncovered", TESTS / "golden" / "uncovered.py")
coverage = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(coverage)
FILES = coverage.files()
ROWS = coverage.rows()

pytestmark = pytest.mark.skipif(not FILES, reason="shared/refs is not here")


@pytest.mark.parametrize("file", FILES)
def test_no_result_of_a_reference_is_missing(file):
    assert coverage.uncovered(file) == []


def test_every_row_says_something_true():
    found = {file: coverage.leaves(file) for file in FILES}
    for row in ROWS:
        assert row["status"] in coverage.STATES, row
        assert any(fnmatchcase(leaf, row["key"]) for leaf in found[row["file"]]), row
        assert (TESTS.parent / row["where"]).is_file() if row["status"] == "tested" else row["note"], row
