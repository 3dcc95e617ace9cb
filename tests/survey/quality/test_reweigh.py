from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import csat, nps
from cxlab.survey.quality.reweigh import reweigh, to_customers
from cxlab.survey.quality.weighting import population_margins


@pytest.fixture
def customers():
    segment = np.random.default_rng(2).choice(["private", "fleet"], 600, p=[0.7, 0.3])
    return pd.DataFrame({"customer_key": [f"c{i:03}" for i in range(600)], "segment": segment})


@pytest.fixture
def answers():
    """Fleet drivers are 30 % of those invited and half of those who answered; they score lower."""
    rng = np.random.default_rng(6)
    fleet = rng.random(800) < 0.5
    draw = rng.random(800)
    score = np.where(draw < np.where(fleet, 0.3, 0.6), 10, np.where(draw < np.where(fleet, 0.7, 0.8), 4, 8))
    return pd.DataFrame({"segment": np.where(fleet, "fleet", "private"), "nps": score.astype(float)})


MARGINS = {"segment": {"fleet": 0.3, "private": 0.7}}


def test_weighting_to_the_invited_moves_the_score_by_what_the_mix_explains(answers):
    answers.loc[:4, "nps"] = np.nan
    found = reweigh(answers, "nps", MARGINS)
    given = answers.dropna()
    by_segment = {segment: nps(part).value for segment, part in given.groupby("segment")["nps"]}
    assert found.unweighted == nps(given["nps"])
    assert found.weighted.value == pytest.approx(0.3 * by_segment["fleet"] + 0.7 * by_segment["private"], abs=1e-6)
    assert found.change == pytest.approx(found.weighted.value - found.unweighted.value)
    assert found.dropped == 5
    assert found.low > 0
    assert found.p < 1e-6
    assert found.raking.weights.index.equals(given.index)
    with pytest.raises(FrozenInstanceError):
        found.change = 0


@pytest.mark.parametrize(("metric", "cap"), [("nps", None), ("mean", None), ("mean", 1.5)])
def test_the_error_of_the_change_is_that_of_leaving_one_answer_out(answers, metric, cap):
    answers["age"] = np.where(np.random.default_rng(0).random(800) < 0.4, "old", "young")
    margins = MARGINS | {"age": {"old": 0.48, "young": 0.52}}
    found = reweigh(answers, "nps", margins, metric=metric, cap=cap)
    assert (found.raking.trimmed > 0) == (cap is not None)
    alike = answers.groupby(["segment", "age", "nps"]).groups.values()
    left_out = [reweigh(answers.drop(rows[0]), "nps", margins, metric=metric, cap=cap).change for rows in alike]
    counts = [len(rows) for rows in alike]
    variance = 799 * np.average((left_out - np.average(left_out, weights=counts)) ** 2, weights=counts)
    assert (found.high - found.low) / (2 * 1.959964) == pytest.approx(np.sqrt(variance), rel=0.01)


def test_the_share_of_the_satisfied_is_weighted_too(answers):
    answers["csat"] = np.clip(answers["nps"] // 2, 1, 5)
    found = reweigh(answers, "csat", MARGINS, metric="csat")
    satisfied = (answers["csat"] >= 4).groupby(answers["segment"]).mean()
    assert found.unweighted == csat(answers["csat"])
    assert found.weighted.value == pytest.approx(0.3 * satisfied["fleet"] + 0.7 * satisfied["private"], abs=1e-8)


def test_a_sample_like_the_invited_changes_nothing(answers):
    found = reweigh(answers, "nps", population_margins(answers, ["segment"]))
    assert (found.change, found.raking.design_effect) == (0, 1)
    assert found.weighted == found.unweighted
    assert found.low < 0 < found.high


def test_a_score_off_its_scale_is_refused(answers):
    with pytest.raises(InputError, match="off the scale 0-10"):
        reweigh(answers.assign(nps=11), "nps", MARGINS)
    with pytest.raises(InputError, match="metric is 'npss'"):
        reweigh(answers, "nps", MARGINS, metric="npss")


def test_answers_are_weighted_to_what_the_customers_are(customers):
    rng = np.random.default_rng(5)
    fleet = customers["segment"] == "fleet"
    answered = customers[rng.random(600) < np.where(fleet, 0.6, 0.2)]
    answers = answered[["customer_key"]].assign(nps=np.where(answered["segment"] == "fleet", 10, 3))
    found = to_customers(answers, customers, "nps", "segment")
    share = fleet.mean()
    assert found.covered == 1
    assert found.reweighed.weighted.value == pytest.approx(100 * share - 100 * (1 - share), abs=1e-7)
    assert found.reweighed.unweighted.value > found.reweighed.weighted.value
    # A third kind of customer whom nobody answers for is left out, and said.
    others = customers.assign(segment=customers["segment"].where(customers.index >= 60, "tour"))
    none = answers[~answers["customer_key"].isin(others["customer_key"][:60])]
    assert to_customers(none, others, "nps", "segment").covered == pytest.approx(0.9)
    assert to_customers(answers.head(5), customers, "nps", "segment") is None
    with pytest.raises(InputError, match="that was there before"):
        to_customers(answers, pd.concat([customers, customers.head(1)]), "nps", "segment")
