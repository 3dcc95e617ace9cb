"""Prompted praise: planted at one unit of the demo study, found there and nowhere else."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import nps
from cxlab.survey.quality.praise import praise

DEMO = Path(__file__).parents[3] / "data" / "demo" / "ratings.csv"


@pytest.fixture(scope="module")
def demo():
    return pd.read_csv(DEMO, parse_dates=["answered_at"])


@pytest.fixture(scope="module")
def found(demo):
    return praise(demo)


def shops(n=60, units=12, seed=1):
    """Honest answers: tens now and then, few of them quick and silent; units differ."""
    rng = np.random.default_rng(seed)
    unit = np.repeat([f"U{i:02}" for i in range(units)], n)
    tens = np.repeat(rng.beta(4, 12, units), n) > rng.random(n * units)
    return pd.DataFrame(
        {
            "unit": unit,
            "nps": np.where(tens, 10, rng.integers(3, 10, n * units)),
            "duration_seconds": np.exp(4.4 + 0.5 * rng.standard_normal(n * units)),
            "comment": np.where(rng.random(n * units) < 0.3, "还行", None),
            "source": np.where(rng.random(n * units) < 0.2, "店员扫码", "系统"),
            "answered_at": pd.Timestamp("2025-03-01")
            + pd.to_timedelta(rng.integers(0, 90 * 86400, n * units), unit="s"),
        }
    )


def test_the_planted_unit_is_found_and_no_other(found):
    unusual = found.signs[found.signs["unusual"]]
    assert unusual["unit"].unique().tolist() == ["U12"]
    assert unusual["sign"].to_list() == ["quick_perfect", "staff_chosen"]
    assert unusual["share"].to_list() == [0.92, 0.92]
    assert (unusual["others"] < 0.001).all()
    assert found.seconds == pytest.approx(28)


def test_the_score_of_the_unit_is_given_with_and_without(demo, found):
    unit = found.units.set_index("unit").loc["U12"]
    here = demo[demo["unit"] == "U12"]
    kept = here[~((here["nps"] == 10) & (here["duration_seconds"] < 28) & here["comment"].isna())]
    assert (unit["value"], unit["value_without"], unit["n_without"]) == (
        nps(here["nps"]).value,
        nps(kept["nps"]).value,
        len(kept),
    )
    assert unit["signs"] == "quick_perfect staff_chosen"
    assert len(found.units) == 24


def test_it_is_found_by_either_sign_alone_and_under_the_planted_bound(demo):
    for frame, seconds in (
        (demo.drop(columns="duration_seconds"), None),
        (demo.drop(columns="comment"), None),
        (demo, 15),
    ):
        signs = praise(frame, seconds=seconds).signs.query("sign == 'quick_perfect'")
        assert signs.loc[signs["unusual"], "unit"].to_list() == ["U12"]


def test_honest_units_are_not_suspected():
    assert not any(praise(shops(seed=seed)).signs["unusual"].any() for seed in range(5))


def test_more_than_one_unit_is_found_and_row_order_does_not_matter():
    frame = shops()
    prompted = frame["unit"].isin(["U03", "U05"]) & (np.arange(len(frame)) % 2 == 0)
    frame.loc[prompted, ["nps", "duration_seconds"]] = [10, 8.0]
    frame.loc[prompted, "comment"] = None
    found = praise(frame)
    assert found.signs.loc[found.signs["unusual"], "unit"].to_list() == ["U03", "U05"]
    shuffled = praise(frame.sample(frac=1, random_state=4))
    pd.testing.assert_frame_equal(found.signs, shuffled.signs)
    pd.testing.assert_frame_equal(found.units, shuffled.units)


def test_answers_that_come_together_are_a_sign_where_times_are_known():
    frame = shops()
    batch = (frame["unit"] == "U04") & (np.arange(len(frame)) % 60 < 30)
    frame.loc[batch, "answered_at"] = pd.Timestamp("2025-03-31 18:00:20")
    signs = praise(frame).signs
    assert signs.loc[signs["unusual"], ["unit", "sign"]].to_numpy().tolist() == [["U04", "same_minute"]]
    assert signs.query("unit == 'U04' and sign == 'same_minute'")["count"].item() == 30
    days = frame.assign(answered_at=frame["answered_at"].dt.normalize())
    assert "same_minute" not in set(praise(days).signs["sign"])
    elsewhere = frame.assign(device=[f"d{i // 3}" if i < 60 else f"e{i}" for i in range(len(frame))], address=None)
    signs = praise(elsewhere).signs.query("sign == 'same_device' and unusual")
    assert signs["unit"].to_list() == ["U00"]
    assert "same_address" not in set(praise(elsewhere).signs["sign"])


def test_where_every_unit_asks_none_stands_out_but_the_whole_does():
    frame = shops().assign(source="员工邀请")
    found = praise(frame)
    assert not found.signs["unusual"].any()
    assert found.overall.set_index("sign").loc["staff_chosen", "share"] == 1


def test_without_columns_to_judge_by_nothing_is_said():
    found = praise(shops()[["unit", "nps"]])
    assert found.signs.empty
    assert found.overall.empty
    assert len(found.units) == 12
    assert np.isnan(found.seconds)
    pd.testing.assert_series_equal(found.units["value"], found.units["value_without"], check_names=False)
    two = praise(shops(units=1))
    assert not two.signs["unusual"].any()


def test_other_scores_and_wrong_input():
    frame = shops().assign(csat=lambda rows: rows["nps"].clip(6) - 5)
    assert praise(frame, score="csat", best=5).overall["count"].iloc[0] == praise(frame).overall["count"].iloc[0]
    with pytest.raises(InputError, match="best is 5, but 'nps' goes up to 10"):
        praise(frame, best=5)
    with pytest.raises(InputError, match="Column 'shop' is not in the table"):
        praise(frame, unit="shop")
