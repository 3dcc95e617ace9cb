import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.survey.planning.quota import quotas


def groups(*sizes):
    return pd.DataFrame({"segment": [f"g{i}" for i in range(len(sizes))], "customers": sizes})


def test_quotas_follow_shares_by_the_largest_remainder():
    # Hamilton's method by hand: 47.0, 16.0, 15.8, 12.0, 6.1, 3.1 -> the 0.8 gets the one seat left
    plan = quotas(groups(47000, 16000, 15800, 12000, 6100, 3100), 100)
    assert plan.cells["quota"].tolist() == [47, 16, 16, 12, 6, 3]
    assert plan.cells["share"].sum() == pytest.approx(1)


def test_equal_remainders_go_to_the_larger_group_then_by_name_whatever_the_order_of_rows():
    frame = groups(3, 3, 2, 2)
    plan = quotas(frame, 5)
    assert plan.cells["quota"].tolist() == [2, 1, 1, 1]
    shuffled = quotas(frame.iloc[[3, 1, 0, 2]], 5)
    pd.testing.assert_frame_equal(shuffled.cells, plan.cells)


def test_a_minimum_lifts_small_groups_and_is_told_with_its_price():
    plan = quotas(groups(700, 250, 40, 10), 400, minimum=30, response_rate=0.08)
    assert plan.cells["quota"].tolist() == [251, 89, 30, 30]
    assert plan.cells["proportional"].tolist() == [280, 100, 16, 4]
    assert plan.cells["raised"].tolist() == [False, False, True, True]
    assert plan.cells["invitations"].tolist() == [3138, 1113, 375, 375]
    weight = plan.cells["weight"].repeat(plan.cells["quota"])
    assert plan.effective_n == pytest.approx(weight.sum() ** 2 / (weight**2).sum())
    assert plan.design_effect == pytest.approx(400 / plan.effective_n)


def test_groups_may_cross_several_segments():
    frame = pd.DataFrame({"type": ["p", "p", "r", "r"], "region": ["n", "s", "n", "s"], "customers": [4, 3, 2, 1]})
    plan = quotas(frame, 10)
    assert list(plan.cells.columns[:2]) == ["type", "region"]
    assert plan.cells["quota"].tolist() == [4, 3, 2, 1]
    assert plan.design_effect == pytest.approx(1)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12), st.integers(0, 40), st.integers(0, 2000))
def test_quotas_add_up_and_keep_minimum_and_quota_rule(sizes, minimum, more):
    n = minimum * len(sizes) + more + 1
    plan = quotas(groups(*sizes), n, minimum=minimum)
    assert plan.cells["quota"].sum() == n
    assert (plan.cells["quota"] >= minimum).all()
    exact = plan.cells["share"] * n
    assert (np.abs(plan.cells["proportional"] - exact) < 1 + 1e-6).all()
    assert (plan.cells["weight"] * plan.cells["quota"]).sum() == pytest.approx(
        n * plan.cells.loc[plan.cells["quota"] > 0, "share"].sum()
    )
    assert plan.effective_n <= n + 1e-6


@pytest.mark.parametrize(
    ("frame", "values", "message"),
    [
        (groups(5, 0), {"n": 10}, r"1 groups have no size above 0 \(g1\)"),
        (groups(5, -2), {"n": 10}, r"g1"),
        (groups(5, None), {"n": 10}, r"no size above 0"),
        (groups(5, 5), {"n": 50, "minimum": 30}, r"2 groups of at least 30 need 60 answers, n is 50"),
        (groups(5, 5), {"n": 0}, r"n of 1 or more"),
        (groups(5, 5), {"n": 10, "response_rate": 0}, r"response_rate is 0"),
        (groups(5, 5).rename(columns={"customers": "costumers"}), {"n": 10}, r"Did you mean 'costumers'"),
        (groups(5, 5).rename(columns={"segment": "quota"}), {"n": 10}, r"none called share"),
        (groups(5).iloc[:0], {"n": 10}, r"no row"),
        (groups(5)[["customers"]], {"n": 10}, r"segment columns"),
        (pd.concat([groups(5), groups(5)]), {"n": 10}, r"Group g0 stands twice"),
    ],
)
def test_bad_plans_are_refused_by_name(frame, values, message):
    with pytest.raises(InputError, match=message):
        quotas(frame, **values)
