import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.survey import importance
from cxlab.survey.drivers.bootstrap import percentile, resample
from cxlab.survey.drivers.design import design, standardised
from cxlab.survey.drivers.moments import moments
from cxlab.survey.drivers.r_squared import lmg


def halo_survey(n, seed=0, weights=(0.26, 0.20, 0.18, 0.16, 0.12, 0.10, 0.08, 0.07, 0.03, 0.0)):
    """1-5 answers under one halo factor and an overall 1-5 answer with R² of about .6, as the demo is planted."""
    rng, loading = np.random.default_rng(seed), 0.62
    halo = rng.normal(size=(n, 1))
    latent = loading * halo + np.sqrt(1 - loading**2) * rng.normal(size=(n, len(weights)))
    cuts = np.array([-1.6, -0.9, -0.1, 0.9])
    items = 1.0 + (latent[..., None] > cuts).sum(axis=-1)
    signal = (items - items.mean(axis=0)) / items.std(axis=0) @ np.array(weights)
    overall = signal + rng.normal(size=n) * signal.std() * 0.73
    frame = pd.DataFrame(items, columns=[f"q{i}" for i in range(len(weights))])
    return frame.assign(overall=1.0 + (overall[:, None] / overall.std() > cuts).sum(axis=-1))


def column(result, name):
    return result.drivers.set_index("driver")[name].sort_index()


def test_row_and_column_order_do_not_matter_to_the_last_bit():
    frame, items = halo_survey(120), [f"q{i}" for i in range(5)]
    first = importance(frame, "overall", items, n_boot=60)
    second = importance(frame.sample(frac=1, random_state=3), "overall", items[::-1], n_boot=60)
    pd.testing.assert_frame_equal(first.drivers, second.drivers, check_exact=True)
    assert first.r2 == second.r2


@settings(max_examples=20, deadline=None)
@given(
    scale=st.lists(st.sampled_from([-1e6, -2.0, 1e-5, 0.5, 3.0, 1e7]), min_size=4, max_size=4),
    shift=st.sampled_from([-50.0, 0.0, 1e4]),
    method=st.sampled_from(["lmg", "johnson"]),
)
def test_units_do_not_matter_and_importances_sum_to_r2(scale, shift, method):
    frame, items = halo_survey(80)[["q0", "q4", "q9", "overall"]], ["q0", "q4", "q9"]
    moved = frame * scale + shift * np.abs(scale)
    first = importance(frame, "overall", items, method=method, n_boot=0)
    second = importance(moved, "overall", items, method=method, n_boot=0)
    for name in ("importance", "unique"):
        np.testing.assert_allclose(column(first, name), column(second, name), atol=1e-9)
    assert second.drivers["importance"].sum() == pytest.approx(second.r2, abs=1e-10)
    assert second.drivers["share"].sum() == pytest.approx(1)
    signs = pd.Series(np.array(scale[3]) / np.array(scale[:3]), index=items)
    np.testing.assert_allclose(
        column(second, "coefficient"), column(first, "coefficient") * signs, rtol=1e-6, atol=1e-12
    )


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=40, max_size=40))
def test_weights_equal_duplicates_and_weights_of_one_equal_none(weights):
    frame, items = halo_survey(40).assign(w=weights), ["q0", "q1", "q2"]
    weighted = importance(frame, "overall", items, weights="w", n_boot=0)
    repeated = importance(frame.loc[frame.index.repeat(weights)], "overall", items, n_boot=0)
    for name in ("importance", "coefficient", "unique"):
        np.testing.assert_allclose(column(weighted, name), column(repeated, name), atol=1e-10)
    one = importance(frame, "overall", items, weights=[1] * 40, n_boot=20)
    pd.testing.assert_frame_equal(one.drivers, importance(frame, "overall", items, n_boot=20).drivers)


def test_missing_answers_are_dropped_listwise_and_counted():
    frame = halo_survey(100)
    frame.loc[:9, "q1"] = np.nan
    frame.loc[5:14, "overall"] = np.nan
    found = importance(frame, "overall", ["q0", "q1"], n_boot=0)
    assert (found.n, found.dropped) == (85, 15)
    pd.testing.assert_frame_equal(found.drivers, importance(frame.dropna(), "overall", ["q0", "q1"], n_boot=0).drivers)


def test_a_suppressor_shows_a_conflict_of_signs():
    rng = np.random.default_rng(1)
    a = rng.normal(size=400)
    b = a + 0.5 * rng.normal(size=400)
    frame = pd.DataFrame({"a": a, "b": b, "y": 2 * a - 0.5 * b + 0.2 * rng.normal(size=400)})
    conflict = column(importance(frame, "y", ["a", "b"], n_boot=0), "sign_conflict")
    assert conflict.to_dict() == {"a": False, "b": True}


def test_intervals_ranks_and_floor():
    found = importance(halo_survey(1500, seed=2), "overall", [f"q{i}" for i in range(10)], n_boot=300).drivers
    assert ((found["low"] < found["importance"]) & (found["importance"] < found["high"])).all()
    assert (
        (found["coefficient_low"] < found["coefficient"]) & (found["coefficient"] < found["coefficient_high"])
    ).all()
    assert (found["rank_low"] <= found["rank_high"]).all()
    by_name = found.set_index("driver")
    assert by_name.loc["q0", "rank_high"] <= 2
    assert by_name.loc["q9", "floor"]
    assert not by_name.loc["q0", "floor"]
    # The halo gives even the item without any weight a share of R².
    assert by_name.loc["q9", "share"] > 0.03


def test_without_bootstrap_intervals_and_tiers_are_missing():
    found = importance(halo_survey(60), "overall", ["q0", "q1"], n_boot=0).drivers
    left_out = ["low", "high", "share_low", "coefficient_low", "rank_low", "tier", "coefficient_null", "floor"]
    assert found[left_out].isna().all(axis=None)
    assert list(found.dtypes) == list(importance(halo_survey(60), "overall", ["q0", "q1"], n_boot=9).drivers.dtypes)


def test_a_single_driver_takes_all_of_r2():
    found = importance(halo_survey(60), "overall", ["q0"], n_boot=20)
    assert found.drivers["importance"].iloc[0] == pytest.approx(found.r2)
    assert found.drivers["share"].iloc[0] == pytest.approx(1)


def test_resamples_in_which_a_driver_is_constant_do_not_break():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=12), "rare": [1.0] + [0.0] * 11, "y": rng.normal(size=12)})
    found = importance(frame, "y", ["a", "rare"], n_boot=100).drivers
    assert found[["low", "high", "coefficient_low", "coefficient_high"]].notna().all(axis=None)


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ({"q1": 3.0}, {}, r"Constant columns say nothing: q1\."),
        ({"overall": 3.0}, {}, "Constant columns say nothing: overall"),
        ({"q1": "good"}, {}, r"'q1' holds 40 values that are not numbers \(good\)"),
        ({"q3": lambda frame: frame["q1"] + 2 * frame["q2"]}, {}, "Perfectly collinear drivers: q1, q2, q3"),
        ({}, {"drivers": ["q0", "q11"]}, "'q11' is not in the table.*Did you mean 'q1'"),
        ({}, {"drivers": ["q0", "overall"]}, "different columns other than 'overall'"),
        ({}, {"drivers": ["q0", "q0"]}, "one or more different columns"),
        ({}, {"drivers": []}, "one or more different columns"),
        ({}, {"method": "shapley"}, "method is 'shapley'; allowed are lmg, johnson"),
        ({"q0": lambda frame: frame["q0"].where(frame.index < 5)}, {}, "5 rows have all 5 columns; 4 drivers need"),
        ({}, {"weights": [1, 2]}, "2 weights for 40 rows"),
        ({}, {"weights": [-1] * 40}, "40 of 40 weights are missing or negative"),
        ({}, {"weights": [0] * 40}, "All weights are 0"),
        ({"q1": np.nan}, {}, r"Columns without any answer: q1\."),
        ({"q1": np.nan, "overall": np.nan}, {}, r"without any answer: q1, overall\."),
        ({}, {"missing": "drop"}, "missing is 'drop'; allowed are listwise, pairwise"),
        ({}, {"interval": "basic"}, "interval is 'basic'; allowed are percentile, bca"),
        (
            {},
            {"drivers": {"both": ["q0", "q1"]}, "method": "johnson"},
            "Groups of columns and factors need method='lmg'",
        ),
        ({}, {"drivers": {"both": ["q0"], "none": []}}, "one or more different columns"),
        ({"q1": pd.Categorical(["only"] * 40)}, {}, r"Constant columns say nothing: q1\."),
    ],
)
def test_bad_input_is_refused_by_name(change, arguments, message):
    frame = halo_survey(40).assign(**change)
    arguments = {"drivers": ["q0", "q1", "q2", "q3"], "n_boot": 0, **arguments}
    with pytest.raises(InputError, match=message):
        importance(frame, "overall", **arguments)


def test_a_group_takes_what_its_columns_share():
    frame = halo_survey(200)
    groups = {"service": ["q1", "q0"], "q2": ["q2"], "q3": ["q3"]}
    found = importance(frame, "overall", groups, n_boot=40)
    assert found.r2 == pytest.approx(importance(frame, "overall", ["q0", "q1", "q2", "q3"], n_boot=0).r2)
    service = found.drivers.set_index("driver").loc["service"]
    assert service[["coefficient", "correlation", "floor", "coefficient_null"]].isna().all()
    assert service["low"] < service["importance"] < service["high"]
    assert not service["sign_conflict"]
    alone = {name: [name] for name in ("q0", "q1", "q2")}
    pd.testing.assert_frame_equal(
        importance(frame, "overall", alone, n_boot=20).drivers,
        importance(frame, "overall", ["q0", "q1", "q2"], n_boot=20).drivers,
    )


def test_categories_of_a_factor_enter_together_whatever_their_order():
    rng = np.random.default_rng(4)
    frame = halo_survey(300)
    channel = rng.choice(["app", "phone", "shop"], 300)
    frame["overall"] += 2.0 * (channel == "shop")
    frame["channel"] = pd.Categorical(channel)
    found = importance(frame, "overall", ["q0", "q1", "channel"], n_boot=0)
    dummies = frame.assign(**{name: (channel == name).astype(int) for name in ("phone", "shop")})
    group = importance(dummies, "overall", {"q0": ["q0"], "q1": ["q1"], "channel": ["phone", "shop"]}, n_boot=0)
    np.testing.assert_allclose(column(found, "importance"), column(group, "importance"), atol=1e-12)
    turned = frame.assign(channel=pd.Categorical(channel, categories=["shop", "none", "phone", "app"]))
    again = importance(turned, "overall", ["q0", "q1", "channel"], n_boot=0)
    np.testing.assert_allclose(column(found, "importance"), column(again, "importance"), atol=1e-12)


def test_pairwise_uses_the_rows_that_each_pair_has():
    frame = halo_survey(120)[["q0", "q1", "overall"]]
    complete = importance(frame, "overall", ["q0", "q1"], n_boot=30)
    same = importance(frame, "overall", ["q0", "q1"], missing="pairwise", n_boot=30)
    pd.testing.assert_frame_equal(complete.drivers, same.drivers)
    frame.loc[:19, "q0"] = np.nan
    frame.loc[10:39, "q1"] = np.nan
    frame.loc[100:, "overall"] = np.nan
    found = importance(frame, "overall", ["q0", "q1"], missing="pairwise", n_boot=30)
    assert (found.n, found.dropped) == (60, 20)
    assert column(found, "n").to_dict() == {"q0": 80, "q1": 70}
    expected = frame[frame["overall"].notna()].corr()["overall"]
    np.testing.assert_allclose(column(found, "correlation"), expected[["q0", "q1"]], atol=1e-12)
    assert found.drivers[["low", "high", "coefficient_low"]].notna().all(axis=None)
    shuffled = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        importance(shuffled, "overall", ["q0", "q1"], missing="pairwise", n_boot=30).drivers,
        found.drivers,
        check_exact=True,
    )


def test_pairwise_correlations_that_contradict_each_other_are_refused():
    rng = np.random.default_rng(0)
    a, b, c = rng.normal(size=(3, 90))
    b[:30], c[30:60], c[60:] = a[:30], a[30:60], -b[60:]
    frame = pd.DataFrame({"a": a, "b": b, "c": c, "y": rng.normal(size=90)})
    frame.loc[:29, "c"] = np.nan
    frame.loc[30:59, "b"] = np.nan
    frame.loc[60:, "a"] = np.nan
    with pytest.raises(InputError, match=r"contradict each other.*missing='listwise'"):
        importance(frame, "y", ["a", "b", "c"], missing="pairwise", n_boot=0)


def test_intervals_cover_the_value_of_the_population():
    """About 95 % of five importances in 60 surveys; the full table is that of benchmarks/coverage_drivers.py."""
    items, held = ["q0", "q2", "q5", "q8", "q9"], []
    truth = column(importance(halo_survey(100_000, seed=99), "overall", items, n_boot=0), "importance")
    for seed in range(60):
        survey = design(halo_survey(100, seed), "overall", items)
        sums = moments(standardised(survey)[0])
        drawn = resample(
            sums.products, survey.weight, lambda x, sums=sums: (lmg(sums.correlations(x)[0]),), n_boot=200, seed=seed
        )
        low, high = percentile(drawn[0], 0.95)
        held.append((low <= truth) & (truth <= high))
    assert 0.90 <= np.mean(held) <= 0.985


def test_memory_does_not_grow_with_the_number_of_resamples():
    frame, peaks = halo_survey(5000), []
    for n_boot in (100, 600):
        tracemalloc.start()
        importance(frame, "overall", ["q0", "q1", "q2"], n_boot=n_boot)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_too_many_drivers_for_lmg_point_to_johnson():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(60, 22)), columns=[f"x{i}" for i in range(21)] + ["y"])
    items = list(frame.columns[:-1])
    with pytest.raises(InputError, match=r"at most 20 drivers and got 21.*method='johnson'"):
        importance(frame, "y", items)
    assert importance(frame, "y", items, method="johnson", n_boot=0).r2 > 0
