import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey import ces, csat, easy_rate, mean_score, nps, nps_parts

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((ROOT / "tests/golden/survey_scores.json").read_text(encoding="utf-8"))
NPS_DATA = ROOT.parent / "shared/refs/nps/nps_testdata.csv"
NPS_REFERENCE = ROOT.parent / "shared/refs/nps/nps_reference.json"
ELEVEN = st.lists(st.integers(0, 10), min_size=1, max_size=60)


def answers(detractors, passives, promoters):
    return [3] * detractors + [8] * passives + [10] * promoters


@pytest.mark.parametrize("case", GOLDEN["one_sample"].values(), ids=GOLDEN["one_sample"])
def test_nps_equals_r(case):
    scores = answers(*case["detractor_passive_promoter"])
    for ci, key in (("wald", "wald"), ("adjusted-wald", "adjusted_wald")):
        found = nps(scores, ci=ci)
        assert found.value == pytest.approx(100 * case["nps"], abs=1e-9)
        expected = np.clip(100 * np.array(case[key]), -100, 100)
        np.testing.assert_allclose([found.low, found.high], expected, atol=1e-9)


@pytest.mark.skipif(not NPS_DATA.exists(), reason="reference data of shared/ not present")
def test_nps_by_unit_and_region_equals_r():
    data, reference = pd.read_csv(NPS_DATA), json.loads(NPS_REFERENCE.read_text(encoding="utf-8"))
    for column, table in (("BU", "by_BU"), ("Region", "by_Region")):
        for name, case in reference[table].items():
            found = nps(data.loc[data[column] == name, "REC"], ci="wald")
            assert found.n == case["n"]
            if case["n"]:
                assert found.value == pytest.approx(100 * case["nps"], abs=1e-9)
                assert (found.high - found.value) / 1.959963984540054 == pytest.approx(100 * case["se"], abs=1e-9)


@pytest.mark.parametrize("score", range(11))
def test_boundaries_of_the_three_groups(score):
    assert nps([score]).value == (100 if score >= 9 else 0 if score >= 7 else -100)


@given(ELEVEN)
def test_nps_stays_in_bounds_and_inside_its_interval(scores):
    found = nps(scores)
    assert -100 <= found.low <= found.high <= 100
    assert -100 <= found.value <= 100
    assert found == nps(scores[::-1])


@given(ELEVEN)
def test_weights_of_one_change_nothing_and_double_weights_equal_duplicates(scores):
    for metric in (nps, mean_score):
        weighted = metric(scores, weights=[1] * len(scores))
        np.testing.assert_allclose(
            [weighted.value, weighted.low, weighted.high],
            [metric(scores).value, metric(scores).low, metric(scores).high],
            atol=1e-9,
        )
        weights = [2] + [1] * (len(scores) - 1)
        assert metric(scores, weights=weights).value == pytest.approx(metric([*scores, scores[0]]).value)


def test_unequal_weights_widen_the_interval():
    scores, weights = answers(20, 30, 50), [1, 3] * 50
    assert nps(scores, weights=weights).high - nps(scores, weights=weights).low > nps(scores).high - nps(scores).low


def test_missing_answers_are_dropped_and_counted():
    found = nps([10, None, 9, float("nan"), 0])
    assert (found.n, found.dropped) == (3, 2)
    assert found.value == pytest.approx(100 / 3)


@pytest.mark.parametrize("metric", [nps, csat, ces, mean_score])
def test_no_answers_say_nothing(metric):
    found = metric([None, None])
    assert np.isnan([found.value, found.low, found.high]).all()
    assert (found.n, found.dropped, found.note) == (0, 2, "no-answers")


def test_wald_interval_without_width_is_noted():
    assert nps([10] * 20, ci="wald").note == "unanimous"
    assert nps([10] * 20).note == ""
    assert nps([10] * 20).low < 100


def test_bootstrap_interval_is_near_wald_and_repeatable():
    scores = answers(200, 300, 500)
    boot, wald = nps(scores, ci="bootstrap", seed=3), nps(scores, ci="wald")
    assert boot == nps(scores[::-1], ci="bootstrap", seed=3)
    np.testing.assert_allclose([boot.low, boot.high], [wald.low, wald.high], atol=0.8)


def test_estimates_are_frozen():
    with pytest.raises(FrozenInstanceError):
        nps([10]).value = 3


@pytest.mark.parametrize("case", GOLDEN["wilson"], ids=lambda case: f"{case['x']}/{case['n']}")
def test_csat_interval_equals_r(case):
    found = csat([5] * case["x"] + [2] * (case["n"] - case["x"]))
    assert found.value == pytest.approx(case["x"] / case["n"])
    np.testing.assert_allclose([found.low, found.high], [case["low"], case["high"]], atol=1e-12)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60), st.integers(1, 4))
def test_csat_interval_stays_inside_0_and_1(scores, top):
    found = csat(scores, top=top)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_csat_counts_the_top_boxes_of_its_scale():
    assert csat([4, 5, 3, 1]).value == 0.5
    assert csat([4, 5, 3, 1], top=1).value == 0.25
    assert csat([9, 10, 8, 1], points=10).value == 0.5


def test_mean_interval_equals_scipy():
    scores = [1, 4, 4, 5, 3, 2, 5]
    expected = stats.ttest_1samp(scores, 0).confidence_interval(0.9)
    found = mean_score(scores, level=0.9)
    np.testing.assert_allclose([found.low, found.high], [expected.low, expected.high])


def test_one_answer_has_a_mean_but_no_interval():
    found = mean_score([4])
    assert found.value == 4
    assert found.note == "one-answer"
    assert np.isnan(found.low)


def test_ces_turns_scales_on_which_high_means_hard():
    easy, hard = [7, 6, 5, 2], [1, 2, 3, 6]
    assert ces(easy) == ces(hard, high="hard")
    assert ces(easy).value == 5
    assert easy_rate(easy) == easy_rate(hard, high="hard")
    assert easy_rate(easy).value == 0.75


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nps([11, 10]), r"off the scale 0-10 \(11\)"),
        (lambda: nps([10], ci="waldo"), "ci is 'waldo'.*Did you mean 'wald'"),
        (lambda: nps([10], level=95), "level is 95"),
        (lambda: csat([0, 5]), r"off the scale 1-5 \(0\)"),
        (lambda: csat([5], top=5), "top is 5; of 5 boxes"),
        (lambda: ces([5], high="up"), "allowed are easy, hard"),
    ],
)
def test_wrong_input_is_refused_with_what_is_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_ten_and_hundred_point_scales_may_begin_with_zero():
    assert csat([10, 9, 8, 0], points=(0, 10), top=3).value == 0.75
    assert csat([100, 80, 79, 0], points=(0, 100), top=21).value == 0.5
    with pytest.raises(InputError, match=r"off the scale 1-10 \(0\)"):
        csat([10, 0], points=10)
    with pytest.raises(InputError, match="points is 1; give the last answer"):
        csat([1], points=1)
    assert ces([0, 10, 10], points=(0, 10), high="hard").value == pytest.approx(10 / 3)


@pytest.mark.parametrize(("ci", "draws"), [("adjusted-wald", 500), ("wald", 500), ("bootstrap", 200)])
def test_intervals_of_nps_hold_the_truth(ci, draws):
    rng = np.random.default_rng(11)
    samples = rng.choice([3, 8, 10], size=(draws, 100), p=[0.3, 0.3, 0.4])
    found = [nps(sample, ci=ci) for sample in samples]
    assert 0.93 <= np.mean([each.low <= 10 <= each.high for each in found]) <= 0.97


@pytest.mark.parametrize(
    ("metric", "values", "shares", "truth"),
    [(csat, [5, 2], [0.7, 0.3], 0.7), (ces, [7, 6, 4, 1], [0.3, 0.3, 0.3, 0.1], 5.2)],
)
def test_intervals_of_csat_and_ces_hold_the_truth(metric, values, shares, truth):
    rng = np.random.default_rng(12)
    found = [metric(sample) for sample in rng.choice(values, size=(500, 100), p=shares)]
    assert 0.93 <= np.mean([each.low <= truth <= each.high for each in found]) <= 0.97


def test_parts_of_the_nps_are_its_answers_and_make_up_its_value():
    scores = [0, 6, 7, 8, 9, 10, 10, None]
    parts = nps_parts(scores).set_index("part")
    assert parts["people"].to_dict() == {"detractors": 2, "passives": 2, "promoters": 3}
    assert parts["share"].sum() == pytest.approx(1)
    assert 100 * (parts.loc["promoters", "share"] - parts.loc["detractors", "share"]) == pytest.approx(
        nps(scores).value
    )


def test_parts_of_the_nps_add_up_to_it_with_weights_too():
    scores, weights = [10, 9, 7, 3, np.nan], [2.0, 1, 1, 4, 5]
    parts = nps_parts(scores, weights=weights).set_index("part")
    assert parts["people"].tolist() == [1, 1, 2]
    assert 100 * (parts.loc["promoters", "share"] - parts.loc["detractors", "share"]) == pytest.approx(
        nps(scores, weights=weights).value
    )
