import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.survey import decompose, nps

ANSWERS = st.lists(
    st.tuples(st.sampled_from([1, 2]), st.sampled_from(["a", "b", "c"]), st.integers(0, 10)), min_size=2, max_size=60
).filter(lambda rows: len({row[0] for row in rows}) == 2)


def year(period, group, n, promoters, detractors):
    scores = [10] * promoters + [3] * detractors + [8] * (n - promoters - detractors)
    return pd.DataFrame({"year": period, "who": group, "nps": scores})


@pytest.fixture
def all_mix():
    """Private drivers at +34 and ride-hailing at +2 in both years; the latter's share goes from 20 to 45 %."""
    parts = [
        year(1, "private", 800, 392, 120),
        year(1, "ride-hailing", 200, 54, 50),
        year(2, "private", 550, 270, 83),
        year(2, "ride-hailing", 450, 121, 112),
    ]
    return pd.concat(parts, ignore_index=True)


def test_a_fall_that_is_all_mix_is_seen_as_mix(all_mix):
    result = decompose(all_mix, "nps", "year", "who")
    totals = result.totals.set_index("part")
    assert result.value_first == pytest.approx(27.6)
    assert result.value_second == pytest.approx(19.6)
    assert totals.loc["mix", "value"] == pytest.approx(-8, abs=0.05)
    assert totals.loc["mix", "high"] < 0
    assert totals.loc["within", "low"] < 0 < totals.loc["within", "high"]
    shares = result.groups.set_index("group")[["share_first", "share_second"]]
    assert shares.loc["ride-hailing"].to_list() == [0.2, 0.45]


@settings(deadline=None)
@given(ANSWERS, st.sampled_from(["nps", "mean"]))
def test_mix_and_within_make_up_the_change_exactly_and_turn_with_the_periods(rows, metric):
    frame = pd.DataFrame(rows, columns=["period", "group", "score"])
    there = decompose(frame, "score", "period", "group", metric=metric, n_boot=0)
    back = decompose(frame[::-1], "score", "period", "group", metric=metric, n_boot=0, periods=(2, 1))
    totals = there.totals.set_index("part")["value"]
    assert totals["mix"] + totals["within"] == pytest.approx(there.value_second - there.value_first, abs=1e-9)
    assert there.groups["mix"].sum() == pytest.approx(totals["mix"], abs=1e-9)
    np.testing.assert_allclose(there.totals["value"], -back.totals["value"], atol=1e-9)
    if metric == "nps":
        assert there.value_first == pytest.approx(nps(frame.loc[frame["period"] == 1, "score"]).value, abs=1e-9)


def test_pure_change_within_groups_has_no_mix():
    parts = [year(1, "a", 60, 30, 6), year(1, "b", 40, 8, 20), year(2, "a", 60, 20, 6), year(2, "b", 40, 4, 20)]
    totals = decompose(pd.concat(parts), "nps", "year", "who").totals.set_index("part")
    assert totals.loc["mix", "value"] == pytest.approx(0, abs=1e-12)
    assert totals.loc["within", "value"] == pytest.approx(-14)


def test_a_new_group_counts_as_mix():
    parts = [year(1, "a", 100, 50, 10), year(2, "a", 100, 50, 10), year(2, "new", 100, 10, 50)]
    result = decompose(pd.concat(parts), "nps", "year", "who", n_boot=50)
    new = result.groups.set_index("group").loc["new"]
    assert (new["n_first"], new["within"]) == (0, 0)
    assert np.isnan(new["value_first"])
    assert result.totals["value"].to_list() == pytest.approx([-40, -40, 0])


def test_intervals_repeat_with_the_seed_and_rows_in_any_order(all_mix):
    first = decompose(all_mix, "nps", "year", "who", n_boot=100, seed=2)
    second = decompose(all_mix.sample(frac=1, random_state=1), "nps", "year", "who", n_boot=100, seed=2)
    pd.testing.assert_frame_equal(first.totals, second.totals)
    pd.testing.assert_frame_equal(first.groups, second.groups)
    assert decompose(all_mix, "nps", "year", "who", n_boot=0).totals[["low", "high"]].isna().all(axis=None)


def test_rows_without_answer_or_group_are_counted(all_mix):
    frame = all_mix.astype({"nps": float})
    frame.loc[:4, "nps"] = np.nan
    frame.loc[3:9, "who"] = None
    assert decompose(frame, "nps", "year", "who", n_boot=0).dropped == 10


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ({"year": 1}, {}, "Two periods are compared; column 'year' holds 1"),
        ({}, {"periods": (1, 3)}, "holds 1, 2 and not 3"),
        ({}, {"metric": "npss"}, "metric is 'npss'; allowed are nps, mean"),
        ({"nps": 11}, {}, "off the scale 0-10"),
        ({"who": lambda frame: frame["who"].where(frame["year"] == 1)}, {}, "Period '2' has no answer with a group"),
    ],
)
def test_bad_input_is_refused(all_mix, change, arguments, message):
    with pytest.raises(InputError, match=message):
        decompose(all_mix.assign(**change), "nps", "year", "who", **arguments)
