"""Matters raised together: against a log-linear model, and with a planted pair."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxlab.insight.together import together


def mentions(seed, *, texts=1500, planted=0.0):
    """Draw texts with one to three of eight topics of unlike size; t0 brings t1 along in a share of its texts."""
    rng = np.random.default_rng(seed)
    weight = np.linspace(2, 1, 8)
    rows = []
    for text in range(texts):
        told = set(rng.choice(8, rng.choice([1, 2, 3], p=[0.7, 0.25, 0.05]), replace=False, p=weight / weight.sum()))
        if 0 in told and rng.random() < planted:
            told.add(1)
        rows += [{"complaint_id": text, "customer_key": f"c{text}", "topic": f"t{t}"} for t in sorted(told)]
    return pd.DataFrame(rows)


def test_expected_counts_are_those_of_a_log_linear_model():
    table = together(mentions(1), "topic")
    names = sorted(set(table["first"]) | set(table["second"]))
    design = np.array([[name in pair for name in names] for pair in zip(table["first"], table["second"], strict=True)])
    fit = sm.GLM(table["people"], design.astype(float), family=sm.families.Poisson()).fit()
    assert table["expected"].to_numpy() == pytest.approx(fit.fittedvalues.to_numpy(), rel=1e-5)
    assert table["expected"].sum() == pytest.approx(table["people"].sum())


def test_a_planted_pair_is_found_and_chance_is_not():
    found = together(mentions(2, planted=0.3), "topic").set_index(["first", "second"])
    assert found.index[found["more"]].tolist() == [("t0", "t1")]
    assert found.loc[("t0", "t1"), "low"] > 1.1
    chance = [together(mentions(seed, texts=600), "topic") for seed in range(15)]
    assert np.mean([(t["more"] | t["fewer"]).any() for t in chance]) <= 0.2
    assert np.mean(np.concatenate([t["p"] for t in chance]) < 0.05) < 0.07


def test_texts_without_customers_are_persons_of_their_own():
    known, some = mentions(2, planted=0.3), mentions(2, planted=0.3)
    some.loc[some["complaint_id"] % 2 == 0, "customer_key"] = None
    expected = together(known, "topic")
    pd.testing.assert_frame_equal(together(known.drop(columns="customer_key"), "topic"), expected)
    pd.testing.assert_frame_equal(together(some, "topic"), expected)


def test_one_person_who_repeats_a_pair_is_one():
    once = mentions(3)
    loud = pd.DataFrame(
        {"complaint_id": np.repeat(range(9000, 9050), 2), "customer_key": "loud", "topic": ["t6", "t7"] * 50}
    )
    before, after = (together(f, "topic").set_index(["first", "second"]) for f in (once, pd.concat([once, loud])))
    assert (after["people"] - before["people"]).to_dict() == dict.fromkeys(before.index, 0) | {("t6", "t7"): 1}
    shuffled = once.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(together(once, "topic"), together(shuffled, "topic"))


def test_too_few_companions_say_nothing():
    assert together(pd.DataFrame({"complaint_id": [1, 1], "topic": ["a", "b"]}), "topic").empty
