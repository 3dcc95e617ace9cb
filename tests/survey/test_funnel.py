"""Units in funnel plots: chance, the usual spread, and who is off it."""

import numpy as np
import pandas as pd
import pytest

from cxlab.spread import mean_square
from cxlab.survey import csat, nps
from cxlab.survey.funnel import between_units, funnel


def units(sizes, level=0.0, spread=0.0, seed=1):
    """Answers 0-10 of units whose mean wish to recommend differs by `spread`."""
    rng = np.random.default_rng(seed)
    own = level + spread * rng.standard_normal(len(sizes))
    rows = [
        pd.DataFrame(
            {"unit": f"U{i:02}", "nps": np.clip(np.rint(8 + own[i] + 2 * rng.standard_normal(n)), 0, 10).astype(int)}
        )
        for i, n in enumerate(sizes)
    ]
    return pd.concat(rows, ignore_index=True)


def test_values_are_the_scores_and_limits_narrow_with_size():
    frame = units([40, 200, 1000])
    found = funnel(frame, "nps")
    table = found.units.set_index("unit")
    one = nps(frame.loc[frame["unit"] == "U01", "nps"])
    assert (table.loc["U01", "value"], table.loc["U01", "low"], table.loc["U01", "high"]) == (
        one.value,
        one.low,
        one.high,
    )
    assert found.centre == pytest.approx(nps(frame["nps"]).value)
    assert (table["limit_high"] - table["limit_low"]).is_monotonic_decreasing
    assert found.spread == 0
    # Without spread the limits of a unit are those of its n answers drawn from all.
    v = 100 * (np.digitize(frame["nps"], [7, 9]) - 1.0)
    assert table.loc["U00", "limit_high"] == pytest.approx(found.centre + 1.959963984540054 * v.std() / np.sqrt(40))
    assert found.limits["outer_high"].ge(found.limits["inner_high"]).all()
    pd.testing.assert_frame_equal(found.units, funnel(frame.sample(frac=1, random_state=2), "nps").units)


def test_units_alike_are_seldom_called_unusual():
    alarms = [funnel(units([60] * 20, seed=seed), "nps").units["unusual"].ne("").any() for seed in range(15)]
    assert sum(alarms) <= 2


def test_the_usual_spread_is_allowed_for_and_an_odd_one_still_found():
    frame = units([300] * 24, spread=0.4)
    found = funnel(frame, "nps")
    assert found.spread > 5
    assert found.units["unusual"].eq("").all()
    odd = frame.assign(nps=frame["nps"].where(frame["unit"] != "U07", 10))
    assert funnel(odd, "nps").units.query("unusual != ''")[["unit", "unusual"]].to_numpy().tolist() == [["U07", "high"]]


def test_shares_and_means_have_funnels_too_and_missing_units_are_left_out():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"shop": list("abcd") * 50, "csat": rng.integers(1, 6, 200).astype(float)})
    frame.loc[0, "csat"], frame.loc[1, "shop"] = np.nan, None
    found = funnel(frame, "csat", "shop", metric="csat")
    assert found.centre == pytest.approx(csat(frame.loc[frame["shop"].notna(), "csat"]).value)
    assert found.units["limit_low"].ge(0).all()
    assert found.units["limit_high"].le(1).all()
    assert found.units["n"].to_list() == [49, 49, 50, 50]
    assert found.units["dropped"].to_list() == [1, 0, 0, 0]
    assert funnel(frame, "csat", "shop", metric="mean").centre == pytest.approx(
        frame.loc[frame["shop"].notna(), "csat"].mean()
    )


def test_units_without_answers_or_spread_say_nothing():
    silent = pd.DataFrame({"unit": ["a", "b", "b"], "nps": [np.nan, 10, 10]})
    found = funnel(silent, "nps").units
    assert found["unusual"].to_list() == ["", ""]
    assert found["n"].to_list() == [0, 2]
    assert funnel(silent[:0], "nps").units.empty


def test_spread_beyond_chance_is_measured_without_the_odd_ones():
    z = np.random.default_rng(4).standard_normal(4000)
    assert mean_square(z) == pytest.approx(1, abs=0.05)
    odd = np.concatenate([z, np.full(200, 30.0)])
    assert mean_square(odd) < 1.3
    value = 50 + 5 * z
    assert between_units(value, np.full(4000, 3.0), 50) == pytest.approx(16, rel=0.1)
    assert between_units(np.array([1.0, 9.0]), np.ones(2), 5.0) == 0
