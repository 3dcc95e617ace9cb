"""Two groups by rank."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxlab.survey import compare
from cxlab.survey.ranks import mann_whitney

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/survey_scores.json").read_text(encoding="utf-8"))

FIVE = st.lists(st.integers(1, 5), min_size=2, max_size=40)


@settings(max_examples=40)
@given(FIVE, FIVE)
def test_the_sides_mirror_each_other_and_the_value_counts_pairs(a, b):
    found, back = mann_whitney(a, b), mann_whitney(b, a)
    pairs = np.sign(np.subtract.outer(np.array(b), np.array(a)))
    assert found.value == pytest.approx((pairs + 1).mean() / 2)
    assert found.u == pytest.approx(len(a) * len(b) * (1 - found.value))
    np.testing.assert_allclose([back.value, back.p], [1 - found.value, found.p], atol=1e-12)
    np.testing.assert_allclose([back.low, back.high], [1 - found.high, 1 - found.low], atol=1e-12)


def test_interval_is_that_of_brunner_and_munzel():
    a, b = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1], [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    found = mann_whitney(a, b)
    # R lawstat `brunner.munzel.test(a, b)`, its documented example: estimate and 95 % interval.
    np.testing.assert_allclose([found.value, found.low, found.high], [0.788961, 0.5952169, 0.9827052], atol=5e-8)
    peer = stats.brunnermunzel(a, b)
    half = (found.high - found.low) / 2
    assert (found.value - 0.5) / half * stats.t.ppf(0.975, 17.68284) == pytest.approx(peer.statistic, abs=1e-5)


def test_missing_answers_empty_sides_and_ties():
    assert mann_whitney([1, None, 2], [3, 4]).n_a == 2
    empty = mann_whitney([None], [3, 4])
    assert np.isnan([empty.value, empty.p]).all()
    tied = mann_whitney([4, 4], [4, 4, 4])
    assert (tied.value, tied.p) == (0.5, 1)
    assert np.isnan(tied.low)
    assert np.isnan(mann_whitney([1], [3, 4]).low)


def test_equals_r_on_two_halves_of_a_survey():
    case = GOLDEN["two_halves"]
    first, last = (np.repeat(np.arange(1, 11), case[side]) for side in ("first", "last"))
    found = mann_whitney(first, last)
    np.testing.assert_allclose([found.u, found.p], [case["u"], case["p"]], rtol=1e-12)
    welch = compare(last, first, metric="mean")
    np.testing.assert_allclose(welch.p, case["welch_p"], rtol=1e-12)
    half = stats.t.ppf(0.975, case["welch_df"]) * welch.value / case["welch_t"]
    np.testing.assert_allclose([welch.low, welch.high], [welch.value - half, welch.value + half], rtol=1e-10)
