import datetime as dt

import pandas as pd
import pytest

from cxlab.insight.verification.series import complete, counts_by_period, exposure_by_period, means_by_period

D = dt.date
COVERS = (D(2026, 1, 5), D(2026, 4, 20))


def complaints(*rows):
    frame = pd.DataFrame(rows, columns=["received_at", "customer_key", "unit"])
    return frame.assign(received_at=pd.to_datetime(frame["received_at"]))


def test_only_whole_periods_of_the_study_count_and_empty_ones_are_zero():
    rows = complaints(("2026-01-10", "a", "U1"), ("2026-02-10", "a", "U1"), ("2026-04-10", "b", "U1"))
    assert counts_by_period(rows, COVERS).to_dict() == {"2026-02": 1, "2026-03": 0}
    assert complete(COVERS, "week")[0] == "2026-01-05" and complete(COVERS, "week")[-1] == "2026-04-13"
    assert counts_by_period(rows.head(0), COVERS).to_dict() == {"2026-02": 0, "2026-03": 0}


def test_one_loud_day_is_one_incident_of_a_matter_but_not_of_a_channel():
    loud = complaints(*[("2026-02-10", f"c{i}", "U1") for i in range(12)], ("2026-03-01", "c1", "U1"))
    assert counts_by_period(loud, COVERS).to_dict() == {"2026-02": 1, "2026-03": 1}
    assert counts_by_period(loud, COVERS, outages=False).to_dict() == {"2026-02": 12, "2026-03": 1}
    assert counts_by_period(loud, COVERS, value="people").to_dict() == {"2026-02": 12, "2026-03": 1}
    twice = complaints(("2026-02-10", "a", "U1"), ("2026-02-12", "a", "U1"))
    assert counts_by_period(twice, COVERS)["2026-02"] == 1
    assert counts_by_period(twice, COVERS, value="rows")["2026-02"] == 2


def test_units_in_rows():
    rows = complaints(("2026-02-10", "a", "U1"), ("2026-03-10", "b", "U2"), ("2026-03-11", "c", "U2"))
    wide = counts_by_period(rows, COVERS, by_unit=True)
    assert wide.loc["U2"].to_dict() == {"2026-02": 0, "2026-03": 2}
    assert wide.loc["U1"].to_dict() == {"2026-02": 1, "2026-03": 0}


def test_exposure_adds_up_and_is_spread_over_weeks():
    table = pd.DataFrame(
        {"period": ["2026-02", "2026-02", "2026-03"], "unit": ["U1", "U2", "U1"], "orders": [28, 56, 31]}
    )
    assert exposure_by_period(table, ["2026-02", "2026-03"], "orders").to_dict() == {"2026-02": 84, "2026-03": 31}
    assert exposure_by_period(table, ["2026-02-23"], "orders")["2026-02-23"] == pytest.approx(6 * 3 + 1)
    wide = exposure_by_period(table, ["2026-02"], "orders", by_unit=True)
    assert wide["2026-02"].to_dict() == {"U1": 28, "U2": 56}


def test_means_by_period_pool_the_variance_within():
    days = ["2026-02-01", "2026-02-02", "2026-03-01", "2026-03-02", None]
    frame = pd.DataFrame({"answered_at": pd.to_datetime(days), "csat": [1.0, 3, 4, 4, 5]})
    table = means_by_period(frame, "csat")
    assert table[["period", "mean", "n"]].values.tolist() == [["2026-02", 2, 2], ["2026-03", 4, 2]]
    assert table["variance"].unique() == [1.0]
    assert means_by_period(frame.assign(csat=float("nan")), "csat").empty
