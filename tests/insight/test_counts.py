"""People and incidents, not rows."""

import pandas as pd

from cxlab.insight.counts import count, incidents


def frame(**columns):
    table = pd.DataFrame(columns)
    if "received_at" in table:
        table["received_at"] = pd.to_datetime(table["received_at"])
    return table


def test_one_loud_customer_is_one_person():
    days = pd.date_range("2026-01-01", periods=23, freq="D").astype(str)
    loud = frame(customer_key=["a"] * 23, received_at=days)
    assert count(loud).loc[0].to_dict() == {"rows": 23, "people": 1, "incidents": 1}


def test_a_week_of_silence_starts_a_new_incident():
    rows = frame(customer_key=["a"] * 3, received_at=["2026-01-01", "2026-01-08", "2026-01-16"])
    assert incidents(rows).nunique() == 2


def test_an_outage_is_one_incident_of_many_people():
    outage = frame(
        customer_key=[f"c{i}" for i in range(90)],
        received_at=["2026-03-01 08:00"] * 90,
        unit=["U1"] * 90,
        topic=["T"] * 90,
    )
    assert count(outage, matter="topic").loc[0].to_dict() == {"rows": 90, "people": 90, "incidents": 1}
    nine = outage.head(9)
    assert count(nine, matter="topic").loc[0, "incidents"] == 9


def test_ten_complaints_of_unknown_matter_are_no_outage():
    busy = frame(customer_key=[f"c{i}" for i in range(12)], received_at=["2026-03-01"] * 12, unit=["U1"] * 12)
    assert count(busy).loc[0, "incidents"] == 12


def test_rows_without_customers_are_people_of_their_own():
    rows = frame(customer_key=["a", None, None, "a"])
    assert count(rows).loc[0].to_dict() == {"rows": 4, "people": 3, "incidents": 3}


def test_row_order_does_not_matter():
    rows = frame(
        customer_key=["a", "b", "a", "b", None],
        received_at=["2026-01-01", "2026-01-01", "2026-02-01", "2026-01-05", "2026-01-01"],
        topic=["x", "x", "y", "x", "y"],
    )
    shuffled = rows.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(count(rows, ["topic"], matter="topic"), count(shuffled, ["topic"], matter="topic"))


def test_shares_are_of_people_and_missing_groups_are_left_out():
    rows = frame(customer_key=["a", "a", "b", "c"], topic=["x", "x", "x", None])
    table = count(rows, ["topic"], matter="topic")
    assert table["people"].tolist() == [2]
    assert table["share"].tolist() == [2 / 3]
