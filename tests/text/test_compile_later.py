"""A stand-in is taken for the module until one of its functions is called; then the module itself answers."""

import os
import subprocess
import sys

LATER = """
import sys
from cxlab.text.compile_later import compile_later
compile_later("slow_to_import")
import slow_to_import
from slow_to_import import double
stands_in = type(sys.modules["slow_to_import"]).__name__
print(stands_in, double(2), type(sys.modules["slow_to_import"]).__name__, slow_to_import.double(3))
"""
EVOC = """
import sys
from cxlab.text.cluster import cluster
import numpy as np
rows = np.random.default_rng(0).normal(size=(60, 8)).astype("float32")
cluster(rows / np.linalg.norm(rows, axis=1, keepdims=True), min_size=5, n_groups=4)
import evoc.knn_graph
print(*sorted(type(m).__name__ for name, m in sys.modules.items() if name.endswith("int8_nndescent")))
"""


def out(code, **env):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8", env=os.environ | env
    )
    return done.stdout.strip()


def test_the_module_answers_when_it_is_called(tmp_path):
    (tmp_path / "slow_to_import.py").write_text("def double(number):\n    return 2 * number\n", encoding="utf-8")
    assert out(LATER, PYTHONPATH=str(tmp_path)) == "_Later 4 module 6"


def test_what_clustering_never_needs_is_not_compiled():
    assert out(EVOC) == "_Later _Later"
