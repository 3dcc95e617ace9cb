"""Answers until a KANO class or the order of two drivers comes back."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey.drivers.r_squared import lmg
from cxlab.survey.kano import rules
from cxlab.survey.planning.sample_plan import Design
from cxlab.survey.planning.stability import SIZES, class_sample_size, driver_sample_size, halo

LOADINGS = {"app": 0.66, "price": 0.62, "queue": 0.6, "staff": 0.58, "shop": 0.55}


def shares(**classes):
    return pd.DataFrame([{"feature": "f", **dict.fromkeys(rules.CLASSES, 0.0), **classes}])


def test_the_curve_is_that_of_the_binomial():
    # Two classes: must-be is the mode when at least half of the answers are, ties going to it.
    found = class_sample_size(shares(M=0.6, O=0.4), draws=4000)
    curve = found.curve.set_index("n")["probability"]
    for n in (10, 50, 100):
        exact = stats.binom.sf(np.ceil(n / 2) - 1, n, 0.6)
        assert curve[n] == pytest.approx(exact, abs=3 * np.sqrt(exact * (1 - exact) / 4000))
    assert curve.index.tolist() == list(SIZES)


def test_n_is_where_the_class_starts_to_come_back():
    found = class_sample_size(shares(A=0.45, I=0.4, O=0.15))
    n = found.features["n"].iloc[0]
    curve = found.curve.set_index("n")["probability"]
    assert (curve.loc[n:] >= 0.8).all()
    assert curve.loc[:n].iloc[-2] < 0.8
    # Normal approximation of the lead: n = z² (a + b - (a - b)²) / (a - b)².
    assert n == pytest.approx(0.8416**2 * (0.85 - 0.0025) / 0.0025, rel=0.15)
    assert found.features["category"].tolist() == ["A"]
    assert found.features["lead"].iloc[0] == pytest.approx(0.05)


def test_a_wider_lead_and_less_certainty_need_fewer():
    close, clear = (class_sample_size(shares(M=m, I=1 - m)).features["n"].iloc[0] for m in (0.53, 0.6))
    assert clear < close
    assert class_sample_size(shares(M=0.53, I=0.47), returns=0.6).features["n"].iloc[0] < close
    assert pd.isna(class_sample_size(shares(I=0.5005, R=0.4995)).features["n"].iloc[0])
    assert class_sample_size(shares(Q=1)).features["n"].tolist() == [SIZES[0]]


def test_features_do_not_touch_each_other_and_counts_are_shares():
    one = shares(M=50, O=35, A=15)
    two = pd.concat([shares(I=3, R=1).assign(feature="g"), one], ignore_index=True)
    alone, together = class_sample_size(one), class_sample_size(two)
    assert together.features["feature"].tolist() == ["g", "f"]
    assert together.features.iloc[1].tolist() == alone.features.iloc[0].tolist()
    again = class_sample_size(shares(M=0.5, O=0.35, A=0.15))
    pd.testing.assert_frame_equal(again.curve, alone.curve)


@pytest.mark.parametrize(
    ("frame", "options", "says"),
    [
        (shares(), {}, "all 0 for: f"),
        (shares(M=-1, O=2), {}, "negative"),
        (shares(M=1).drop(columns="R"), {}, "'R' is not in the table"),
        (shares(M=1), {"returns": 0.3}, "returns is 0.3"),
    ],
)
def test_wrong_shares_are_refused(frame, options, says):
    with pytest.raises(InputError, match=says):
        class_sample_size(frame, **options)


def test_the_gap_of_two_drivers_is_found_with_the_power():
    population = halo(LOADINGS, {"app": 0.3, "price": 0.2, "queue": 0.12, "staff": 0.05}, r2=0.6)
    found = driver_sample_size(population, "overall", draws=600)
    assert found.r2 == pytest.approx(0.6)
    assert found.pairs["driver"].tolist() == ["app", "price", "queue", "staff"]
    assert (found.pairs["gap"] > 0).all()
    n, gap = found.pairs.loc[0, ["n", "gap"]]
    names = [*LOADINGS, "overall"]
    drawn = stats.wishart(df=n - 1, scale=population.loc[names, names]).rvs(1000, random_state=np.random.default_rng(3))
    spread = np.sqrt(np.diagonal(drawn, axis1=1, axis2=2))
    parts = lmg(drawn / (spread[:, :, None] * spread[:, None, :]))
    gaps = (parts[:, 0] - parts[:, 1]) / parts.sum(axis=1)
    assert gaps.mean() == pytest.approx(gap, rel=0.05)
    assert (gaps > 1.96 * gaps.std()).mean() == pytest.approx(0.8, abs=0.05)


def test_drivers_need_more_for_a_small_gap_a_high_power_and_a_design_effect():
    close = halo(LOADINGS, {"app": 0.3, "price": 0.27}, r2=0.6)
    far = halo(LOADINGS, {"app": 0.3, "price": 0.1}, r2=0.6)
    first = [driver_sample_size(each, "overall", draws=200).pairs["n"].iloc[0] for each in (close, far)]
    assert first[0] > 3 * first[1]
    design = Design(power=0.9, design_effect=1.5)
    assert driver_sample_size(far, "overall", draws=200, design=design).pairs["n"].iloc[0] > 1.9 * first[1]
    small = driver_sample_size(close, "overall", draws=200, design=Design(population=2000)).pairs["n"]
    assert (small <= 2000).all()


def test_order_of_names_does_not_matter_and_equal_drivers_are_never_apart():
    population = halo(LOADINGS, {"app": 0.3, "price": 0.2}, r2=0.5)
    turned = population.iloc[::-1, ::-1]
    pd.testing.assert_frame_equal(
        driver_sample_size(population, "overall", draws=50).pairs,
        driver_sample_size(turned, "overall", draws=50).pairs,
    )
    equal = halo({"a": 0.6, "b": 0.6, "c": 0.6}, {"a": 1, "b": 1}, r2=0.5)
    found = driver_sample_size(equal, "overall", method="johnson", draws=50).pairs
    assert found["n"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda frame: frame.rename(columns={"app": "ap"}), "the same names"),
        (lambda frame: frame.drop(index="app"), "the same names"),
        (lambda frame: frame.mask(frame < 0.5, -0.9), "positive definite"),
        (lambda frame: frame.rename(columns={"overall": "all"}), "'overall' is not in the table"),
    ],
)
def test_wrong_correlations_are_refused(change, says):
    with pytest.raises(InputError, match=says):
        driver_sample_size(change(halo(LOADINGS, {"app": 1}, r2=0.5)), "overall")


def test_a_wrong_halo_is_refused():
    with pytest.raises(InputError, match="Did you mean 'price'"):
        halo(LOADINGS, {"prise": 1}, r2=0.5)
    with pytest.raises(InputError, match="r2 is 1"):
        halo(LOADINGS, {"price": 1}, r2=1)
    with pytest.raises(InputError, match="method is 'lgm'"):
        driver_sample_size(halo(LOADINGS, {"price": 1}, r2=0.5), "overall", method="lgm")
