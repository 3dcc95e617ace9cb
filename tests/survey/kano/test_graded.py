import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.survey.kano.graded import kano_graded


def frame(pairs, feature="F"):
    return pd.DataFrame(pairs, columns=["functional", "dysfunctional"]).assign(feature=feature)


@pytest.mark.parametrize(
    ("answer", "functional", "dysfunctional"), [(1, 4, -2), (2, 2, -1), (3, 0, 0), (4, -1, 2), (5, -2, 4)]
)
def test_answers_have_dumouchels_values(answer, functional, dysfunctional):
    # Kano pairs all alike, beside a feature that keeps reversed answers below 40 %.
    answers = pd.concat([frame([(answer, answer)]), frame([(1, 3)] * 3, "G")])
    row = kano_graded(answers, n_boot=0).iloc[0]
    assert (row["graded_functional"], row["graded_dysfunctional"]) == (functional, dysfunctional)


@pytest.mark.parametrize(
    ("pair", "region"), [((1, 3), "A"), ((1, 5), "O"), ((3, 5), "M"), ((3, 3), "I"), ((3, 1), None)]
)
def test_the_plane_is_cut_at_two_and_has_no_place_below_zero(pair, region):
    answers = pd.concat([frame([pair]), frame([(1, 3)] * 2, "G")])
    found = kano_graded(answers, n_boot=0)["region"].iloc[0]
    assert found == region or (region is None and pd.isna(found))


def test_intervals_are_those_of_a_mean_and_repeat_with_the_seed():
    rng = np.random.default_rng(1)
    answers = frame(rng.choice([1, 2, 3], size=(400, 1)) + np.array([[0, 2]]))
    row = kano_graded(answers, seed=3).iloc[0]
    error = answers["functional"].map({1: 4, 2: 2, 3: 0}).std() / 20
    assert row["graded_functional_high"] - row["graded_functional_low"] == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert row["graded_functional_low"] < row["graded_functional"] < row["graded_functional_high"]
    pd.testing.assert_frame_equal(kano_graded(answers, seed=3), kano_graded(answers, seed=3))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.booleans()), min_size=1, max_size=40))
def test_duplicates_equal_weights_of_two_in_any_order(rows):
    answers = frame([row[:2] for row in rows] + [(1, 3)] * 60)
    twice = np.array([row[2] for row in rows] + [False] * 60)
    weighted = kano_graded(answers, weights=np.where(twice, 2, 1), n_boot=0)
    doubled = kano_graded(pd.concat([answers, answers[twice]]).iloc[::-1], n_boot=0)
    pd.testing.assert_frame_equal(weighted.drop(columns="n"), doubled.drop(columns="n"))
    assert weighted["graded_functional"].between(-2, 4).all()


def test_one_sided_pairs_are_left_out_and_reversed_coding_is_refused():
    answers = frame([(1, 3), (1, 3), (5, np.nan)])
    assert kano_graded(answers, n_boot=0)[["n", "graded_functional"]].to_numpy().tolist() == [[2, 4]]
    with pytest.raises(InputError, match="most likely reversed"):
        kano_graded(frame([(5, 3), (5, 1)]))
