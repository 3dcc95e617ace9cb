"""Expected effects: a promise on where the KPI stands, an association, or nothing."""

import numpy as np
import pandas as pd

from cxlab.insight.solutions import Drafts, expected

NOW = pd.DataFrame(
    [
        ("rate:touchpoint:wallet", 4.0, 3.6, 4.4, 900, "rate"),
        ("csat", 3.3, 3.26, 3.34, 4800, "score"),
    ],
    columns=["kpi", "value", "low", "high", "n", "unit"],
)


def test_a_relative_target_takes_the_interval_of_where_the_rate_stands(parsed, whole, links, what_if):
    table = expected(Drafts.of(parsed(whole)), links, now=NOW, what_if=what_if).set_index(["solution", "basis"])
    refund = table.loc[("refund", "target")]
    assert (refund["now"], refund["change"], refund["n"], refund["unit"]) == (4.0, -1.0, 900, "rate")
    np.testing.assert_allclose([refund["low"], refund["high"]], [-1.1, -0.9])
    fees = table.loc[("fees", "target")]
    assert (fees["change"], fees["unit"], np.isnan(fees["low"])) == (0.2, "score", True)


def test_an_association_is_called_one(parsed, whole, links, what_if):
    table = expected(Drafts.of(parsed(whole)), links, what_if=what_if)
    assert table["basis"].tolist() == ["association", "association"]
    fees = table[table["solution"] == "fees"].iloc[0]
    assert (fees["measure"], fees["change"], fees["low"], fees["n"]) == ("csat", 0.043, 0.037, 4800)
    assert fees["now"] == 3.3 - 0.043


def test_nothing_is_unknown(parsed, whole, links):
    table = expected(Drafts.of(parsed(whole)), links)
    assert table["basis"].tolist() == ["unknown", "unknown"]
    assert table[["now", "change", "low", "high"]].isna().all(axis=None)
    assert table.loc[0, "measure"] == "rate:touchpoint:wallet"
