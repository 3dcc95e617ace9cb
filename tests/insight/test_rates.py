"""Rates, their dispersion, and false alarms about change."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.insight.changes import changes
from cxlab.insight.periods import per_period
from cxlab.insight.rates import dispersion, with_rates

MONTHS = pd.period_range("2024-11", "2026-10", freq="M").astype(str)


def monthly(counts, group="x", exposure=1000.0):
    return pd.DataFrame(
        {"topic": group, "period": MONTHS[: len(counts)], "people": counts, "complete": True, "exposure": exposure}
    )


def test_months_without_rows_are_zero_and_the_last_is_marked_incomplete():
    rows = pd.DataFrame({"received_at": pd.to_datetime(["2026-01-03", "2026-03-05", "2026-03-06"])})
    table = per_period(rows)
    assert table["period"].tolist() == ["2026-01", "2026-02", "2026-03"]
    assert table["rows"].tolist() == [1, 0, 2]
    assert table["complete"].tolist() == [True, True, False]


def test_poisson_interval_agrees_with_the_log_normal_formula():
    table = with_rates(
        monthly([100] * 6).drop(columns="exposure"), pd.DataFrame({"period": MONTHS[:6], "orders": 2000}), ["topic"]
    )
    assert table["rate"].iloc[0] == pytest.approx(50)
    assert table["low"].iloc[0] == pytest.approx(50 * np.exp(-stats.norm.ppf(0.975) / 10))
    assert table["exposure"].iloc[0] == pytest.approx(2000)


def test_dispersion_is_found_and_a_trend_is_not_taken_for_it():
    rng = np.random.default_rng(1)
    noisy = [dispersion(pd.Series(rng.negative_binomial(50, 0.5, 24)), pd.Series(np.ones(24))) for _ in range(200)]
    assert np.mean(noisy) == pytest.approx(2, abs=0.15)
    trend = pd.Series(np.round(50 * 1.03 ** np.arange(24)))
    assert dispersion(trend, pd.Series(np.ones(24))) < 1.05


def test_false_alarms_of_change_stay_near_five_percent_under_overdispersion():
    rng = np.random.default_rng(7)
    tables = pd.concat([monthly(rng.negative_binomial(40, 0.5, 13), group=str(i)) for i in range(1000)])
    assert (changes(tables, "topic")["p"] < 0.05).mean() == pytest.approx(0.05, abs=0.025)


def test_a_newcomer_is_seen_and_bh_never_lowers_p():
    table = pd.concat([monthly([0] * 12 + [40, 45], "new"), monthly([50] * 14, "old")])
    found = changes(table, "topic").set_index("topic")
    assert found.loc["new", "p_bh"] < 0.001
    assert found.loc["old", "low"] < 1 < found.loc["old", "high"]
    assert (found["p_bh"] >= found["p"]).all()
