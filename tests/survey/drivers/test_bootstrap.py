import numpy as np
import pytest
from scipy import stats

from cxlab.survey.drivers.bootstrap import bca, influence, percentile, resample
from cxlab.survey.drivers.moments import moments
from cxlab.survey.drivers.r_squared import lmg


def skewed(n=60):
    return np.random.default_rng(3).exponential(size=n)


def mean_and_square(sums):
    return (sums[:, 1:2] / sums[:, :1],)


def test_draws_do_not_depend_on_the_size_of_a_batch():
    products, weight = np.column_stack([np.ones(60), skewed()]), np.ones(60)
    first = resample(products, weight, mean_and_square, n_boot=40, seed=1)[0]
    second = resample(products, weight, mean_and_square, n_boot=40, seed=1, cells=2**17)[0]
    np.testing.assert_allclose(first, second, rtol=1e-14)
    assert first.shape == (40, 1)


def test_intervals_of_a_mean_equal_scipy_within_monte_carlo_error():
    values = skewed()
    products, weight = np.column_stack([np.ones(60), values]), np.ones(60)
    draws = resample(products, weight, mean_and_square, n_boot=8000, seed=2)[0]
    moved = influence(products, weight, mean_and_square)
    np.testing.assert_allclose(moved[:, 0], values - values.mean(), atol=1e-6)
    ours = {"percentile": percentile(draws, 0.95), "BCa": bca(draws, values[None].mean(axis=1), moved, 0.95)}
    for method, ends in ours.items():
        peer = stats.bootstrap((values,), np.mean, n_resamples=8000, method=method, rng=4).confidence_interval
        np.testing.assert_allclose([ends[0][0], ends[1][0]], peer, atol=0.02)
    assert ours["BCa"][0][0] > ours["percentile"][0][0]  # the long tail of the answers is on the right


def test_influence_is_the_slope_of_a_row_s_weight():
    data = np.random.default_rng(0).normal(size=(40, 4))
    data = (data - data.mean(axis=0)) / data.std(axis=0)
    sums, weight = moments(data), np.linspace(0.5, 2, 40)

    def shares(totals):
        return (lmg(sums.correlations(totals)[0]),)

    moved = influence(sums.products, weight, shares)
    assert np.abs(moved.sum(axis=0)).max() < 1e-6
    for row in (0, 17):
        more = weight.copy()
        more[row] *= 1 + 1e-5
        change = shares((more @ sums.products)[None])[0][0] - shares((weight @ sums.products)[None])[0][0]
        np.testing.assert_allclose(change / 1e-5 * 40, moved[row], rtol=1e-3, atol=1e-6)


def test_a_statistic_that_never_moves_has_an_interval_of_its_value():
    draws = np.full((50, 1), 0.3)
    low, high = bca(draws, np.array([0.3]), np.zeros((20, 1)), 0.95)
    assert low[0] == high[0] == pytest.approx(0.3)
