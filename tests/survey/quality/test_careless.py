"""Careless answers: each flag on sheets made for it, and what it does to the score."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.study import Scale
from cxlab.survey import compare, nps
from cxlab.survey.quality.careless import FLAGS, Rules, careless, longest_run, questionable

ITEMS = [f"q_{i}" for i in range(1, 9)]


def usual(_):
    return None


def sheets(*answers, **columns):
    """One sheet a row of `answers` to the eight items."""
    frame = pd.DataFrame(answers, columns=ITEMS, dtype=float)
    return frame.assign(**({"nps": 8.0} | columns))


def flags(frame, flag, scale=usual, **options):
    return careless(frame, ITEMS, scale, **options).respondents[flag].to_list()


def test_longest_run_steps_over_items_that_were_not_asked():
    nan = np.nan
    rows = np.array([[1, 1, 2, 2, 2], [3, nan, 3, 3, 1], [nan] * 5, [1, 2, 1, 2, 1], [4, 4, 4, 4, 4]])
    assert longest_run(rows).tolist() == [3, 3, 0, 1, 5]


def test_straight_lines_and_long_runs():
    nan = np.nan
    frame = sheets(
        [3] * 8,
        [3] * 7 + [4],
        [3, 3, 3, 3, 3, 1, 2, 4],
        [3, 3, 3, 3, 1, 1, 1, 1],
        [3, 3, 3, 3, 3, nan, nan, nan],
        [3, 3, 3, 3, nan, nan, nan, nan],
    )
    assert flags(frame, "straight") == [True, False, False, False, True, pd.NA]
    assert flags(frame, "long_run") == [True, True, True, False, True, pd.NA]
    assert flags(frame, "long_run", rules=Rules(least_items=4))[3:] == [True, True, True]


def test_quick_is_below_a_third_of_the_median_and_rushed_below_two_seconds_an_item():
    frame = sheets(*[[1, 2] * 4] * 5, duration_seconds=[60.0, 60, 19, 15, np.nan])
    found = careless(frame, ITEMS, usual)
    assert found.median_seconds == 39.5
    assert found.respondents["quick"].to_list() == [False, False, False, False, pd.NA]
    assert found.respondents["rushed"].to_list() == [False, False, False, True, pd.NA]
    slow = frame.assign(duration_seconds=[60.0, 60, 60, 19, 21])
    assert flags(slow, "quick") == [False, False, False, True, False]
    assert set(flags(frame.drop(columns="duration_seconds"), "quick")) == {pd.NA}


def test_perfect_means_the_best_of_every_scale_and_no_word():
    frame = sheets([5] * 8, [5] * 8, [5] * 8, [5] * 7 + [4], nps=[10.0, 10, 9, 10], comment=["", "很好", None, " "])
    assert flags(frame, "perfect") == [True, False, False, False]

    def bad_is_high(item):
        return Scale(min=1, max=5, high="bad") if item == "q_8" else None

    assert flags(frame, "perfect", bad_is_high) == [True, False, False, False]
    assert flags(frame, "straight") == [True, True, True, False]
    assert flags(frame, "straight", bad_is_high) == [False] * 4  # asked the other way round, the last one was another
    assert set(flags(frame.drop(columns="comment"), "perfect")) == {pd.NA}


def test_questionable_kano_pairs_are_counted_per_respondent():
    frame = sheets(*[[1, 2] * 4] * 4, respondent_id=list("abcd"))
    pairs = {"a": [(1, 1), (1, 1), (1, 5), (2, 5)], "b": [(1, 5)] * 4, "c": [(1, 1)] * 3}
    rows = [(who, *pair) for who, given in pairs.items() for pair in given]
    kano = pd.DataFrame(rows, columns=["respondent_id", "functional", "dysfunctional"])
    found = careless(frame, ITEMS, usual, kano=kano).respondents
    assert found["questionable"].to_list() == [True, False, pd.NA, pd.NA]
    assert found["pairs"].to_list() == [4, 4, 3, 0]
    np.testing.assert_array_equal(found["q_share"], [0.5, 0, 1, np.nan])
    alone = questionable(kano[::-1])
    assert alone["respondent_id"].to_list() == ["a", "b", "c"]
    assert alone["questionable"].to_list() == [True, False, pd.NA]
    with pytest.raises(InputError, match=r"'functional' holds 1 answers off the scale 1-5 \(9\)"):
        questionable(kano.assign(functional=[9] + [1] * 10))


def test_contradictory_pairs_turn_reversed_items_round():
    frame = sheets(
        [5, 5, 3, 3, 3, 3, 3, 3], [5, 1, 3, 3, 3, 3, 3, 3], [4, 1] + [3] * 6, [5, np.nan] + [3] * 6, nps=[0.0, 10, 8, 3]
    )
    assert flags(frame, "contradictory", rules=Rules(pairs=(("q_1", "q_2"),))) == [False, True, True, pd.NA]
    reverse = Rules(pairs=(("q_1", "q_2"),), reversed_items=("q_2",))
    assert flags(frame, "contradictory", rules=reverse) == [True, False, False, pd.NA]
    both = Rules(pairs=(("q_1", "q_2"), ("q_1", "nps")))
    assert flags(frame, "contradictory", rules=both) == [True, True, True, False]
    assert set(flags(frame, "contradictory")) == {pd.NA}


def test_kinds_count_signs_that_go_together_once():
    frame = sheets([5] * 8, [5] * 8, [1, 2] * 4, nps=[10.0, 10, 5], comment="", duration_seconds=[9.0, 90, 90])
    found = careless(frame, ITEMS, usual).respondents
    assert found["kinds"].to_list() == [2, 1, 0]


def test_the_summary_gives_the_score_with_and_without():
    rng = np.random.default_rng(2)
    honest = rng.integers(1, 6, (90, 8))
    frame = sheets(*honest, *[[5] * 8] * 10, nps=[*rng.integers(0, 11, 90), *[10] * 10])
    found = careless(frame, ITEMS, usual)
    assert found.summary["flag"].to_list() == [*FLAGS, "any", "two_kinds"]
    row = found.summary.set_index("flag").loc["straight"]
    assert (row["checked"], row["n"], row["share"]) == (100, 10, 0.1)
    assert row["low"] < 0.1 < row["high"]
    assert row["value"] == nps(frame["nps"]).value
    assert row["value_without"] == nps(frame["nps"][:90]).value
    assert row["difference"] == pytest.approx(row["value_without"] - row["value"])
    apart = compare(frame["nps"][90:], frame["nps"][:90])
    assert row["difference"] == pytest.approx(0.1 * apart.value)
    assert (row["difference_low"], row["difference_high"]) == pytest.approx((0.1 * apart.low, 0.1 * apart.high))
    none = found.summary.set_index("flag").loc["quick"]
    assert (none["checked"], none["n"], none["difference"]) == (0, 0, 0)
    assert np.isnan([none["share"], none["difference_low"]]).all()


def test_nothing_is_removed_and_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(3)
    frame = sheets(*rng.integers(1, 6, (40, 8)), nps=rng.integers(0, 11, 40), duration_seconds=rng.integers(5, 90, 40))
    before = frame.copy()
    found = careless(frame, ITEMS, usual, score="q_1")
    pd.testing.assert_frame_equal(frame, before)
    assert len(found.respondents) == 40
    turned = careless(frame[::-1], ITEMS, usual, score="q_1")
    pd.testing.assert_frame_equal(found.summary, turned.summary)
    pd.testing.assert_frame_equal(found.respondents, turned.respondents[::-1])


def test_random_answers_give_few_false_alarms():
    rng = np.random.default_rng(4)
    halo = rng.standard_normal((2000, 1))
    answers = np.clip(np.rint(3.5 + 0.6 * halo + 0.8 * rng.standard_normal((2000, 8))), 1, 5)
    frame = sheets(*answers, nps=8.0, comment="", duration_seconds=np.exp(4.4 + 0.45 * rng.standard_normal(2000)))
    summary = careless(frame, ITEMS, usual).summary.set_index("flag")
    assert summary.loc["straight", "share"] < 0.02
    assert summary.loc["quick", "share"] < 0.02
    assert summary.loc["two_kinds", "share"] < 0.005


def test_wrong_input_is_named():
    frame = sheets([1] * 8)
    with pytest.raises(InputError, match="Column 'q_9' is not in the table"):
        careless(frame, [*ITEMS, "q_9"], usual)
    with pytest.raises(InputError, match="Column 'nbs' is not in the table"):
        careless(frame, ITEMS, usual, rules=Rules(pairs=(("q_1", "nbs"),)))
    with pytest.raises(InputError, match=r"'q_1' holds 1 answers off its scale 1-5 \(9\)"):
        careless(frame.assign(q_1=9), ITEMS, usual)


def test_on_the_demo_two_kinds_of_sign_meet_only_where_praise_was_prompted():
    ratings = pd.read_csv(Path(__file__).parents[3] / "data" / "demo" / "ratings.csv")
    items = [column for column in ratings if column.startswith("q_")]
    found = careless(ratings, items, usual).respondents
    suspect = ratings.loc[found["kinds"] > 1, "unit"].value_counts()
    assert suspect["U12"] == 184
    assert suspect.drop("U12").sum() <= 2
    assert (found["kinds"] > 0).mean() < 0.15
