"""Cohen's kappa beside two other programs and two printed examples."""

import math

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from cxlab.audit import kappa
from cxlab.errors import InputError


def from_table(table):
    """Both coders' answers from a table of counts, rows the first coder's."""
    pairs = [(str(i), str(j)) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_the_example_of_cohen_1960():
    """Three kinds of disorder, 200 patients: agreement .70, by chance .41, kappa .492."""
    found = kappa(*from_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]]))
    assert (found.n, found.agreement) == (200, pytest.approx(0.70))
    assert found.value == pytest.approx((0.70 - 0.41) / (1 - 0.41), abs=1e-12)


def test_the_example_of_fleiss_2003():
    """Statistical Methods for Rates and Proportions, table 18.1: 100 subjects, kappa .676."""
    assert kappa(*from_table([[75, 1, 4], [5, 4, 1], [0, 0, 10]])).value == pytest.approx(0.676, abs=5e-4)


@pytest.mark.parametrize("seed", range(8))
def test_as_statsmodels_and_sklearn_say(seed):
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 5, size=60)
    second = np.where(rng.random(60) < 0.7, first, rng.integers(0, 5, size=60))
    found = kappa(first.astype(str), second.astype(str))
    assert found.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    theirs = cohens_kappa(to_table(np.column_stack([first, second]), 5)[0])
    assert found.value == pytest.approx(theirs.kappa, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((theirs.kappa_low, theirs.kappa_upp), abs=1e-12)


def test_invariants():
    first, second = from_table([[20, 5], [10, 15]])
    same = kappa(first, second)
    assert same.value == pytest.approx(0.4)
    assert kappa(second, first) == same
    assert kappa(first[::-1], second[::-1]).value == pytest.approx(same.value)
    renamed = {"0": "b", "1": "a"}
    assert kappa([renamed[a] for a in first], [renamed[b] for b in second]).value == pytest.approx(same.value)
    assert kappa(first, first).value == pytest.approx(1.0)


def test_what_says_nothing_is_said_so():
    assert math.isnan(kappa(["a"] * 9, ["a"] * 9).value)
    assert kappa([], []).n == 0
    with pytest.raises(InputError, match="2 and 1 answers"):
        kappa(["a", "b"], ["a"])


def test_the_interval_covers():
    rng = np.random.default_rng(5)
    truth = (0.7 + 0.3 * 1 / 3 - 1 / 3) / (1 - 1 / 3)
    held = 0
    for _ in range(300):
        first = rng.integers(0, 3, size=150)
        second = np.where(rng.random(150) < 0.7, first, rng.integers(0, 3, size=150))
        found = kappa(first.astype(str), second.astype(str))
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 300 <= 0.98
