from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey import importance
from cxlab.survey.drivers.ipa import QUADRANTS, ipa, outlines
from cxlab.survey.drivers.r_squared import lmg

ITEMS = ["q_a", "q_b", "q_c", "q_d"]


def usual(item):
    return None


def survey(n=1200, seed=0):
    """q_a important and weak, q_b important and strong, q_c neither, q_d strong and unimportant."""
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=(n, 1))
    latent = 0.5 * halo + rng.normal(size=(n, 4)) + np.array([-0.6, 0.9, -0.6, 0.9])
    items = pd.DataFrame(np.clip(np.round(3.2 + latent), 1, 5), columns=ITEMS)
    signal = items @ np.array([0.5, 0.5, 0.05, 0.05])
    return items.assign(csat=np.clip(np.round(signal + rng.normal(size=n) * 0.6), 1, 5))


def rows(frame):
    return frame.set_index("driver")


@pytest.fixture(scope="module")
def found():
    return ipa(survey(), "csat", ITEMS, usual, n_boot=800, seed=3)


def test_places_are_the_share_of_importance_and_the_mean_answer(found):
    frame, main = survey(), importance(survey(), "csat", ITEMS, n_boot=800, seed=3).drivers
    assert found.drivers["driver"].tolist() == main["driver"].tolist()
    for column in ("share", "share_low", "share_high"):
        np.testing.assert_allclose(found.drivers[column], main[column], atol=1e-12)
    place = rows(found.drivers)
    np.testing.assert_allclose(place.loc[ITEMS, "performance"], frame[ITEMS].mean(), atol=1e-12)
    for item in ITEMS:
        half = (place.loc[item, "performance_high"] - place.loc[item, "performance_low"]) / 2
        assert half == pytest.approx(1.96 * stats.sem(frame[item]), rel=0.12)


def test_quadrants_are_said_only_where_they_are_probable(found):
    assert np.allclose(found.quadrants[list(QUADRANTS)].sum(axis=1), 1)
    by_mean = rows(found.quadrants.query("rule == 'mean'"))
    assert by_mean["quadrant"].to_dict() == {"q_a": "first", "q_b": "keep", "q_c": "watch", "q_d": "enough"}
    most = found.quadrants[list(QUADRANTS)].max(axis=1)
    assert (found.quadrants["quadrant"].notna() == (most >= 0.8)).all()
    few = ipa(survey(40), "csat", ITEMS, usual, n_boot=200).quadrants
    assert few["quadrant"].isna().any()


def test_the_two_rules_cut_performance_at_their_own_places(found):
    frame = survey()
    cuts = found.quadrants.groupby("rule")["performance_cut"].first()
    assert cuts["mean"] == pytest.approx(frame[ITEMS].mean().mean())
    assert cuts["midpoint"] == 3
    assert (found.quadrants["share_cut"] == 0.25).all()
    good = survey().assign(q_a=survey()["q_a"].clip(lower=3), q_c=5 - (survey()["q_c"] > 3))
    by_rule = ipa(good, "csat", ITEMS, usual, n_boot=200).quadrants.set_index(["rule", "driver"])["quadrant"]
    assert by_rule["mean", "q_a"] == "first"
    assert by_rule["midpoint", "q_a"] == "keep"


def test_the_ellipse_holds_95_percent_of_surveys():
    """Means and shares of 200 surveys of one population, in the ellipse of one of them moved to their centre."""
    one = rows(ipa(survey(400, seed=1), "csat", ITEMS, usual, n_boot=1000).drivers)
    surveys = [survey(400, seed=100 + draw) for draw in range(200)]
    means = np.array([frame[ITEMS].mean() for frame in surveys])
    parts = lmg(np.array([np.corrcoef(frame, rowvar=False) for frame in surveys]))
    places = np.stack([means, parts / parts.sum(axis=1, keepdims=True)], axis=-1)
    away = places - places.mean(axis=0)
    for at, item in enumerate(ITEMS):
        turn = np.deg2rad(one.loc[item, "angle"])
        along = away[:, at] @ [np.cos(turn), np.sin(turn)] / one.loc[item, "major"]
        across = away[:, at] @ [-np.sin(turn), np.cos(turn)] / one.loc[item, "minor"]
        assert 0.9 < (along**2 + across**2 < 1).mean() < 0.99


def test_outlines_close_around_the_place(found):
    lines = outlines(found.drivers, points=41)
    assert lines.groupby("driver").size().eq(41).all()
    first = lines.query("driver == 'q_a'").to_numpy()[:, 1:].astype(float)
    np.testing.assert_allclose(first[0], first[-1], atol=1e-12)
    place = rows(found.drivers).loc["q_a"]
    np.testing.assert_allclose(first[:-1].mean(axis=0), [place["performance"], place["share"]], atol=1e-12)
    far = np.hypot(*(first - [place["performance"], place["share"]]).T)
    assert (far.max(), far.min()) == pytest.approx((place["major"], place["minor"]), rel=1e-6)


def test_weights_of_two_are_rows_twice_and_row_order_does_not_matter():
    frame, weights = survey(60), np.tile([1.0, 2.0], 30)
    twice = frame.loc[np.repeat(frame.index, weights.astype(int))]
    columns = ["driver", "performance", "share"]
    ours = ipa(frame, "csat", ITEMS, usual, weights=weights, n_boot=100).drivers[columns]
    pd.testing.assert_frame_equal(ours, ipa(twice, "csat", ITEMS, usual, n_boot=100).drivers[columns])
    turned = ipa(frame.iloc[::-1], "csat", ITEMS[::-1], usual, n_boot=100)
    assert turned.drivers.equals(ipa(frame, "csat", ITEMS, usual, n_boot=100).drivers)


def test_items_on_different_scales_or_off_their_own_are_refused():
    def mixed(item):
        return SimpleNamespace(min=1, max=7 if item == "q_b" else 5, top=None, high="good")

    with pytest.raises(InputError, match="different scales are not compared: q_a 1-5, q_b 1-7"):
        ipa(survey(60), "csat", ITEMS, mixed)
    with pytest.raises(InputError, match="Item 'q_a' holds 60 answers off its scale 1-5"):
        ipa(survey(60).assign(q_a=lambda t: t["q_a"] + 10), "csat", ITEMS, usual)


def test_other_wrong_input_is_named():
    frame = survey(60)
    with pytest.raises(InputError, match=r"method is 'lgm'.*Did you mean 'lmg'"):
        ipa(frame, "csat", ITEMS, usual, method="lgm")
    with pytest.raises(InputError, match="2 drivers and 100 resamples or more; got 1 and 1000"):
        ipa(frame, "csat", ITEMS[:1], usual)
    with pytest.raises(InputError, match="got 4 and 0"):
        ipa(frame, "csat", ITEMS, usual, n_boot=0)
    with pytest.raises(InputError, match="leave out the factors q_b"):
        ipa(frame.astype({"q_b": "category"}), "csat", ITEMS, usual)


def test_many_items_take_relative_weights():
    rng = np.random.default_rng(3)
    items = [f"q_{i:02d}" for i in range(21)]
    frame = pd.DataFrame(rng.integers(1, 6, (300, 21)), columns=items).assign(csat=lambda t: t["q_00"])
    with pytest.raises(InputError, match="at most 20 drivers and got 21; use method='johnson'"):
        ipa(frame, "csat", items, usual)
    found = ipa(frame, "csat", items, usual, method="johnson", n_boot=100)
    assert found.drivers["share"].sum() == pytest.approx(1)
    assert found.drivers["driver"].iloc[0] == "q_00"
