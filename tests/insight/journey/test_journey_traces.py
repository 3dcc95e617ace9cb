"""Customers' records in time order."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.journey.traces import traces

ORDER = ["app", "gun", "bill", "wallet"]


def records(*rows, people=6, **columns):
    """Return the same (touchpoint, day) records for several people."""
    table = pd.DataFrame(
        [
            {
                "customer_key": f"p{person}",
                "touchpoint": point,
                "occurred_at": pd.Timestamp("2026-01-01") + pd.Timedelta(days=day),
            }
            for person in range(people)
            for point, day in rows
        ]
    )
    return table.assign(complaint_id=[f"c{i:03d}" for i in range(len(table))], main=True, **columns)


def test_a_record_follows_within_the_window_only():
    found = traces(records(("app", 0), ("gun", 30), ("bill", 61)), ORDER)
    assert found.transitions[["source", "target", "people", "days"]].values.tolist() == [["app", "gun", 6, 30.0]]
    assert found.transitions.loc[0, "share"] == 1
    wider = traces(records(("app", 0), ("gun", 30), ("bill", 61)), ORDER, window=31)
    assert len(wider.transitions) == 2


def test_what_fewer_than_five_people_did_is_hidden_and_counted():
    found = traces(records(("app", 0), ("gun", 3), people=4), ORDER)
    assert found.transitions.empty
    assert found.typical.empty
    assert found.summary.loc[0, ["people", "followed", "hidden_transitions"]].tolist() == [4, 4, 1]


def test_coming_back_is_a_loop_with_repeats_between():
    found = traces(records(("gun", 0), ("bill", 2), ("bill", 4), ("gun", 9)), ORDER)
    loops = found.loops.set_index("kind")
    assert loops.loc["back", ["touchpoint", "by"]].tolist() == ["gun", "bill"]
    assert loops.loc["returned", ["touchpoint", "by", "people"]].tolist() == ["gun", "bill", 6]
    assert loops.loc["again", ["touchpoint", "people"]].tolist() == ["bill", 6]
    assert "after_resolved" not in loops.index


def test_the_same_again_after_it_was_resolved():
    resolved = pd.to_datetime(["2026-01-03", None] * 6)
    found = traces(records(("gun", 0), ("gun", 5), resolved_at=resolved), ORDER)
    assert found.loops["kind"].tolist() == ["after_resolved", "again"]
    late = traces(records(("gun", 0), ("gun", 5), resolved_at=resolved + pd.Timedelta(days=9)), ORDER)
    assert late.loops["kind"].tolist() == ["again"]


def test_the_typical_event_has_median_days_and_no_keys():
    found = traces(records(("app", 0), ("gun", 1), ("gun", 2), ("wallet", 11)), ORDER)
    assert found.typical[["step", "touchpoint", "day", "people"]].values.tolist() == [
        [1, "app", 0.0, 6],
        [2, "gun", 1.0, 6],
        [3, "wallet", 11.0, 6],
    ]
    told = pd.concat([found.typical, found.longest]).astype("str")
    assert not told.apply(lambda column: column.str.contains("p[0-9]")).any(axis=None)
    assert (found.longest["people"] == 1).all()


def test_a_way_back_is_marked():
    found = traces(records(("bill", 0), ("app", 1)), ORDER)
    assert found.transitions["back"].tolist() == [True]
    assert found.loops[["kind", "touchpoint", "by", "people"]].values.tolist() == [["back", "app", "bill", 6]]


def test_the_summary_counts_who_came_again_and_who_went_back():
    every = pd.concat(
        [
            records(("gun", 0), ("gun", 2), ("app", 5)),
            records(("app", 0), ("bill", 2), people=3).replace({"customer_key": {f"p{i}": f"q{i}" for i in range(3)}}),
            records(("bill", 0), people=2).replace({"customer_key": {f"p{i}": f"r{i}" for i in range(2)}}),
        ],
        ignore_index=True,
    ).assign(complaint_id=lambda table: [f"c{i:03d}" for i in range(len(table))])
    row = traces(every, ORDER).summary.loc[0]
    assert row[["people", "followed", "again", "back"]].tolist() == [11, 9, 6, 6]


def test_received_stands_in_for_a_missing_date_and_unknown_customers_are_left_out():
    rows = records(("app", 0), ("gun", 3)).assign(received_at=pd.Timestamp("2026-01-02"))
    rows.loc[rows["touchpoint"] == "app", "occurred_at"] = pd.NaT
    rows.loc[rows["customer_key"] == "p0", "customer_key"] = None
    found = traces(rows, ORDER)
    assert found.transitions[["people", "days"]].values.tolist() == [[5, 2.0]]


def test_row_order_does_not_matter():
    rows = records(("gun", 0), ("bill", 2), ("gun", 2), ("wallet", 9))
    one, other = traces(rows, ORDER), traces(rows.sample(frac=1, random_state=2), ORDER)
    for part in ("transitions", "loops", "typical", "longest", "summary"):
        pd.testing.assert_frame_equal(getattr(one, part), getattr(other, part))


def test_wrong_input_is_named():
    with pytest.raises(InputError, match="window is 0 days"):
        traces(records(("app", 0)), ORDER, window=0)
    with pytest.raises(InputError, match="customer_key"):
        traces(records(("app", 0)).drop(columns="customer_key"), ORDER)
