"""A small seeded version of benchmarks/verification.py, which holds the table."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from cxlab.insight.false_alarms import Stable

_spec = importlib.util.spec_from_file_location(
    "verification_benchmark", Path(__file__).parents[3] / "benchmarks/verification.py"
)
benchmark = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(benchmark)
RUNS = 40
MOST = 0.05 + 2 * np.sqrt(0.05 * 0.95 / RUNS)


@pytest.fixture(scope="module")
def cases():
    stable = Stable(topics=12, months=22, dispersion=2)
    return {
        select: [benchmark.case(stable, seed, before=12, after=8, select=select) for seed in range(RUNS)]
        for select in (True, False)
    }


@pytest.mark.parametrize("select", [True, False])
def test_actions_that_do_nothing_seldom_work(cases, select):
    assert np.mean([benchmark.fell(*c) for c in cases[select]]) <= MOST


def test_the_naive_comparison_cries_success(cases):
    assert np.mean([benchmark.naive(*c) for c in cases[True]]) > 0.25


def test_a_true_reduction_of_many_complaints_is_seen():
    stable = Stable(topics=12, months=22, dispersion=2, people=1000)
    found = [benchmark.fell(*benchmark.case(stable, seed, before=12, after=8, ratio=0.7)) for seed in range(RUNS)]
    assert np.mean(found) > 0.35
