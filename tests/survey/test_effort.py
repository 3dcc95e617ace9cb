"""Which end of an effort scale is easy."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import easy_rate
from cxlab.survey.effort import easy_end, hard_rate


def survey(n=200, seed=1):
    rng = np.random.default_rng(seed)
    liking = rng.standard_normal(n)
    effort = np.clip(np.rint(4 + liking + rng.standard_normal(n)), 1, 7)
    csat = np.clip(np.rint(3.5 + liking), 1, 5)
    return effort, csat


def test_satisfied_people_found_it_easy():
    effort, csat = survey()
    easy, hard = easy_end(effort, csat), easy_end(8 - effort, csat)
    assert (easy.end, hard.end) == ("easy", "hard")
    assert easy.value == pytest.approx(-hard.value)
    assert (easy.low, easy.high) == pytest.approx((-hard.high, -hard.low))
    assert easy.low > 0.3


def test_too_little_says_nothing():
    effort, csat = survey()
    assert easy_end(effort[:29], csat[:29]).end == "unclear"
    assert easy_end(effort, np.random.default_rng(2).permutation(csat)).end == "unclear"
    assert np.isnan(easy_end([4] * 40, csat[:40]).value)
    missing = pd.Series(csat).where(pd.Series(effort) > 2)
    assert easy_end(effort, missing).n == (effort > 2).sum()


def test_interval_holds_the_truth():
    truth = 2 * np.sin(np.pi * 0.4 / 6)  # Pearson of a normal pair whose Spearman is 0.4
    rng = np.random.default_rng(5)
    pairs = rng.multivariate_normal([0, 0], [[1, truth], [truth, 1]], size=(200, 100))
    found = [easy_end(pair[:, 0], pair[:, 1]) for pair in pairs]
    assert 0.93 <= np.mean([each.low <= 0.4 <= each.high for each in found]) <= 0.97


def test_hard_rate_is_the_other_end():
    assert hard_rate([7, 6, 2, 3, 4]).value == 0.4
    assert hard_rate([1, 2, 6, 5, 4], high="hard") == hard_rate([7, 6, 2, 3, 4])
    assert hard_rate([5, 5, 1], points=5, bottom=2).value == pytest.approx(1 / 3)
    assert easy_rate([10, 0, 5], points=(0, 10)).value == pytest.approx(1 / 3)
    with pytest.raises(InputError, match="allowed are easy, hard"):
        hard_rate([5], high="up")
