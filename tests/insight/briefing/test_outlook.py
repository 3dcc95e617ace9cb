"""As before: what the coming months bring when nothing changes, and how often that interval holds."""

import numpy as np
import pandas as pd
import pytest

from cxlab.insight.briefing.outlook import outlook
from cxlab.insight.briefing.pace import pace

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]


def monthly(counts):
    """Return counts of shape (matters, months) as `with_rates` gives them."""
    rows = [
        (f"m{i}", period, n, True, 1000.0)
        for i, row in enumerate(counts)
        for period, n in zip(MONTHS, row, strict=False)
    ]
    return pd.DataFrame(rows, columns=["point", "period", "people", "complete", "exposure"])


def test_as_many_as_in_the_last_twelve_months():
    table = outlook(monthly([[10] * 12 + [20] * 12, [0] * 24]), "point")
    assert table[["point", "expected", "months"]].values.tolist() == [["m0", 240.0, 12]]
    assert table["low"].iloc[0] < 240 < table["high"].iloc[0]
    assert outlook(monthly([[10] * 8]), "point")["months"].tolist() == [8]
    assert outlook(monthly([[10] * 5]), "point").empty


def test_an_unfinished_month_does_not_count():
    table = monthly([[10] * 13])
    table.loc[12, ["people", "complete"]] = [3, False]
    assert outlook(table, "point")["expected"].tolist() == [120.0]


@pytest.mark.parametrize(("dispersion", "mean", "most"), [(1.0, 15, 0.99), (2.0, 30, 0.98)])
def test_the_coming_year_lies_in_the_interval_as_often_as_it_says(dispersion, mean, most):
    """A dispersion is never taken below 1, so plain Poisson counts are covered a little more often than 95 %."""
    rng = np.random.default_rng(5)
    held = []
    for _ in range(25):
        if dispersion == 1:
            counts = rng.poisson(mean, (20, 24))
        else:
            counts = rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, (20, 24))
        table = outlook(monthly(counts[:, :12]), "point")
        coming = counts[:, 12:].sum(axis=1)
        held += list((table["low"].to_numpy() <= coming) & (coming <= table["high"].to_numpy()))
    assert 0.92 <= np.mean(held) <= most


def series(values, *, width=1.0, complete=None):
    table = pd.DataFrame({"period": MONTHS[: len(values)], "value": values, "n": 50})
    table = table.assign(low=table["value"] - width, high=table["value"] + width)
    return table if complete is None else table.assign(complete=complete)


def test_the_last_complete_month_beside_the_one_before_and_the_year_before():
    at = pace(series([*range(1, 13), 20, 21, 99], complete=[True] * 14 + [False]))
    assert (at["period"], at["value_now"], at["value_last"], at["value_year"]) == ("2025-02", 21, 20, 2)
    assert (at["moved"], at["moved_year"], at["n"]) == ("", "up", 50)
    assert pace(series([5.0, 1.0]))["moved"] == "down"
    assert np.isnan(pace(series([5.0, 1.0]))["value_year"])


def test_one_period_and_none():
    alone = pace(series([3.0]))
    assert alone["value_now"] == 3 and np.isnan(alone["value_last"]) and alone["moved"] == ""
    assert pace(series([np.nan])) is None
    assert pace(series([1.0], complete=[False])) is None
