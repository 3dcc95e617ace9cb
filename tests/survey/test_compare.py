import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey import benjamini_hochberg, by_group, compare, csat, nps, over_time

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/survey_scores.json").read_text(encoding="utf-8"))
SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=40)


def answers(detractors, passives, promoters):
    return [3] * detractors + [8] * passives + [10] * promoters


def test_nps_difference_equals_r_with_the_sign_turned():
    case = GOLDEN["two_sample"]
    found = compare(answers(*case["a"]), answers(*case["b"]))
    assert found.value == pytest.approx(100 * (case["nps"][1] - case["nps"][0]))
    np.testing.assert_allclose([found.low, found.high], -100 * np.array(case["interval"])[::-1], atol=1e-9)
    assert found.p == pytest.approx(case["p"], abs=1e-12)
    assert (found.n_a, found.n_b) == (250, 250)


def test_share_difference_equals_statsmodels_with_the_sign_turned():
    case = GOLDEN["two_shares"]
    a, b = ([5] * x + [1] * (n - x) for x, n in zip(case["x"], case["n"], strict=True))
    found = compare(a, b, metric="csat")
    assert found.p == pytest.approx(case["p"], abs=1e-12)
    np.testing.assert_allclose([found.low, found.high], -np.array(case["interval"])[::-1], atol=1e-12)


def test_mean_difference_equals_welch():
    a, b = [1, 2, 2, 5, 4, 3], [4, 5, 5, 3]
    expected = stats.ttest_ind(b, a, equal_var=False)
    interval = expected.confidence_interval()
    found = compare(a, b, metric="mean")
    np.testing.assert_allclose([found.p, found.low, found.high], [expected.pvalue, interval.low, interval.high])


@given(SCORES, SCORES, st.sampled_from(["nps", "mean"]))
def test_swapping_sides_turns_the_sign(a, b, metric):
    there, back = compare(a, b, metric=metric), compare(b, a, metric=metric)
    np.testing.assert_allclose([there.value, there.low, there.high], [-back.value, -back.high, -back.low], atol=1e-9)
    np.testing.assert_allclose(there.p, back.p)


def test_an_empty_side_says_nothing_and_unanimous_shares_do_not_differ():
    empty = compare([None], [10, 9])
    assert np.isnan([empty.value, empty.p]).all()
    assert (empty.n_a, empty.n_b) == (0, 2)
    assert compare([5] * 9, [4] * 9, metric="csat").p == 1


def test_unknown_metric_is_refused():
    with pytest.raises(InputError, match=r"metric is 'npss'; allowed are nps, csat, mean\. Did you mean 'nps'"):
        compare([1], [2], metric="npss")


def test_benjamini_hochberg_equals_r_and_leaves_missing_out():
    case = GOLDEN["benjamini_hochberg"]
    np.testing.assert_allclose(benjamini_hochberg(case["p"]), case["adjusted"])
    shuffled = benjamini_hochberg([*case["p"][::-1], None])
    np.testing.assert_allclose(shuffled, [*case["adjusted"][::-1], np.nan])
    with pytest.raises(InputError, match="between 0 and 1"):
        benjamini_hochberg([1.2])


@pytest.fixture
def frame():
    rng = np.random.default_rng(5)
    rows = pd.DataFrame({"nps": rng.integers(0, 11, 300).astype(float), "unit": list("abc") * 100})
    rows.loc[rows["unit"] == "b", "nps"] = 10
    rows.loc[:4, "nps"] = np.nan
    rows.loc[299, "unit"] = None
    return rows.assign(when=pd.date_range("2025-01-15", periods=300, freq="D", tz="Asia/Shanghai"))


def test_groups_are_tested_against_the_rest_and_corrected(frame):
    table = by_group(frame, "nps", "unit")
    assert list(table.columns) == ["group", "n", "dropped", "value", "low", "high", "p", "p_bh"]
    assert list(table["group"]) == ["a", "b", "c"]
    assert table["n"].sum() == 294
    assert table["dropped"].sum() == 5
    here, rest = (frame.loc[frame["unit"].isin(units), "nps"] for units in (["a"], ["b", "c"]))
    row = table.iloc[0]
    assert (row["value"], row["low"]) == (nps(here).value, nps(here).low)
    assert row["p"] == compare(rest, here).p
    assert (table["p_bh"] >= table["p"]).all()
    pd.testing.assert_frame_equal(table, by_group(frame[::-1], "nps", "unit"))


def test_a_single_group_has_no_test(frame):
    table = by_group(frame[frame["unit"] == "a"], "nps", "unit")
    assert table["p"].isna().all()
    assert len(table) == 1


def test_csat_by_group_uses_its_scale():
    frame = pd.DataFrame({"score": [10, 9, 3, 8, 8, 8], "unit": ["x"] * 3 + ["y"] * 3})
    table = by_group(frame, "score", "unit", metric="csat", points=10)
    assert list(table["value"]) == [csat([10, 9, 3], points=10).value, 0]


def test_periods_are_calendar_periods_with_the_empty_ones_shown(frame):
    gap = frame[(frame["when"] < "2025-03-01") | (frame["when"] > "2025-07-01")]
    table = over_time(gap, "nps", "when", freq="Q")
    assert list(table["period"]) == ["2025Q1", "2025Q2", "2025Q3", "2025Q4"]
    assert table["n"].to_list()[1] == 0
    assert np.isnan(table["value"].iloc[1])
    assert over_time(frame, "nps", "when", freq="M")["period"].iloc[0] == "2025-01"


def test_a_time_zone_keeps_its_wall_clock():
    midnight = pd.DataFrame(
        {"nps": [10], "when": pd.to_datetime(["2025-03-31 23:30+08:00"]).tz_convert("Asia/Shanghai")}
    )
    assert over_time(midnight, "nps", "when", freq="M")["period"].to_list() == ["2025-03"]


def test_wrong_dates_and_frequencies_are_refused(frame):
    with pytest.raises(InputError, match="'unit' holds no dates"):
        over_time(frame, "nps", "unit")
    with pytest.raises(InputError, match="freq is 'quarter'; give a calendar period"):
        over_time(frame, "nps", "when", freq="quarter")
    assert over_time(frame[:0], "nps", "when").empty


def test_shares_on_scales_from_zero_are_compared_on_their_own_scale():
    found = compare([10, 9, 0, 3], [10, 9, 8, 0], metric="csat", points=(0, 10), top=3)
    assert found.value == 0.25
    with pytest.raises(InputError, match=r"off the scale 1-10 \(0\)"):
        compare([10, 0], [10, 9], metric="csat", points=10, top=3)


@pytest.mark.parametrize("metric", ["nps", "csat", "mean"])
def test_weights_of_one_equal_none_and_weights_of_zero_equal_rows_left_out(metric):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "score": rng.integers(1, 11 if metric == "nps" else 6, 300),
            "of": rng.choice(["a", "b"], 300),
            "weight": rng.integers(0, 3, 300) * 0.7,
        }
    )
    frame["at"] = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(300), "D")
    plain, kept = frame.assign(weight=1), frame[frame["weight"] > 0]
    columns = ["value", "low", "high", "p"]
    none, ones = (
        by_group(frame, "score", "of", metric=metric),
        by_group(plain, "score", "of", weights="weight", metric=metric),
    )
    np.testing.assert_allclose(ones[columns], none[columns], rtol=1e-12)
    zeros, left_out = (by_group(rows, "score", "of", weights="weight", metric=metric) for rows in (frame, kept))
    np.testing.assert_allclose(zeros[columns], left_out[columns], rtol=1e-12)
    series = over_time(frame, "score", "at", weights="weight", metric=metric)
    np.testing.assert_allclose(
        series[columns[:3]], over_time(kept, "score", "at", weights="weight", metric=metric)[columns[:3]], rtol=1e-12
    )
    assert not np.allclose(series["value"], over_time(frame, "score", "at", metric=metric)["value"])


def test_weighted_values_are_those_of_repeated_answers_and_unequal_weights_widen_the_interval():
    a, b = [10, 9, 3, 7, 8, 2, 10], [6, 9, 10, 10, 8]
    times = [1, 2, 3, 1, 1, 2, 1], [2, 1, 1, 3, 1]
    for metric in ("nps", "mean"):
        weighted = compare(a, b, weights=times, metric=metric)
        repeated = compare(np.repeat(a, times[0]), np.repeat(b, times[1]), metric=metric)
        assert weighted.value == pytest.approx(repeated.value, abs=1e-12)
        assert weighted.high - weighted.low > repeated.high - repeated.low  # a weight of 2 is not a second person
        assert (weighted.n_a, weighted.n_b) == (7, 5)


def test_negative_weights_are_refused_and_counted(frame):
    frame = frame.assign(weight=-1.0)
    with pytest.raises(InputError, match="missing or negative"):
        by_group(frame, "nps", "unit", weights="weight")


def test_a_last_period_that_goes_on_after_the_last_answer_is_not_complete(frame):
    assert over_time(frame, "nps", "when", freq="M")["complete"].tolist() == [True] * 10 + [False]
    assert over_time(frame[frame["when"] < "2025-04-01"], "nps", "when", freq="Q")["complete"].tolist() == [True]
