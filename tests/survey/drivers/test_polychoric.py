import numpy as np
import pytest
from scipy import optimize, stats

from cxlab.survey.drivers.polychoric import _cells, polychoric


def normal(n, correlation, seed=0):
    return np.random.default_rng(seed).multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], n)


def test_probabilities_of_cells_equal_scipy():
    limits = np.array([[-9.0, -0.5, 0.7, 9.0]])
    for rho in (-0.95, 0.0, 0.3, 0.99):
        share, _ = _cells(limits, limits, np.array([rho]))
        expected = stats.multivariate_normal.cdf([-0.5, 0.7], cov=[[1, rho], [rho, 1]])
        assert share[0, 0, :2].sum() == pytest.approx(expected, abs=1e-9)
        assert share.sum() == pytest.approx(1)


@pytest.mark.parametrize("correlation", [-0.6, 0.0, 0.45, 0.9])
def test_the_correlation_behind_the_answers_comes_back(correlation):
    hidden = normal(20_000, correlation)
    answers = np.column_stack([np.digitize(hidden[:, 0], [-1, 0, 0.4]), np.digitize(hidden[:, 1], [-2, -1.5, -0.5, 0])])
    found = polychoric(answers.astype(float), np.ones(len(answers)))
    assert found[0, 1] == pytest.approx(correlation, abs=0.02)
    assert found[0, 0] == 1


def test_it_is_the_most_likely_one():
    hidden = normal(300, 0.5, seed=2)
    answers = np.column_stack([np.digitize(hidden[:, 0], [-0.3, 0.6]), np.digitize(hidden[:, 1], [-1, 0.2])]).astype(
        float
    )
    table = np.array([[((answers[:, 0] == a) & (answers[:, 1] == b)).sum() for b in range(3)] for a in range(3)])
    limits = [
        np.concatenate([[-9], stats.norm.ppf(table.sum(axis=1 - axis).cumsum()[:-1] / 300), [9]])[None]
        for axis in (0, 1)
    ]

    def surprise(rho):
        return -(table * np.log(_cells(*limits, np.array([rho]))[0][0])).sum()

    best = optimize.minimize_scalar(surprise, bounds=(-0.9, 0.9), method="bounded", options={"xatol": 1e-10}).x
    assert polychoric(answers, np.ones(300))[0, 1] == pytest.approx(best, abs=1e-6)


def test_weights_repeat_rows_and_missing_values_are_left_out_by_pair():
    answers = np.digitize(normal(200, 0.4), [-0.5, 0.5]).astype(float)
    weight = np.random.default_rng(1).integers(0, 3, 200).astype(float)
    repeated = np.repeat(answers, weight.astype(int), axis=0)
    np.testing.assert_allclose(polychoric(answers, weight), polychoric(repeated, np.ones(len(repeated))), atol=1e-9)
    gaps = np.vstack([answers, [[np.nan, np.nan]] * 5])
    np.testing.assert_allclose(polychoric(gaps, np.ones(205)), polychoric(answers, np.ones(200)), atol=1e-9)


def test_many_values_are_cut_and_agreement_stays_below_one():
    hidden = normal(5000, 0.7)
    assert polychoric(hidden, np.ones(5000))[0, 1] == pytest.approx(0.7, abs=0.03)
    same = np.digitize(hidden[:, [0, 0, 1]], [-0.5, 0.5]).astype(float)
    found = polychoric(same, np.ones(5000))
    assert 0.98 < found[0, 1] < 1
    assert np.linalg.eigvalsh(found)[0] > 0


@pytest.mark.parametrize("common", [0.0, 30.0])
def test_many_values_of_which_most_are_the_least_or_the_greatest(common):
    hidden = normal(4000, 0.6)
    waited = np.where(hidden[:, 0] * (1 if common else -1) > -1.2, common, np.floor(15 + hidden[:, 0] * 3))
    answers = np.column_stack([waited, np.digitize(hidden[:, 1], [-0.5, 0.5])])
    assert len(np.unique(waited)) > 5
    found = polychoric(answers, np.ones(4000))[0, 1]
    assert found == pytest.approx(0.6, abs=0.1)
