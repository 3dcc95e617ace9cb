import datetime as dt
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from cxlab.insight.verification.before_after import before_after
from cxlab.insight.verification.did import compare_units
from cxlab.insight.verification.plan import Plan

NAMES = [f"U{i}" for i in range(6)]


def window(counts):
    return pd.DataFrame({"count": counts, "exposure": 100.0}, index=NAMES[: len(counts)])


def by_hand(before, after, treated):
    """Log ratio of pooled rate ratios."""
    inside = np.isin(np.arange(len(before)), treated)
    b, a = np.array(before), np.array(after)
    return np.log(
        (a[inside].sum() + 0.5) / (b[inside].sum() + 0.5) * (b[~inside].sum() + 0.5) / (a[~inside].sum() + 0.5)
    )


def test_p_counts_all_placings():
    before, after = [40, 35, 50, 45, 38, 42], [20, 16, 26, 44, 40, 43]
    found = compare_units(window(before), window(after), NAMES[:3])
    all_of_them = [abs(by_hand(before, after, c)) for c in combinations(range(6), 3)]
    true = by_hand(before, after, (0, 1, 2))
    assert found.ratio == pytest.approx(np.exp(true))
    assert found.p == np.mean(np.array(all_of_them) >= abs(true) - 1e-9) == 0.1


def test_order_of_units_and_names_does_not_matter():
    before, after = window([40, 35, 50, 45, 38, 42]), window([20, 16, 26, 44, 40, 43])
    first = compare_units(before, after, NAMES[:3])
    mixed = compare_units(before.iloc[::-1], after.sample(frac=1, random_state=2), NAMES[2::-1])
    assert (first.ratio, first.p) == (pytest.approx(mixed.ratio), mixed.p)
    assert first.ends(0.8) == pytest.approx(mixed.ends(0.8))


def test_ends_are_where_the_test_begins_to_reject():
    rng = np.random.default_rng(4)
    names = [f"U{i:02d}" for i in range(20)]
    frames = [pd.DataFrame({"count": rng.poisson(60, 20), "exposure": 100.0}, index=names) for _ in range(2)]
    found = compare_units(*frames, names[:8], seed=1)
    low, high = found.ends(0.95)
    assert low < found.ratio < high
    for end, way in ((low, -1), (high, 1)):
        assert found._p(np.log(end)) == pytest.approx(0.05, abs=0.02)
        assert found._p(np.log(end) + 0.05 * way) < 0.05 < found._p(np.log(end) - 0.05 * way)
    inner = found.ends(0.9)
    assert low <= inner[0] < inner[1] <= high


def test_too_few_placings_leave_an_end_open():
    found = compare_units(window([40, 35, 50, 45, 38, 42]), window([20, 16, 26, 44, 40, 43]), NAMES[:3])
    assert found.ends(0.95) == (0.0, float("inf"))


def test_false_alarms_keep_their_level():
    """Units of different size and trend in common: p below 5 % in at most one of twenty."""
    names = [f"U{i:02d}" for i in range(12)]
    rng, small = np.random.default_rng(0), 0
    for _ in range(60):
        base = rng.uniform(10, 80, 12)
        frames = [
            pd.DataFrame({"count": rng.poisson(base * k * rng.gamma(10, 0.1, 12)), "exposure": 10.0}, index=names)
            for k in (1.0, 1.5)
        ]
        small += compare_units(*frames, names[:4], seed=0).p <= 0.05
    assert small <= 7


def test_waiting_for_units_shrinks_with_more_of_them():
    months = [str(p) for p in pd.period_range("2025-01", "2025-12", freq="M")]
    rng = np.random.default_rng(0)

    def until(units, target):
        counts = pd.DataFrame(rng.poisson(8, (units, 12)), columns=months).rename("U{}".format)
        plan = Plan(target=target, treated=tuple(counts.index[: units // 2]))
        found = before_after(counts, "2025-12-20", method="did", plan=plan)
        assert (found.verdict, found.caveats) == ("cannot_tell", ("nothing_after",))
        return found.until

    assert dt.date(2026, 1, 31) <= until(24, -0.35) < until(12, -0.35)
    assert until(6, -0.02) is None
