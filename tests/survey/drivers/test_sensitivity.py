import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import importance
from cxlab.survey.drivers.binary import binary_importance
from cxlab.survey.drivers.r_squared import lmg, partialled
from cxlab.survey.drivers.sensitivity import sensitivity

WEIGHTS = np.array([0.4, 0.25, 0.15, 0.1, 0.0])
ITEMS = [f"q{i}" for i in range(5)]


def survey(n, seed=0, cuts=(-1.6, -0.9, -0.1, 0.9)):
    rng = np.random.default_rng(seed)
    felt = 0.62 * rng.normal(size=(n, 1)) + np.sqrt(1 - 0.62**2) * rng.normal(size=(n, 5))
    overall = felt @ WEIGHTS + 0.5 * rng.normal(size=n)
    both = np.column_stack([felt, overall / overall.std()])
    return pd.DataFrame(1.0 + (both[..., None] > np.array(cuts)).sum(axis=-1), columns=[*ITEMS, "overall"])


def test_runs_stand_beside_the_main_one():
    frame = survey(4000)
    found = sensitivity(frame, "overall", ITEMS)
    table, runs = found.drivers.set_index("driver"), found.runs.set_index("run")
    main = importance(frame, "overall", ITEMS, n_boot=0)
    np.testing.assert_allclose(table["main"], main.drivers.set_index("driver")["share"], atol=1e-12)
    relative = importance(frame, "overall", ITEMS, method="johnson", n_boot=0).drivers.set_index("driver")["share"]
    np.testing.assert_allclose(table["johnson"], relative[table.index], atol=1e-12)
    np.testing.assert_allclose(table[["main", "johnson", "ordinal"]].sum(), 1)
    assert table["within"].abs().sum() == pytest.approx(1)
    assert list(table.index) == ITEMS
    assert runs.loc["main", "agreement"] == pytest.approx(1)
    assert (runs["agreement"] >= 0.8).all()
    assert runs.loc["ordinal", "r2"] > runs.loc["main", "r2"] == pytest.approx(main.r2)
    assert runs.loc["within", "r2"] < 0.2
    assert (found.n, found.dropped) == (4000, 0)


def test_within_respondents_the_item_without_effect_counts_against():
    within = sensitivity(survey(4000), "overall", ITEMS).drivers.set_index("driver")["within"]
    assert within["q0"] > 0.2
    assert within["q4"] < -0.1
    assert within.rank().to_list() == [5, 4, 3, 2, 1]


def test_within_is_the_r2_beyond_the_mean_of_the_items():
    frame = survey(500)
    scaled = frame[ITEMS] / frame[ITEMS].std()
    means = scaled.assign(mean=scaled.mean(axis=1), overall=frame["overall"])
    direct = lmg(partialled(means[["mean", *ITEMS, "overall"]].corr().to_numpy(), 1))
    found = sensitivity(frame, "overall", ITEMS)
    ours = found.drivers.set_index("driver")["within"].abs()[ITEMS] * found.runs.set_index("run").loc["within", "r2"]
    np.testing.assert_allclose(ours, direct, atol=1e-10)
    full, level = means[ITEMS], means[["mean"]]
    gained = r2(full, frame["overall"]) - r2(level, frame["overall"])
    assert direct.sum() == pytest.approx(gained, abs=1e-10)


def r2(columns, outcome):
    exact = np.column_stack([np.ones(len(columns)), columns])
    left = outcome - exact @ np.linalg.lstsq(exact, outcome, rcond=None)[0]
    return 1 - left.var() / outcome.var()


def test_the_ordinal_run_does_not_see_the_distances_between_answers():
    frame = survey(600)
    stretched = frame.replace({1.0: -20.0, 5.0: 6.0})
    first, second = (sensitivity(each, "overall", ITEMS).drivers.set_index("driver") for each in (frame, stretched))
    np.testing.assert_allclose(first["ordinal"], second["ordinal"][first.index], atol=1e-12)
    assert (first["main"] - second["main"]).abs().max() > 0.005


def test_order_weights_and_missing_values():
    frame = survey(300).assign(w=1.0)
    frame.loc[:9, "q1"] = np.nan
    first = sensitivity(frame, "overall", ITEMS)
    second = sensitivity(frame.sample(frac=1, random_state=2), "overall", ITEMS[::-1], weights="w")
    pd.testing.assert_frame_equal(first.drivers, second.drivers, check_exact=True)
    assert (first.n, first.dropped) == (290, 10)


def test_bad_input_is_refused():
    frame = survey(60)
    with pytest.raises(InputError, match="takes 2 to 20 drivers and got 1"):
        sensitivity(frame, "overall", ["q0"])
    with pytest.raises(InputError, match="leave out the factors q0"):
        sensitivity(frame.assign(q0=pd.Categorical(frame["q0"])), "overall", ITEMS)


def test_being_satisfied_or_not_is_shared_out_too_and_missing_where_no_model_can_be_had():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.integers(1, 6, (400, 3)), columns=["a", "b", "c"]).astype(float)
    frame["y"] = np.clip(np.round(0.7 * frame["a"] + 0.3 * frame["b"] + rng.normal(0, 0.7, 400)), 1, 5)
    found = sensitivity(frame, "y", ["a", "b", "c"], satisfied=4)
    alone = binary_importance(frame.assign(y=(frame["y"] >= 4).astype(float)), "y", ["a", "b", "c"])
    shares = found.drivers.set_index("driver")["binary"]
    np.testing.assert_allclose(shares[alone.drivers["driver"]], alone.drivers["share"], rtol=1e-12)
    assert found.runs.set_index("run").loc["binary", "r2"] == pytest.approx(alone.r2)
    parted = frame.assign(y=np.where(frame["a"] > 2, 5.0, 1.0))
    assert sensitivity(parted, "y", ["a", "b", "c"], satisfied=4).drivers["binary"].isna().all()
