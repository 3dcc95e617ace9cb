from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.survey.drivers.binary import binary_importance

ITEMS = ["a", "b", "c"]


def survey(n, seed=0, effects=(0.9, 0.5, 0.0)):
    rng = np.random.default_rng(seed)
    felt = 0.62 * rng.normal(size=(n, 1)) + np.sqrt(1 - 0.62**2) * rng.normal(size=(n, 3))
    items = 1.0 + (felt[..., None] > np.array([-1.6, -0.9, -0.1, 0.9])).sum(axis=-1)
    yes = rng.logistic(size=n) < (items - 3.4) @ np.array(effects)
    return pd.DataFrame(items, columns=ITEMS).assign(yes=yes.astype(int))


def worth(frame, chosen, weights=None):
    exact = sm.add_constant(frame[list(chosen)]) if chosen else np.ones((len(frame), 1))
    model = sm.GLM(frame["yes"], exact, family=sm.families.Binomial(), freq_weights=weights)
    return model.fit(tol=1e-12).llf


@pytest.mark.parametrize("weighted", [False, True])
def test_shares_equal_statsmodels_over_all_orders(weighted):
    frame = survey(250)
    weights = np.random.default_rng(1).integers(1, 4, 250) if weighted else None
    found = binary_importance(frame, "yes", ITEMS, weights=weights)
    models = {chosen: worth(frame, chosen, weights) for k in range(4) for chosen in combinations(ITEMS, k)}
    fits = {chosen: 1 - llf / models[()] for chosen, llf in models.items()}
    table = found.drivers.set_index("driver")
    for item in ITEMS:
        others = [other for other in ITEMS if other != item]
        gain = {
            chosen: fits[tuple(sorted((*chosen, item)))] - fits[chosen]
            for k in range(3)
            for chosen in combinations(others, k)
        }
        expected = gain[()] / 3 + sum(gain[(other,)] for other in others) / 6 + gain[tuple(others)] / 3
        assert table.loc[item, "importance"] == pytest.approx(expected, abs=1e-8)
        assert table.loc[item, "unique"] == pytest.approx(gain[tuple(others)], abs=1e-8)
    assert found.r2 == pytest.approx(fits[tuple(ITEMS)], abs=1e-8)
    assert (found.n, found.events, found.dropped) == (250, frame["yes"].sum(), 0)


def test_coefficients_and_their_robust_intervals_equal_statsmodels():
    frame = survey(300)
    fit = sm.Logit(frame["yes"], sm.add_constant(frame[ITEMS])).fit(disp=0, cov_type="HC0", tol=1e-12)
    table = binary_importance(frame, "yes", ITEMS).drivers.set_index("driver").loc[ITEMS]
    np.testing.assert_allclose(table["coefficient"], fit.params[ITEMS], atol=1e-6)
    ends = fit.conf_int().loc[ITEMS]
    np.testing.assert_allclose(table["coefficient_low"], ends[0], atol=1e-5)
    np.testing.assert_allclose(table["coefficient_high"], ends[1], atol=1e-5)


def test_intervals_are_as_wide_as_those_of_resampled_surveys():
    frame = survey(300)
    table = binary_importance(frame, "yes", ITEMS).drivers.set_index("driver").loc[ITEMS]
    draws = [
        binary_importance(frame.sample(frac=1, replace=True, random_state=seed), "yes", ITEMS).drivers.set_index(
            "driver"
        )
        for seed in range(60)
    ]
    for low, high, value in (("low", "high", "importance"), ("share_low", "share_high", "share")):
        error = np.log(table[high] / table[low]) / 3.92
        drawn = np.std([np.log(draw.loc[ITEMS[:2], value]) for draw in draws], axis=0)
        np.testing.assert_allclose(error[ITEMS[:2]], drawn, rtol=0.35)


def test_intervals_cover_the_value_of_the_population():
    truth = binary_importance(survey(50_000, seed=99), "yes", ITEMS).drivers.set_index("driver").loc[ITEMS]
    held = []
    for seed in range(60):
        found = binary_importance(survey(300, seed), "yes", ITEMS).drivers.set_index("driver").loc[ITEMS]
        held.append((found["low"] <= truth["importance"]) & (truth["importance"] <= found["high"]))
    assert 0.89 <= np.mean(held) <= 0.985


@settings(max_examples=8, deadline=None)
@given(scale=st.sampled_from([-100.0, 1e-4, 7.0]), shift=st.sampled_from([-5.0, 1e3]), seed=st.integers(0, 50))
def test_units_rows_and_columns_do_not_matter_and_importances_sum_to_r2(scale, shift, seed):
    frame = survey(150, seed)
    first = binary_importance(frame, "yes", ITEMS)
    second = binary_importance((frame * [scale, 1, 1, 1] + [shift, 0, 0, 0]), "yes", ITEMS)
    pd.testing.assert_series_equal(first.drivers["importance"], second.drivers["importance"], atol=1e-8)
    assert first.drivers["importance"].sum() == pytest.approx(first.r2)
    assert first.drivers["share"].sum() == pytest.approx(1)
    turned = binary_importance(frame.sample(frac=1, random_state=seed), "yes", ITEMS[::-1])
    pd.testing.assert_frame_equal(first.drivers, turned.drivers, check_exact=True)


def test_weights_repeat_rows_and_missing_rows_are_counted():
    frame = survey(120).assign(w=lambda f: 1 + f.index % 3)
    weighted = binary_importance(frame, "yes", ITEMS, weights="w").drivers
    repeated = binary_importance(frame.loc[frame.index.repeat(frame["w"])], "yes", ITEMS).drivers
    columns = ["importance", "share", "unique", "coefficient"]
    np.testing.assert_allclose(weighted[columns], repeated[columns], atol=1e-7)
    frame.loc[:9, "a"] = np.nan
    assert (binary_importance(frame, "yes", ITEMS).n, binary_importance(frame, "yes", ITEMS).dropped) == (110, 10)


def test_groups_and_factors_enter_together():
    frame = survey(400)
    frame["channel"] = pd.Categorical(
        np.where(frame.index % 3 == 0, "app", np.where(frame.index % 3 == 1, "shop", "phone"))
    )
    found = binary_importance(frame, "yes", {"items": ["b", "c"], "a": ["a"], "channel": ["channel"]}).drivers
    assert found["importance"].sum() == pytest.approx(binary_importance(frame, "yes", [*ITEMS, "channel"]).r2)
    assert found.set_index("driver")["coefficient"].notna().to_dict() == {"items": False, "a": True, "channel": False}


@pytest.mark.parametrize(
    ("change", "drivers", "message"),
    [
        ({"yes": lambda f: f["yes"] + 1}, ITEMS, "'yes' must hold 0 and 1 and holds 1, 2"),
        ({"yes": 1}, ITEMS, "Constant columns say nothing: yes"),
        ({"yes": lambda f: (f["a"] > 3).astype(int)}, ITEMS, r"do not overlap on a \(separation\)"),
        ({"yes": lambda f: ((f["a"] + f["b"]) > 6).astype(int)}, ITEMS, r"do not overlap on a, b \(separation\)"),
        ({"rare": lambda f: f["yes"] * (f.index % 9 == 0)}, ["a", "rare"], r"do not overlap on rare \(separation\)"),
        (
            {f"x{i}": lambda f, i=i: f["a"] ** i for i in range(13)},
            [f"x{i}" for i in range(13)],
            "Constant columns.*x0",
        ),
        ({"b": lambda f: 2 * f["a"]}, ITEMS, "Perfectly collinear drivers: a, b"),
        ({"a": "good"}, ITEMS, r"'a' holds 200 values that are not numbers"),
    ],
)
def test_bad_input_is_refused_by_name(change, drivers, message):
    with pytest.raises(InputError, match=message):
        binary_importance(survey(200).assign(**change), "yes", drivers)


def test_more_than_twelve_drivers_are_refused_with_advice():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(100, 13)), columns=[f"x{i}" for i in range(13)]).assign(
        yes=rng.integers(0, 2, 100)
    )
    with pytest.raises(InputError, match=r"at most 12 drivers and got 13; .* use importance\(\)"):
        binary_importance(frame, "yes", list(frame.columns[:-1]))
