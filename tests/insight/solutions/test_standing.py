"""Where a KPI stands, with its interval."""

import numpy as np
import pandas as pd

from cxlab.insight.solutions import standing

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def months(kpi, counts, exposure=None):
    table = pd.DataFrame({"kpi": kpi, "period": MONTHS, "count": counts})
    return table if exposure is None else table.assign(exposure=exposure)


def test_a_rate_is_all_people_over_all_exposure():
    table = standing(months("rate:T1", [10] * 12, 5000.0)).iloc[0]
    assert (table["value"], table["n"], table["unit"]) == (2.0, 120, "rate")
    np.testing.assert_allclose([table["low"], table["high"]], 2 * np.exp([-1.959964 / 120**0.5, 1.959964 / 120**0.5]))


def test_a_count_is_per_average_month():
    table = standing(months("count:T1", [10] * 12)).iloc[0]
    np.testing.assert_allclose(table["value"], 120 / 365 * 365.25 / 12)
    assert table["unit"] == "count"


def test_restless_counts_have_a_wider_interval():
    calm, restless = (standing(months("count:T1", counts)).iloc[0] for counts in ([10] * 12, [2, 18] * 6))
    assert restless["high"] > calm["high"]
    np.testing.assert_allclose(restless["value"], calm["value"])


def test_none_at_all_still_has_an_upper_end():
    both = pd.concat([months("rate:T2", [0] * 12, 5000.0), months("rate:T1", [10] * 12, 5000.0)])
    table = standing(both.sample(frac=1, random_state=1))
    assert table["kpi"].tolist() == ["rate:T1", "rate:T2"]
    assert (table.loc[1, "value"], table.loc[1, "low"]) == (0, 0)
    np.testing.assert_allclose(table.loc[1, "high"], -np.log(0.025) / 60)
