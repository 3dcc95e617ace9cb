import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey.drivers.collinearity import collinearity

GOLDEN = json.loads((Path(__file__).parents[2] / "golden/survey_drivers.json").read_text(encoding="utf-8"))


def answers(n=300, seed=0):
    rng = np.random.default_rng(seed)
    a, b, c = rng.normal(size=(3, n))
    return pd.DataFrame({"a": a, "a2": a + 0.3 * b, "c": c, "y": a + c + rng.normal(size=n)})


def with_correlations(target, n=60):
    """A frame whose correlations are exactly `target`."""
    raw = np.random.default_rng(0).normal(size=(n, len(target)))
    raw -= raw.mean(axis=0)
    white = np.linalg.qr(raw)[0]
    return white @ np.linalg.cholesky(np.array(target)).T


def test_variance_inflation_equals_r():
    frame = pd.DataFrame(with_correlations(GOLDEN["correlations"]), columns=GOLDEN["order"])
    found = collinearity(frame, "Fertility", GOLDEN["order"][:-1]).drivers.set_index("driver")
    np.testing.assert_allclose(found.loc[GOLDEN["order"][:-1], "vif"], GOLDEN["vif"], atol=1e-9)
    np.testing.assert_allclose(found["r2_others"], 1 - 1 / found["vif"])
    assert found.loc["Examination", "closest"] == "Education"
    assert found.loc["Examination", "correlation"] == pytest.approx(0.6984152962884828)
    assert not found["high"].any()
    assert found["vif"].is_monotonic_decreasing


def test_two_that_say_the_same_are_to_be_merged():
    found = collinearity(answers(), "y", ["a", "a2", "c"])
    assert found.merge == [["a", "a2"]]
    assert found.drivers.set_index("driver")["high"].to_dict() == {"a": True, "a2": True, "c": False}
    last = found.dimensions.iloc[-1]
    assert last["condition_index"] == found.dimensions["condition_index"].max()
    assert last["a"] > 0.9 < last["a2"]
    assert last["c"] < 0.1
    np.testing.assert_allclose(found.dimensions[["a", "a2", "c"]].sum(), 1)


def test_condition_indices_are_those_of_the_standardised_columns():
    frame = answers()
    scaled = (frame[["a", "a2", "c"]] - frame[["a", "a2", "c"]].mean()) / frame[["a", "a2", "c"]].std()
    singular = np.linalg.svd(scaled.to_numpy(), compute_uv=False)
    found = collinearity(frame, "y", ["a", "a2", "c"]).dimensions["condition_index"]
    np.testing.assert_allclose(found, singular[0] / singular)


def test_links_reach_through_others_and_opposites_count():
    chain = [[1, -0.85, 0.7, 0.1], [-0.85, 1, -0.85, 0.1], [0.7, -0.85, 1, 0.1], [0.1, 0.1, 0.1, 1]]
    frame = pd.DataFrame(with_correlations(chain), columns=["a", "b", "c", "y"])
    assert collinearity(frame, "y", ["c", "b", "a"]).merge == [["a", "b", "c"]]
    assert collinearity(frame, "b", ["a", "c"]).merge == []


def test_weights_missing_values_and_units():
    frame = answers().assign(w=2.0)
    frame.loc[:4, "c"] = np.nan
    found = collinearity(frame, "y", ["a", "a2", "c"], weights="w")
    assert (found.n, found.dropped) == (295, 5)
    moved = collinearity(frame.assign(a=lambda f: -1e4 * f["a"] + 7), "y", ["c", "a2", "a"])
    np.testing.assert_allclose(found.drivers["vif"], moved.drivers["vif"], rtol=1e-9)


def test_bad_input_is_refused():
    frame = answers()
    with pytest.raises(InputError, match="two or more drivers and got 1"):
        collinearity(frame, "y", ["a"])
    with pytest.raises(InputError, match="Perfectly collinear drivers: a, twin"):
        collinearity(frame.assign(twin=lambda f: 3 * f["a"]), "y", ["a", "c", "twin"])
    with pytest.raises(InputError, match="leave out the factors c"):
        collinearity(frame.assign(c=pd.Categorical(["u", "v", "w"] * 100)), "y", ["a", "c"])
