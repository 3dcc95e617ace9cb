import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey.drivers.dissatisfiers import dissatisfiers, enhancers

ITEMS = ["q_a", "q_b", "q_c", "q_d"]
CUTS = {"target_low": 2, "item_low": 2}


def survey(n=400, seed=0):
    rng = np.random.default_rng(seed)
    items = pd.DataFrame(rng.integers(1, 6, (n, 4)).astype(float), columns=ITEMS)
    pull = 0.8 * items["q_a"] + 0.3 * items["q_b"] - 0.3 * items["q_d"] + rng.normal(size=n)
    items[rng.random((n, 4)) < 0.1] = np.nan
    return items.assign(csat=np.clip(np.round(pull + 0.6), 1, 5))


def by_definition(frame, weights):
    """Shapley value over all coalitions of reach less noise."""
    bad, failed = (frame["csat"] <= 2).to_numpy(), (frame[ITEMS] <= 2).to_numpy()

    def worth(chosen):
        met = failed[:, list(chosen)].any(axis=1)
        inside, outside = (np.average(met[side], weights=weights[side]) for side in (bad, ~bad))
        return 100 * (inside - outside)

    values = {}
    for j, item in enumerate(ITEMS):
        others = [i for i in range(4) if i != j]
        values[item] = sum(
            (worth((*chosen, j)) - worth(chosen)) / (4 * math.comb(3, len(chosen)))
            for size in range(4)
            for chosen in combinations(others, size)
        )
    return values


@pytest.mark.parametrize("weighted", [False, True])
def test_closed_form_equals_the_definition(weighted):
    frame = survey()
    weights = np.random.default_rng(3).uniform(0.1, 4, len(frame)) if weighted else np.ones(len(frame))
    found = dissatisfiers(frame, "csat", ITEMS, **CUTS, weights=weights, n_boot=0).items.set_index("item")
    for item, value in by_definition(frame, weights).items():
        assert found.loc[item, "value"] == pytest.approx(value, abs=1e-10)
    assert found["value"].min() < 0
    assert found["value"].sum() == pytest.approx(100 * found["objective"].iloc[-1])


def test_reach_noise_and_the_key_set_by_hand():
    frame = pd.DataFrame(
        {
            "csat": [1, 1, 1, 1, 5, 5, 5, 5],
            "a": [1, 1, 1, 5, 5, 5, 5, 5],
            "b": [5, 5, 1, 1, 5, 5, 5, 1],
            "c": [5, 5, 5, 5, 1, 1, 5, 5],
        }
    )
    found = dissatisfiers(frame, "csat", ["a", "b", "c"], **CUTS, n_boot=0)
    items = found.items.set_index("item")
    assert items["value"].to_dict() == pytest.approx({"a": 62.5, "b": 12.5, "c": -50})
    assert items["within"].to_dict() == {"a": 0.75, "b": 0.5, "c": 0}
    assert items["beside"].to_dict() == {"a": 0, "b": 0.25, "c": 0.5}
    assert items["reach"].tolist() == [0.75, 1, 1]
    assert items["noise"].tolist() == [0, 0.25, 0.75]
    assert items["key"].tolist() == [True, False, False]
    assert (found.n, found.n_group, found.dropped) == (8, 4, 0)
    assert items["low"].isna().all()


def test_enhancers_are_dissatisfiers_from_the_other_end():
    frame = survey()
    up = enhancers(6 - frame, "csat", ITEMS, target_high=4, item_high=4, n_boot=0)
    pd.testing.assert_frame_equal(up.items, dissatisfiers(frame, "csat", ITEMS, **CUTS, n_boot=0).items)


def test_missing_items_are_no_failures_and_missing_outcomes_are_dropped():
    frame = survey()
    frame.loc[:4, "csat"] = np.nan
    found = dissatisfiers(frame, "csat", ITEMS, **CUTS, n_boot=0)
    assert (found.n, found.dropped) == (395, 5)
    answered = frame[frame["csat"].notna()]
    filled = dissatisfiers(answered.fillna(5), "csat", ITEMS, **CUTS, n_boot=0).items
    pd.testing.assert_frame_equal(found.items.drop(columns="missing"), filled.drop(columns="missing"))
    assert found.items.set_index("item")["missing"].to_dict() == answered[ITEMS].isna().sum().to_dict()


def test_intervals_agree_with_the_error_of_two_means():
    frame = survey(800)
    found = dissatisfiers(frame, "csat", ITEMS, **CUTS, n_boot=1000, seed=4).items.set_index("item")
    bad, failed = frame["csat"] <= 2, frame[ITEMS] <= 2
    parts = failed.div(failed.sum(axis=1).clip(lower=1), axis=0) * 100
    for item in ITEMS:
        error = np.hypot(parts.loc[bad, item].sem(), parts.loc[~bad, item].sem())
        width = found.loc[item, "high"] - found.loc[item, "low"]
        assert width / (2 * 1.96 * error) == pytest.approx(1, abs=0.1)
        assert found.loc[item, "low"] < found.loc[item, "value"] < found.loc[item, "high"]


def test_order_of_rows_and_columns_does_not_matter_and_weights_repeat_rows():
    frame, weights = survey(100), np.tile([1.0, 2.0], 50)
    one = dissatisfiers(frame, "csat", ITEMS, **CUTS, n_boot=60, seed=1).items
    assert one.equals(dissatisfiers(frame.iloc[::-1], "csat", ITEMS[::-1], **CUTS, n_boot=60, seed=1).items)
    again = frame.loc[np.repeat(frame.index, weights.astype(int))]
    weighted = dissatisfiers(frame.assign(w=weights), "csat", ITEMS, **CUTS, weights="w", n_boot=0).items
    columns = ["item", "value", "share", "reach", "noise"]
    pd.testing.assert_frame_equal(
        weighted[columns], dissatisfiers(again, "csat", ITEMS, **CUTS, n_boot=0).items[columns]
    )


def test_three_dissatisfied_still_give_an_interval():
    frame = survey(60).assign(csat=5.0)
    frame.loc[:2, "csat"] = 1.0
    found = dissatisfiers(frame, "csat", ITEMS, **CUTS, n_boot=300)
    assert found.n_group == 3
    assert np.isfinite(found.items[["low", "high"]]).all(axis=None)


@pytest.mark.parametrize(
    ("change", "items", "message"),
    [
        ({"csat": 5}, ITEMS, "0 of 30 respondents are in the group"),
        ({"csat": 1}, ITEMS, "30 of 30 respondents are in the group"),
        ({}, ["q_a", "q_a"], "items must be one or more different columns other than 'csat'; got q_a, q_a"),
        ({}, [], "items must be one or more"),
        ({}, ["q_x"], "Column 'q_x' is not in the table"),
        ({"q_a": "bad"}, ITEMS, r"Column 'q_a' holds 30 values that are not numbers \(bad\)"),
    ],
)
def test_wrong_input_is_named(change, items, message):
    with pytest.raises(InputError, match=message):
        dissatisfiers(survey(30).assign(**change), "csat", items, **CUTS)


def test_negative_weights_are_refused():
    with pytest.raises(InputError, match="1 of 30 weights are missing or negative"):
        dissatisfiers(survey(30), "csat", ITEMS, **CUTS, weights=[-1.0] + [1.0] * 29)
    with pytest.raises(InputError, match="No row has both an answer to 'csat' and a weight above 0"):
        dissatisfiers(survey(30), "csat", ITEMS, **CUTS, weights=np.zeros(30))
