"""The floor: drivers without effect stay below it, under a halo and with answers on five points."""

import numpy as np
import pandas as pd
import pytest

from cxlab.survey import importance
from cxlab.survey.drivers.null_driver import null_correlations, null_driver
from cxlab.survey.drivers.polychoric import polychoric
from cxlab.survey.drivers.r_squared import johnson, lmg, standardised

WEIGHTS = np.array([0.26, 0.20, 0.18, 0.16, 0.12, 0.10, 0.08, 0.07, 0.03, 0.0])
LOADINGS = np.linspace(0.55, 0.68, 10)
CUTS = np.array([-1.6, -0.9, -0.1, 0.9])


def felt_survey(n, rng):
    """Ten items and an overall answer 1-5 that follows what is felt, not what is answered; R² about .6."""
    felt = LOADINGS * rng.normal(size=(n, 1)) + np.sqrt(1 - LOADINGS**2) * rng.normal(size=(n, 10))
    overall = felt @ WEIGHTS
    overall = overall / overall.std() + rng.normal(size=n) * np.sqrt(0.4 / 0.6)
    both = np.column_stack([felt, overall / overall.std()])
    return 1.0 + (both[..., None] > CUTS).sum(axis=-1)


def population(weights=WEIGHTS):
    items = np.outer(LOADINGS, LOADINGS)
    np.fill_diagonal(items, 1)
    outer = items @ weights / np.sqrt(weights @ items @ weights / 0.6)
    return np.block([[items, outer[:, None]], [outer[None], np.ones((1, 1))]])


def test_exact_answers_have_a_floor_of_zero():
    whole = population()
    coefficient, share = null_driver(whole, whole, lmg)
    np.testing.assert_allclose(coefficient, 0, atol=1e-12)
    assert null_correlations(whole, whole)[9] == pytest.approx(whole[9, -1])
    # The item of weight 0 is its own null driver: it has a share, and that is the floor's.
    np.testing.assert_allclose(share[9], lmg(whole)[9] / lmg(whole).sum(), atol=1e-12)
    assert 0.03 < share[9] < 0.07
    assert (share < lmg(whole) / lmg(whole).sum() + 1e-12).all()


def test_coarse_answers_raise_the_floor_to_what_an_item_without_effect_gets():
    answers = felt_survey(120_000, np.random.default_rng(0))
    seen = np.corrcoef(answers, rowvar=False)
    coefficient, _ = null_driver(seen, polychoric(answers, np.ones(len(answers))), johnson)
    own = standardised(seen)
    assert own[9] > 0.008  # rounding alone: what is felt has a coefficient of 0
    assert coefficient[9] == pytest.approx(own[9], abs=0.004)
    assert (coefficient[:8] < 0.5 * own[:8]).all()


def test_an_item_without_effect_is_above_the_floor_in_at_most_five_percent_of_surveys():
    rng, n, above, above_zero, strong = np.random.default_rng(1), 2500, 0, 0, 0
    for _ in range(100):
        answers = felt_survey(n, rng)
        seen = np.corrcoef(answers, rowvar=False)
        floor, _ = null_driver(seen, polychoric(answers, np.ones(n)), johnson)
        beta, inverse = standardised(seen), np.linalg.inv(seen[:-1, :-1])
        error = np.sqrt((1 - seen[:-1, -1] @ beta) * np.diagonal(inverse) / n)
        above += beta[9] - 1.96 * error[9] > floor[9]
        above_zero += abs(beta[9]) > 1.96 * error[9]
        strong += beta[4] - 1.96 * error[4] > floor[4]  # weight .12
    assert above <= 0.05 * 100
    assert above_zero > 0.05 * 100
    assert strong > 0.95 * 100


def test_a_driver_that_lowers_the_outcome_has_its_floor_below_zero():
    answers = felt_survey(20_000, np.random.default_rng(2))
    turned = answers * np.array([-1.0] * 10 + [1.0])
    frame = pd.DataFrame(turned, columns=[*(f"q{i}" for i in range(10)), "y"])
    found = importance(frame, "y", list(frame.columns[:-1]), method="johnson", n_boot=100).drivers.set_index("driver")
    assert (found["coefficient_null"] <= 0).all()
    assert found.loc["q9", "coefficient_null"] < 0
    assert found["floor"].to_dict() == {name: name == "q9" for name in found.index}


def test_one_driver_alone_has_no_halo():
    frame = pd.DataFrame({"a": [1, 2, 3, 4, 5, 3, 2, 4.0], "y": [1, 2, 3, 4, 5, 2, 3, 4.0]})
    found = importance(frame, "y", ["a"], n_boot=50).drivers.iloc[0]
    assert (found["coefficient_null"], found["share_null"], bool(found["floor"])) == (0, 0, False)
