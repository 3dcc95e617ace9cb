"""Groups and units: against another program, and under the null that people of a unit are alike."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from cxlab.insight.counts import count
from cxlab.insight.differences import differences
from cxlab.insight.intervals import poisson, wilson
from cxlab.insight.units import shrunken


def null(seed, *, units=24, people=1500, spread=0.9):
    """Units differ in what is said and in whom they serve; within a unit the groups are alike."""
    rng = np.random.default_rng(seed)
    unit = rng.choice(units, people, p=rng.dirichlet(np.full(units, 3.0)))
    group = np.where(rng.random(people) < rng.beta(4, 4, units)[unit], "a", "b")
    rate = 0.06 * np.exp(spread * rng.standard_normal((units, 6)) - spread**2 / 2)
    chance = np.column_stack([rate, 1 - rate.sum(axis=1)])
    topic = (rng.random((people, 1)) > np.cumsum(chance, axis=1)[unit]).sum(axis=1)
    return pd.DataFrame(
        {
            "customer_key": [f"c{i}" for i in range(people)],
            "unit": [f"U{u:02d}" for u in unit],
            "group": group,
            "topic": pd.Series(topic).map({i: f"t{i}" for i in range(6)}),
        }
    )


def test_p_is_that_of_a_clustered_regression():
    frame = null(1)
    found = differences(frame, "topic", "group").set_index(["topic", "group"]).loc[("t0", "a")]
    y, x = (frame["topic"] == "t0").astype(float), (frame["group"] == "a").astype(float)
    fit = sm.OLS(y, sm.add_constant(x)).fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(frame["unit"])[0]})
    exact = stats.fisher_exact(pd.crosstab(y, x)).pvalue
    n = len(frame)
    t = fit.tvalues.iloc[1] * np.sqrt((n - 1) / (n - 2))
    assert found["p"] == pytest.approx(max(exact, 2 * stats.t.sf(abs(t), 23)))
    assert found["share"] == pytest.approx(y[x == 1].mean())


def test_alike_groups_in_unlike_units_are_rarely_told_apart():
    draws = [null(seed) for seed in range(16)]
    tables = [differences(frame, "topic", "group") for frame in draws]
    blind = [differences(frame.drop(columns="unit"), "topic", "group") for frame in draws]
    p, p_blind = (np.concatenate([t.loc[t["group"] == "a", "p"] for t in found]) for found in (tables, blind))
    assert np.mean(p < 0.05) < 0.1
    assert np.mean(p_blind < 0.05) > 0.1
    assert np.mean([t["differs"].any() for t in tables]) <= 0.15


def test_clusters_widen_an_interval_and_a_person_counts_once():
    frame = pd.concat([null(2), null(2)], ignore_index=True)
    found = differences(frame, "topic", "group")
    alone = differences(frame.drop(columns="unit"), "topic", "group")
    assert found["people"].tolist() == alone["people"].tolist()
    assert (found["high"] - found["low"]).sum() > (alone["high"] - alone["low"]).sum()
    assert found.drop_duplicates("group")["n"].sum() == count(frame).loc[0, "people"]
    shuffled = frame.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(found, differences(shuffled, "topic", "group"))


def test_no_matter_no_rows():
    frame = pd.DataFrame({"group": ["a", "b"], "topic": [None, None]})
    assert differences(frame, "topic", "group").empty


def test_intervals_are_those_of_scipy():
    ends = stats.binomtest(7, 40).proportion_ci(method="wilson")
    assert wilson(7, 40) == pytest.approx((ends.low, ends.high))
    low, high = poisson(7)
    assert stats.poisson.sf(6, low) == pytest.approx(0.025) == stats.poisson.cdf(7, high)
    assert poisson(0)[0] == 0


def units(seed, *, spread, odd=1.0):
    rng = np.random.default_rng(seed)
    exposure = pd.Series(rng.uniform(2000, 20000, 24), index=[f"U{i:02d}" for i in range(24)])
    rate = 0.004 * rng.gamma(1 / spread**2, spread**2, 24)
    rate[3] *= odd
    seen = rng.poisson(rate * exposure)
    return pd.DataFrame({"unit": np.repeat(exposure.index, seen), "topic": "x"}), exposure, rate


def test_shrunken_rates_are_nearer_to_the_truth_than_raw_ones():
    better = []
    for seed in range(30):
        frame, exposure, rate = units(seed, spread=0.2)
        table = shrunken(frame, "topic", exposure=exposure)
        better.append(((table["shrunken"] / 1000 - rate) ** 2).sum() < ((table["rate"] / 1000 - rate) ** 2).sum())
    assert np.mean(better) > 0.75


def test_usual_units_are_not_unusual_and_an_odd_one_is():
    draws = [units(seed, spread=0.3) for seed in range(25)]
    p = np.concatenate([shrunken(frame, "topic", exposure=exposure)["p"] for frame, exposure, _ in draws])
    assert 0.01 < np.mean(p < 0.05) < 0.075
    frame, exposure, _ = units(1, spread=0.2, odd=4.0)
    table = shrunken(frame, "topic", exposure=exposure).set_index("unit")
    assert table.index[table["unusual"]].tolist() == ["U03"]
    assert table.index.is_monotonic_increasing, "in order of names, never ranked"
    assert table.loc["U03", "shrunken"] < table.loc["U03", "rate"]
    assert table["people"].sum() == len(frame)
