from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import importance
from cxlab.survey.drivers.what_if import what_if

ITEMS = ["q_a", "q_b", "q_c"]


def usual(item):
    return None


def survey(n=800, seed=0, noise=0.5):
    rng = np.random.default_rng(seed)
    items = pd.DataFrame(rng.integers(1, 6, (n, 3)).astype(float), columns=ITEMS)
    answer = 1.5 + 0.4 * items["q_a"] + 0.2 * items["q_b"] - 0.1 * items["q_c"] + rng.normal(size=n) * noise
    return items.assign(csat=answer.clip(1, 5))


def rows(result):
    return result.drivers.set_index("driver")


def test_change_is_what_the_regression_says_when_the_answers_are_moved():
    """By hand: move the answers, predict again with the same coefficients."""
    frame = survey()
    found = what_if(frame, "csat", ITEMS, usual, share=1.0, n_boot=0)
    design = np.column_stack([np.ones(len(frame)), frame[ITEMS]])
    slopes = np.linalg.lstsq(design, frame["csat"], rcond=None)[0]
    for place, item in enumerate(ITEMS, start=1):
        moved = design.copy()
        moved[:, place] = np.where(moved[:, place] <= 2, 4, moved[:, place])
        expected = (moved @ slopes).mean() - frame["csat"].mean()
        row = rows(found).loc[item]
        assert row["change"] == pytest.approx(expected, abs=1e-10)
        assert row["then"] == pytest.approx(frame["csat"].mean() + expected, abs=1e-10)
        assert row["n_source"] == (frame[item] <= 2).sum()
        assert row["item_change"] == pytest.approx((moved - design)[:, place].mean(), abs=1e-10)
    assert found.drivers["driver"].tolist() == ["q_a", "q_b", "q_c"]
    assert found.now == pytest.approx(frame["csat"].mean())
    assert found.reading == "association"


def test_part_of_the_answers_moves_part_of_the_way_and_coefficients_are_those_of_importance():
    frame, other = survey(), {"share": 0.25, "source": (1,), "to": 3}
    found = rows(what_if(frame, "csat", ITEMS, usual, n_boot=0, **other))
    main = importance(frame, "csat", ITEMS, n_boot=0).drivers.set_index("driver")
    ones = (frame[ITEMS] == 1).mean()
    np.testing.assert_allclose(found.loc[ITEMS, "coefficient"], main.loc[ITEMS, "coefficient"], atol=1e-12)
    np.testing.assert_allclose(found.loc[ITEMS, "moved"], 0.25 * ones, atol=1e-12)
    np.testing.assert_allclose(found.loc[ITEMS, "item_change"], 0.25 * 2 * ones, atol=1e-12)
    assert found.loc["q_c", "change"] < 0


def test_intervals_cover_the_planted_change():
    """Of 40 surveys of 200, a 95 % interval misses in 0 to 6 (99.6 % of the binomial)."""
    truth, missed = 0.4 * 0.5 * 0.2 * (3 + 2), 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        items = pd.DataFrame(rng.integers(1, 6, (200, 3)).astype(float), columns=ITEMS)
        frame = items.assign(csat=0.4 * items["q_a"] + 0.2 * items["q_b"] + rng.normal(size=200))
        row = rows(what_if(frame, "csat", ITEMS, wide, n_boot=100, seed=seed)).loc["q_a"]
        missed += not row["low"] <= truth <= row["high"]
    assert missed <= 6


def wide(item):
    return SimpleNamespace(min=-9, max=19, top=None, high="good") if item == "csat" else None


def test_the_outcome_stays_on_its_scale():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"q": rng.permutation(np.repeat([1.0, 2.0, 5.0], 100)), "other": rng.integers(1, 6, 300)})
    frame["csat"] = np.where(frame["q"] == 1, 4.6, np.where(frame["q"] == 2, 4.9, 5.0))
    ends = {"csat": SimpleNamespace(min=1, max=4.95, top=None, high="good")}
    free = rows(what_if(frame, "csat", ["q", "other"], usual, share=1.0, to=5, n_boot=100)).loc["q"]
    assert free["then"] <= 5
    frame["csat"] = frame["csat"].clip(upper=4.95)
    held = rows(what_if(frame, "csat", ["q", "other"], ends.get, share=1.0, to=5, n_boot=100)).loc["q"]
    assert held["held"]
    assert held["then"] == pytest.approx(4.95)
    assert held["high"] == pytest.approx(4.95 - frame["csat"].mean())


def test_nobody_to_move_has_no_change():
    found = rows(what_if(survey().assign(q_b=lambda t: t["q_b"].clip(lower=3)), "csat", ITEMS, usual, n_boot=50))
    assert found.loc["q_b", "n_source"] == 0
    assert found.loc["q_b", ["change", "low", "high", "then"]].isna().all()
    assert found.index[-1] == "q_b"


def test_weights_are_repeated_rows_and_order_does_not_matter():
    frame, weights = survey(80), np.tile([1.0, 3.0], 40)
    again = frame.loc[np.repeat(frame.index, weights.astype(int))]
    columns = ["driver", "moved", "item_change", "coefficient", "change", "then"]
    ours = what_if(frame, "csat", ITEMS, usual, weights=weights, n_boot=0).drivers[columns]
    pd.testing.assert_frame_equal(ours, what_if(again, "csat", ITEMS, usual, n_boot=0).drivers[columns])
    one = what_if(frame, "csat", ITEMS, usual, n_boot=50, seed=1).drivers
    assert one.equals(what_if(frame.iloc[::-1], "csat", ITEMS[::-1], usual, n_boot=50, seed=1).drivers)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"share": 0}, "share is 0; state a part of the answers"),
        ({"share": 1.5}, "share is 1.5"),
        ({"source": (1, 4)}, "Answers 1, 4 cannot move up to 4"),
        ({"source": ()}, "cannot move up to 4"),
        ({"to": 6}, "Item 'q_a' is answered 1-5; there is no answer 6"),
        ({"source": (0, 1)}, "there is no answer 0"),
    ],
)
def test_moves_that_cannot_be_made_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        what_if(survey(60), "csat", ITEMS, usual, **settings)


def test_answers_off_their_scale_and_factors_are_refused():
    with pytest.raises(InputError, match="Item 'csat' holds 60 answers off its scale 1-5"):
        what_if(survey(60).assign(csat=lambda t: t["csat"] + 20), "csat", ITEMS, usual)
    with pytest.raises(InputError, match="leave out the factors q_b"):
        what_if(survey(60).astype({"q_b": "category"}), "csat", ITEMS, usual)
