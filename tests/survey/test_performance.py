"""Items one by one, branches, and years that can be compared."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.study import Scale
from cxlab.survey import csat, importance
from cxlab.survey.drivers.branches import branch_importance, split_items
from cxlab.survey.performance import ends_of, performance
from cxlab.survey.periods import last_two_years
from cxlab.survey.scores import wilson


def test_an_item_agrees_with_csat_and_states_its_own_n():
    frame = pd.DataFrame({"q_a": [5, 4, 3, 1, None], "q_b": [None] * 5})
    row = performance(frame, ["q_a", "q_b"], lambda _: None).set_index("item").loc["q_a"]
    expected = csat(frame["q_a"])
    assert (row["top_share"], row["top_low"], row["top_high"], row["n"]) == (
        expected.value,
        expected.low,
        expected.high,
        4,
    )
    assert row["missing"] == 1
    assert row["mean"] == pytest.approx(3.25)


def test_a_ten_point_scale_counts_three_as_top_unless_stated():
    frame = pd.DataFrame({"x": [10, 9, 8, 7]})
    assert performance(frame, ["x"], lambda _: Scale(min=1, max=10))["top_share"].item() == 0.75
    assert performance(frame, ["x"], lambda _: Scale(min=1, max=10, top=2))["top_share"].item() == 0.5


def test_an_unknown_item_is_named():
    with pytest.raises(InputError, match="no item 'q_z'"):
        performance(pd.DataFrame({"q_a": [1]}), ["q_z"], lambda _: None)


def survey(n=400):
    rng = np.random.default_rng(3)
    halo = rng.normal(size=n)
    frame = pd.DataFrame({f"q_{name}": halo + rng.normal(size=n) for name in "abc"})
    frame["csat"] = frame.sum(axis=1) + rng.normal(size=n)
    frame.loc[rng.random(n) > 0.4, "q_c"] = np.nan
    frame["q_rare"] = np.where(np.arange(n) < 5, 1.0, np.nan)
    return frame


def test_items_of_a_branch_get_their_own_rows_and_rare_ones_are_left_out():
    frame = survey()
    everyone, branch = split_items(frame, "csat", ["q_a", "q_b", "q_c", "q_rare"])
    assert (everyone, branch) == (["q_a", "q_b"], ["q_c"])
    found = branch_importance(frame, "csat", everyone, branch, n_boot=20).iloc[0]
    alone = importance(frame.dropna(subset=["q_c"]), "csat", ["q_a", "q_b", "q_c"], n_boot=0)
    assert found["n"] == frame["q_c"].notna().sum() == alone.n
    assert found["share"] == pytest.approx(alone.drivers.set_index("driver").loc["q_c", "share"])


def test_two_whole_years_or_nothing():
    dates = pd.date_range("2024-11-01", "2026-10-31", freq="D")
    years = last_two_years(pd.DataFrame({"answered_at": dates}))
    assert years["year"].value_counts().to_dict() == {"before": 365, "last": 365}
    assert last_two_years(pd.DataFrame({"answered_at": dates[-500:]})) is None
    assert last_two_years(pd.DataFrame({"answered_at": pd.to_datetime([None, None])})) is None


def test_every_item_states_its_scale_and_a_hundred_points_count_from_eighty():
    scales = {"x": Scale(min=0, max=100), "y": Scale(min=0, max=10)}
    frame = pd.DataFrame({"x": [100, 80, 79.5, 0], "y": [10, 8, 7, 0], "ces": [7, 6, 5, 1], "q_a": [5, 4, 3, 1]})
    table = performance(frame, list(frame), scales.get).set_index("item")
    assert table["scale"].to_dict() == {"x": "0-100", "y": "0-10", "ces": "1-7", "q_a": "1-5"}
    assert table["top_share"].to_list() == [0.5] * 4


def test_answers_off_a_stated_scale_are_refused_and_an_unknown_scale_has_no_top():
    frame = pd.DataFrame({"q_a": [5, 9, 0, 3]})
    with pytest.raises(InputError, match=r"Item 'q_a' holds 2 answers off its scale 1-5 \(0, 9\)"):
        performance(frame, ["q_a"], lambda _: Scale(min=1, max=5))
    unknown = performance(frame, ["q_a"], lambda _: None).iloc[0]
    assert (unknown["scale"], unknown["mean"], unknown["n"]) == ("", 4.25, 4)
    assert unknown[["top_share", "top_low", "top_high"]].isna().all()


def test_weights_move_shares_and_means_and_their_intervals_but_not_n():
    frame = pd.DataFrame({"q_a": [5, 5, 1, 2, np.nan, 4], "w": [1, 1, 4, 1, 9, 1.0]})
    row = performance(frame, ["q_a"], lambda item: None, weights="w").iloc[0]
    assert (row["n"], row["missing"]) == (5, 1)
    assert row["top_share"] == pytest.approx(3 / 8)
    assert row["mean"] == pytest.approx((5 + 5 + 4 + 2 + 4) / 8)
    assert (row["top_low"], row["top_high"]) == pytest.approx(wilson(3 / 8, 64 / 20, 0.95))
    ones = performance(frame.assign(w=2.0), ["q_a"], lambda item: None, weights="w")
    pd.testing.assert_frame_equal(ones, performance(frame, ["q_a"], lambda item: None))


@pytest.mark.parametrize(
    ("ends", "top"), [((0, 1), 1), ((1, 3), 1), ((1, 4), 2), ((1, 5), 2), ((1, 7), 2), ((0, 10), 3)]
)
def test_how_many_answers_count_as_top(ends, top):
    assert ends_of("q", lambda item: Scale(min=ends[0], max=ends[1])) == (*ends, top)
