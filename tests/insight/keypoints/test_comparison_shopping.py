"""Comparison visits against a second program, and what is too thin to say."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from cxlab.insight.keypoints.comparison_shopping import comparison_shopping


def visits(seed=1):
    rng = np.random.default_rng(seed)
    rows = []
    for kind, n, shift in (("mystery", 60, 0), ("comparison", 16, 6), ("audit", 80, 15)):
        rows += [("service", kind, 80 + shift + 5 * rng.standard_normal(), 100) for _ in range(n)]
        rows += [("value", kind, (80 + 5 * rng.standard_normal()) / 2, 50) for _ in range(n)]
    rows += [("quality", "comparison", 90, 100)] * 3 + [("quality", "mystery", 80, 100)] * 9
    return pd.DataFrame(rows, columns=["dimension", "kind", "score", "max_score"])


def test_a_gap_is_theirs_less_own_with_welch_interval():
    audits = visits()
    table = comparison_shopping(audits).set_index("subject")
    service = audits[audits["dimension"] == "service"].set_index("kind")["score"]
    pair = CompareMeans(DescrStatsW(service["comparison"]), DescrStatsW(service["mystery"]))
    low, high = pair.tconfint_diff(usevar="unequal")
    row = table.loc["dimension:service"]
    assert row[["gap", "low", "high"]].tolist() == pytest.approx([pair.d1.mean - pair.d2.mean, low, high], abs=1e-8)
    assert row[["n_own", "n_theirs", "behind"]].tolist() == [60, 16, True]
    assert not table.loc["dimension:value", "behind"]
    assert table.loc["dimension:value", "own"] == pytest.approx(80, abs=2)


def test_few_visits_give_a_gap_without_interval():
    row = comparison_shopping(visits()).set_index("subject").loc["dimension:quality"]
    assert row["gap"] == 10
    assert row[["low", "high", "p"]].isna().all()
    assert not row["behind"]


def test_items_are_named_and_audits_stand_in_without_mystery_visits():
    audits = visits().assign(item=pd.Series(["queue"] * 60, dtype="str"))
    assert "item:queue" not in comparison_shopping(audits)["subject"].tolist()  # no competitor was asked for it
    announced = comparison_shopping(audits[audits["kind"] != "mystery"]).set_index("subject")
    assert announced.loc["dimension:service", "gap"] < 0
    assert comparison_shopping(audits[audits["kind"] == "audit"]).empty
