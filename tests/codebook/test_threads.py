"""A coding is the same under any number of configured threads and in any order of the rows."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cxlab.codebook import code

SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from conftest import Stream
from cxlab.codebook import code
stream = Stream(10, new_from=8)
first = code(**stream.upto(7), seed=7)
later = code(**stream.upto(9), learned=first.codebook, seed=7)
made = [coded.assignments.to_dict("list") for coded in (first, later)]
print(json.dumps([*made, later.codebook.key, later.proposals["keywords"].tolist()]))
"""


@pytest.fixture(scope="module")
def here(stream):
    first = code(**stream.upto(7), seed=7)
    later = code(**stream.upto(9), learned=first.codebook, seed=7)
    return first, later


@pytest.mark.slow
@pytest.mark.parametrize("threads", ["1", "8"])  # and as many as this machine has: that is `here`
def test_configured_threads_do_not_matter_for_a_coding(here, threads):
    names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(Path(__file__).parent)],
        env=os.environ | dict.fromkeys(names, threads),
        capture_output=True,
        check=True,
    )
    *made, key, proposed = json.loads(done.stdout)
    assert made == [coded.assignments.to_dict("list") for coded in here]
    assert key == here[1].codebook.key
    assert proposed == here[1].proposals["keywords"].tolist()
    assert len(proposed) == 1


def test_the_order_of_the_rows_does_not_matter_for_a_coding(stream, here):
    mixed = []
    for month, learned in ((7, None), (9, here[0].codebook)):
        order = np.random.default_rng(month).permutation((stream.frame["month"] <= month).sum())
        mixed.append(code(**stream.upto(month, order), learned=learned, seed=7))
    for coded, ours in zip(mixed, here, strict=True):
        assert coded.assignments.set_index("id").sort_index().equals(ours.assignments.set_index("id").sort_index())
        assert coded.codebook.key == ours.codebook.key
