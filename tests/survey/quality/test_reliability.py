import json
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.survey.quality.one_factor import METHODS, NoFit, maximum_likelihood, minres
from cxlab.survey.quality.reliability import alpha, bartlett, kmo, omega

GOLDEN = json.loads((Path(__file__).parents[2] / "golden/survey_reliability.json").read_text(encoding="utf-8"))
SCALES = ["Image", "Loyalty", "Value"]
ALL = [alpha, omega, kmo, bartlett]


def with_moments(correlations, sd, n, names=None):
    """Answers whose correlations and standard deviations are exactly these."""
    noise = np.random.default_rng(0).normal(size=(n, len(sd)))
    noise -= noise.mean(axis=0)
    plain = np.linalg.solve(np.linalg.cholesky(np.cov(noise, rowvar=False)), noise.T).T
    values = plain @ np.linalg.cholesky(np.array(correlations)).T * sd + 6
    return pd.DataFrame(values, columns=names or [f"q{i + 1}" for i in range(len(sd))])


def survey(n=300, seed=0, loadings=(0.8, 0.7, 0.6, 0.7)):
    """Answers 1-5 with one factor behind them."""
    rng, loadings = np.random.default_rng(seed), np.array(loadings)
    latent = rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, len(loadings))) * np.sqrt(1 - loadings**2)
    answers = np.digitize(latent, [-1.5, -0.8, -0.1, 0.7]) + 1
    return pd.DataFrame(answers, columns=[f"q{i + 1}" for i in range(len(loadings))])


def golden(scale):
    case = GOLDEN[scale]
    return case, with_moments(case["correlations"], case["sd"], case["n"], case["items"])


@pytest.mark.parametrize("scale", SCALES)
def test_alpha_kmo_and_bartlett_equal_psych(scale):
    case, frame = golden(scale)
    found, adequacy, test = alpha(frame), kmo(frame), bartlett(frame)
    ours = [found.value, found.standardised, found.mean_r, found.low, found.high, adequacy.value]
    theirs = [case["alpha"], case["alpha_std"], case["average_r"], *case["feldt"], case["kmo"]]
    np.testing.assert_allclose(ours, theirs, atol=1e-9)
    np.testing.assert_allclose(found.items["item_rest"], case["r_drop"], atol=1e-9)
    if "alpha_if_dropped" in case:
        np.testing.assert_allclose(found.items["alpha_if_dropped"], case["alpha_if_dropped"], atol=1e-9)
    np.testing.assert_allclose(adequacy.items["kmo"], case["kmo_items"], atol=1e-9)
    np.testing.assert_allclose([test.chi2, test.df, test.p], case["bartlett"], rtol=1e-9)


@pytest.mark.parametrize("scale", ["Image", "Loyalty"])
def test_omega_equals_psych_and_lavaan(scale):
    case, frame = golden(scale)
    assert omega(frame).value == pytest.approx(case["omega"], abs=1e-5)
    free = omega(frame, method="ml")
    assert free.value == pytest.approx(case["ml_omega"], abs=1e-5)
    np.testing.assert_allclose(free.items["loading"], case["ml_loadings"], atol=1e-5)
    # lavaan's covariances have divisor n, as ours.
    np.testing.assert_allclose(free.items["raw_variance"], case["ml_raw_variances"], atol=1e-5)


def test_a_negative_variance_is_reported_and_leaves_no_interval():
    _, frame = golden("Loyalty")
    for method in METHODS:
        found = omega(frame, method=method)
        assert found.note == "negative-variance"
        assert found.items.loc[found.items["negative"], "item"].tolist() == ["CUSL3"]
        assert np.isnan([found.low, found.high]).all()
    assert omega(frame, method="ml").items["raw_variance"].iloc[2] == pytest.approx(-0.890166, abs=1e-5)
    assert omega(golden("Image")[1]).note == ""


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 1000))
def test_row_order_column_order_and_units_change_nothing(seed):
    frame = survey(seed=seed)
    shuffled = frame.sample(frac=1, random_state=seed)
    for function in ALL:
        first, second = (vars(function(answers)) for answers in (frame, shuffled))
        pd.testing.assert_frame_equal(*(result.pop("items", frame) for result in (first, second)), check_exact=True)
        assert first == second
    turned = 10 * frame[frame.columns[::-1]] + 3
    assert alpha(turned).value == pytest.approx(alpha(frame).value, abs=1e-12)
    assert omega(turned).value == pytest.approx(omega(frame).value, abs=1e-7)
    assert kmo(turned).value == pytest.approx(kmo(frame).value, abs=1e-12)
    assert 0 <= kmo(frame).value <= 1
    assert alpha(frame).low <= alpha(frame).value <= alpha(frame).high <= 1
    assert omega(frame).low < omega(frame).value < omega(frame).high < 1


def test_alpha_equals_pingouin():
    frame = survey()
    value, ends = pingouin.cronbach_alpha(frame)
    found = alpha(frame)
    assert found.value == pytest.approx(value, abs=1e-12)
    np.testing.assert_allclose([found.low, found.high], ends, atol=5e-4)


def test_items_of_equal_loadings_have_one_omega_which_is_alpha():
    correlations = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
    frame = with_moments(correlations, np.ones(4), 200)
    for method in METHODS:
        found = omega(frame, method=method)
        assert found.value == pytest.approx(alpha(frame).value, abs=1e-6)
        np.testing.assert_allclose(found.items["loading"], np.sqrt(0.4), atol=1e-5)
        assert found.average_extracted == pytest.approx(0.4, abs=1e-5)


def test_planted_loadings_come_back_with_both_criteria():
    planted = np.array([0.8, 0.7, 0.6, 0.5, 0.3])
    correlations = np.outer(planted, planted) + np.diag(1 - planted**2)
    for fit in (minres, maximum_likelihood):
        loading, negative = fit(correlations)
        np.testing.assert_allclose(loading, planted, atol=1e-5)
        assert not negative.any()


@pytest.mark.parametrize("method", METHODS)
def test_the_error_of_omega_is_that_of_leaving_one_respondent_out(method):
    frame = survey(n=80, seed=3)
    found = omega(frame, method=method)
    left_out = [omega(frame.drop(row), method=method).value for row in frame.index]
    # The interval is even on the scale of log(1 - omega).
    error = np.log((1 - found.low) / (1 - found.high)) / (2 * 1.959964) * (1 - found.value)
    assert error == pytest.approx(np.sqrt(79 * np.var(left_out)), rel=0.08)


def test_reversed_items_are_flagged_and_not_turned():
    frame = survey().assign(q2=lambda answers: 6 - answers["q2"])
    for result in (alpha(frame), omega(frame)):
        assert result.items.loc[result.items["reversed"], "item"].tolist() == ["q2"]
    assert alpha(frame).value < alpha(survey()).value
    assert alpha(frame).items.set_index("item").loc["q2", "item_rest"] < 0


def test_which_of_two_opposed_items_is_reversed_cannot_be_said():
    frame = survey()[["q1", "q2"]].assign(q2=lambda answers: 6 - answers["q2"])
    assert alpha(frame).items["reversed"].all()
    assert alpha(frame).items["alpha_if_dropped"].isna().all()


def test_rows_with_a_missing_answer_are_left_out_and_counted():
    frame = survey().astype(float)
    gaps = frame.copy()
    gaps.iloc[[3, 50, 120], [0, 1, 3]] = np.nan
    for function in ALL:
        found = function(gaps)
        assert (found.n, found.dropped) == (297, 3)
    assert alpha(gaps).value == alpha(gaps.dropna()).value


def test_no_factor_behind_opposed_pairs_is_no_likelihood_fit():
    correlations = np.array([[1, 0.3, 0.3], [0.3, 1, -0.2], [0.3, -0.2, 1]])
    with pytest.raises(NoFit):
        maximum_likelihood(correlations)
    frame = with_moments(correlations, np.ones(3), 100)
    with pytest.raises(InputError, match=r"no one factor behind q1, q2, q3; leave out items.*method='minres'"):
        omega(frame, method="ml")
    assert omega(frame).note == "negative-variance"


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame[["q1"]], "different items are needed and there are 1 \\(q1\\)"),
        (lambda frame: frame[["q1", "q2", "q3", "q1"]], "different items are needed and there are 3"),
        (lambda frame: frame.assign(q3=4), "Constant items say nothing: q3"),
        (lambda frame: frame.assign(total=frame.sum(axis=1)), "collinear items: q1, q2, q3, q4, total"),
        (lambda frame: frame.assign(copy=frame["q2"]), "collinear items: q2, copy"),
        (lambda frame: frame.head(4), "4 of 4 rows have all 4 items; more rows than items"),
        (lambda frame: frame.assign(q1=np.nan), "0 of 300 rows have all 4 items"),
        (lambda frame: frame.assign(q1="好"), "Column 'q1' holds 300 values that are not numbers"),
    ],
)
def test_bad_items_are_refused_by_name(function, change, message):
    with pytest.raises(InputError, match=message):
        function(change(survey()))


def test_wrong_parameters_are_refused():
    with pytest.raises(InputError, match="3 or more different items"):
        omega(survey()[["q1", "q2"]])
    with pytest.raises(InputError, match=r"method is 'mimres'; allowed are minres, ml. Did you mean 'minres'"):
        omega(survey(), method="mimres")
    for function in (alpha, omega):
        with pytest.raises(InputError, match="level is 95"):
            function(survey(), level=95)
