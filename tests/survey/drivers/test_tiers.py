import numpy as np

from cxlab.survey.drivers.r_squared import lmg
from cxlab.survey.drivers.tiers import tiers


def noisy(values, sd, seed=0, size=400):
    rng = np.random.default_rng(seed)
    return values + sd * rng.normal(size=(size, len(values)))


PLANTED = np.array([0.187, 0.141, 0.129, 0.117, 0.093, 0.084, 0.076, 0.071, 0.056, 0.047])


def test_three_planted_tiers_are_found_in_any_order():
    expected = np.array([1, 2, 2, 2, 3, 3, 3, 3, 3, 3])
    np.testing.assert_array_equal(tiers(PLANTED, noisy(PLANTED, 0.008)), expected)
    order = np.random.default_rng(1).permutation(10)
    np.testing.assert_array_equal(tiers(PLANTED[order], noisy(PLANTED, 0.008)[:, order]), expected[order])


def test_noise_larger_than_the_differences_leaves_one_tier():
    np.testing.assert_array_equal(tiers(PLANTED, noisy(PLANTED, 0.1)), 3)


def test_a_clear_top_group_without_a_gap_inside_is_one_first_tier():
    values = np.array([0.2, 0.199, 0.198, 0.05, 0.049])
    np.testing.assert_array_equal(tiers(values, noisy(values, 0.01)), [1, 1, 1, 3, 3])


def test_equal_values_are_seldom_cut():
    rng = np.random.default_rng(3)
    cut = [(tiers(0.1 + 0.01 * rng.normal(size=10), noisy(np.zeros(10), 0.01, seed)) < 3).any() for seed in range(200)]
    assert np.mean(cut) < 0.1


def test_one_value_and_equal_values_stay_in_the_rest():
    np.testing.assert_array_equal(tiers(np.array([0.4]), np.full((20, 1), 0.4)), 3)
    np.testing.assert_array_equal(tiers(np.full(3, 0.1), noisy(np.full(3, 0.1), 0.01)), 3)


def test_planted_tiers_of_halo_surveys_come_back_within_one_tier_and_mostly_exactly():
    """Population correlations of ten items of a halo survey with noise of the size that n = 4,800 leaves."""
    loading, weights = 0.62, np.array([0.26, 0.20, 0.18, 0.16, 0.12, 0.10, 0.08, 0.07, 0.03, 0.0])
    items = np.full((10, 10), loading**2) + (1 - loading**2) * np.eye(10)
    signal = weights @ items @ weights
    outer = items @ weights / np.sqrt(signal / 0.6)
    population = np.block([[items, outer[:, None]], [outer[None], np.ones((1, 1))]])
    root, rng, exact = np.linalg.cholesky(population), np.random.default_rng(0), 0
    planted = np.array([1, 2, 2, 2, 3, 3, 3, 3, 3, 3])
    surveys = [np.corrcoef(root @ rng.normal(size=(11, 4800))) for _ in range(80)]
    importances = lmg(np.array(surveys))
    for values in importances:
        found = tiers(values, importances)
        assert (np.abs(found - planted) <= 1).all()
        exact += (found == planted).all()
    assert exact >= 48
