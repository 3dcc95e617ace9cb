"""The test of a share, lately against before."""

import numpy as np
import pytest
from scipy import stats

from cxlab.codebook.shares import Shares


def shares(now, before, periods=10, size=100):
    """`now` and `before`: people with the matter in each recent and earlier period of `size` people."""
    counts = [now, now, *([before] * (periods - 2) if isinstance(before, int) else before)]
    period = np.repeat(np.arange(len(counts)), size)
    member = np.concatenate([np.arange(size) < n for n in counts])
    made = Shares(np.arange(len(period)), period, np.arange(len(period), dtype=float), recent=2)
    return made.test(member)


def test_equal_shares_are_no_news():
    found = shares(5, 5)
    assert found["ratio"] == pytest.approx(1, abs=0.1)
    assert found["p"] == pytest.approx(1)


def test_p_is_the_likelihood_ratio_over_the_dispersion():
    found = shares(12, 3)
    a, b, expected = 24, 24, np.array([200, 800]) * 48 / 1000
    deviance = 2 * (a * np.log(a / expected[0]) + b * np.log(b / expected[1]))
    assert found["p"] == pytest.approx(stats.f.sf(deviance, 1, 8))
    assert (found["people_now"], found["people_before"]) == (24, 24)
    assert found["low"] < found["ratio"]


def test_overdispersed_history_weakens_the_evidence():
    assert shares(12, [0, 6, 0, 6, 0, 6, 0, 6])["p"] > 3 * shares(12, 3)["p"]


def test_one_loud_customer_is_one_person():
    period = np.repeat([0, 1, 2, 3, 4, 5], 50)
    people = np.arange(300)
    people[:20] = 0
    member = np.zeros(300, dtype=bool)
    member[:20] = True
    found = Shares(people, period, np.zeros(300), recent=1).test(member)
    assert (found["people_now"], found["days"]) == (1, 1)
