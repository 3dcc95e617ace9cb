"""The nbval run of `make test` is a check that can fail: a changed number in a check table is seen."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

FLAGS = ["-p", "no:cacheprovider", "--nbval-lax", "--nbval-current-env", "-c", "/dev/null"]


def notebook(shown):
    """A stripped notebook as ours are: counts kept, one check table with its output."""
    output = new_output("execute_result", {"text/plain": shown}, execution_count=2)
    tags = {"tags": ["keep_output", "nbval-check-output"]}
    cells = [
        new_code_cell("number: int = 40", execution_count=1),
        new_code_cell("number + 2", execution_count=2, outputs=[output], metadata=tags),
    ]
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}
    )


@pytest.mark.parametrize(("shown", "code"), [("42", 0), ("43", 1)])
def test_a_changed_number_fails(tmp_path, shown, code):
    file = tmp_path / "check.ipynb"
    nbformat.write(notebook(shown), file)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *FLAGS, str(file)], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == code, done.stdout
