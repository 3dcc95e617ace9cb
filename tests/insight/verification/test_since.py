"""What customers say since an action: its problems, new ones, the needs it is tied to, and the improvement itself."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cxlab import survey
from cxlab.insight.verification import (
    Figure,
    covered,
    in_turn,
    measurable,
    names_of,
    needs_met,
    new_problems,
    noticed,
    original_problems,
    places,
    register,
    subjects,
    tied,
    verify_all,
)
from cxlab.insight.verification.series import counts_by_period
from cxlab.insight.verification.since import sided
from cxlab.study import Period

D = dt.date
COVERS = (D(2025, 1, 1), D(2026, 6, 30))
MONTHS = [str(p) for p in pd.period_range("2025-01", "2026-06", freq="M")]
ACTION = {
    "action_id": "A", "title": "t", "registered_at": "2025-12-01", "started_at": "2026-01-01", "kpi": "rate:T1",
    "target": -0.3, "baseline": "2025-01/2025-10", "evaluate_at": "2026-04-30", "touchpoint": "wallet",
}  # fmt: skip


def registered(as_of=COVERS[1], **changes):
    return register(pd.DataFrame([ACTION | changes]), as_of=as_of)


@pytest.fixture(scope="module")
def complaints():
    """Ten people a month of T1 before and five after; ten of T2 always; T9 only since; ids by matter and month."""
    rows = []
    for month in MONTHS:
        late = month >= "2026-01"
        for matter, number in (("T1", 5 if late else 10), ("T2", 10), ("T9", 8 if late else 0)):
            rows += [(f"{matter}-{month}-{k}", f"{matter}{k}", pd.Timestamp(f"{month}-{k + 5}")) for k in range(number)]
    return pd.DataFrame(rows, columns=["complaint_id", "customer_key", "received_at"])


@pytest.fixture(scope="module")
def said(complaints):
    matter = complaints["complaint_id"].str.partition("-")[0]
    of = {f"topic:{name}": set(ids) for name, ids in complaints["complaint_id"].groupby(matter)}
    return of | {"touchpoint:wallet": set(complaints["complaint_id"][matter != "T2"])}


@pytest.fixture(scope="module")
def told(complaints, said):
    counts = counts_by_period(complaints[complaints["complaint_id"].isin(said["topic:T1"])], COVERS)
    return verify_all(registered(), {"A": Figure(counts)}, as_of=COVERS[1])


def test_the_original_problem_is_told_by_people_in_the_windows_of_the_verdict(told, complaints, said):
    table = original_problems(told, complaints, said, {"A": ["topic:T1", "touchpoint:wallet"]}, COVERS)
    row = table.iloc[0]
    assert (row["people_before"], row["n_before"]) == (10, 20)  # T1 0-9 and T2 0-9, ten months
    assert (row["people_after"], row["n_after"]) == (5, 23)  # January to April: five of T1, ten of T2, eight of T9
    assert row["share_after"] == pytest.approx(5 / 23) and row["low_after"] < 5 / 23 < row["high_after"]
    assert row["left"] == pytest.approx(0.5, abs=0.02)  # per day: months differ in length
    assert table["subject"].tolist() == ["topic:T1", "touchpoint:wallet"]


def test_before_the_evaluation_date_no_problem_is_compared(complaints, said):
    early = verify_all(registered(), {"A": Figure()}, as_of=D(2026, 4, 29))
    assert original_problems(early, complaints, said, {"A": ["topic:T1"]}, COVERS).empty


def test_row_order_does_not_matter(told, complaints, said):
    about = {"A": ["topic:T1"]}
    mixed = complaints.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        original_problems(told, complaints, said, about, COVERS), original_problems(told, mixed, said, about, COVERS)
    )


def test_new_problems_are_counted_at_the_touchpoint_and_to_date(told, complaints, said):
    table = new_problems(told, complaints, said, {"A": ["touchpoint:wallet"]}, COVERS)
    assert table[["touchpoint", "topic"]].values.tolist() == [["touchpoint:wallet", "topic:T9"]]
    assert table[["count_before", "count_after"]].values.tolist() == [[0, 8 * 6]]  # to June, not to April
    assert new_problems(told, complaints, said, {"A": ["touchpoint:wallet"]}, COVERS, fewest=49).empty
    assert new_problems(told, complaints, said, {"A": ["touchpoint:elsewhere"]}, COVERS).empty


def test_rows_stand_on_the_side_of_their_day():
    days = pd.to_datetime(pd.Series(["2025-03-05", "2025-11-20", "2026-02-01", "2026-06-01", "2024-01-01", None]))
    (action,) = registered()
    rows = pd.DataFrame({"received_at": days})
    assert sided(rows, action, MONTHS).tolist() == ["before", "left_out", "after", "later", "", ""]
    assert sided(rows, action, MONTHS, to_date=True).tolist()[3] == "after"
    zoned = pd.DataFrame({"answered_at": days.dt.tz_localize("Asia/Shanghai")})
    assert sided(zoned, action, MONTHS).tolist() == sided(rows, action, MONTHS).tolist()


LINKS = pd.DataFrame(
    [("T1", "wallet", "", "q_refund"), ("T1", "wallet", "K05", "q_refund"), ("T2", "bill", "K02", "q_price")],
    columns=["topic", "touchpoint", "feature", "item"],
)


def test_needs_are_tied_through_the_crosswalk():
    assert tied({"A": ["topic:T1", "touchpoint:wallet"], "B": []}, LINKS).values.tolist() == [["A", "q_refund", "K05"]]
    assert tied({"A": ["touchpoint:bill"]}, LINKS)["feature"].tolist() == ["K02"]


def test_a_need_is_met_more_often_by_newcombes_interval(told):
    days = pd.to_datetime(["2025-05-05"] * 100 + ["2026-02-05"] * 80 + ["2026-06-05"] * 50)
    answers = [5] * 40 + [3] * 60 + [4] * 48 + [1] * 32 + [5] * 50
    ratings = pd.DataFrame({"answered_at": days, "q_refund": np.array(answers, dtype=float)})
    needs = tied({"A": ["topic:T1"]}, LINKS)
    row = needs_met(told, needs, ratings, MONTHS, lambda item: None).iloc[0]
    assert (row["n_before"], row["share_before"], row["n_after"], row["share_after"]) == (100, 0.4, 80, 0.6)
    expected = survey.compare(ratings["q_refund"][:100], ratings["q_refund"][100:180], metric="csat")
    assert (row["change"], row["change_low"], row["change_high"]) == (expected.value, expected.low, expected.high)
    assert needs_met(told, needs, ratings[:100], MONTHS, lambda item: None).empty
    assert needs_met(told, needs.assign(item="q_other"), ratings, MONTHS, lambda item: None).empty


def test_mentions_are_counted_by_registered_words_to_date(complaints):
    texts = complaints.assign(text="退款慢")
    texts.loc[texts["received_at"] >= "2026-05-01", "text"] = "现在自动退款了"
    table = noticed(registered(words="自动退款 秒退"), texts, COVERS)
    after = int((texts["received_at"] >= "2026-01-01").sum())
    said = int((texts["received_at"] >= "2026-05-01").sum())
    assert table[["mentions_before", "mentions_after", "n_after"]].values.tolist() == [[0, said, after]]
    assert table["share_after"][0] == pytest.approx(said / after)
    assert noticed(registered(), texts, COVERS).empty


def test_what_an_action_is_about():
    actions = registered(topic="余额 退款") + registered(action_id="B", kpi="q_refund", touchpoint=None)
    assert [names_of(one) for one in actions] == [["T1", "余额 退款", "touchpoint:wallet"], []]
    rows = [("T1", "topic:T1"), ("余额 退款", "topic:T1"), ("余额 退款", "topic:T3"), ("touchpoint:wallet", "")]
    meant = pd.DataFrame(rows, columns=["name", "subject"])
    about = subjects(actions, meant)
    assert about == {"A": ["topic:T1", "topic:T3"], "B": []}
    assert places(about, LINKS) == {"A": ["touchpoint:wallet"], "B": []}
    assert places(about, None) == {"A": [], "B": []}


def test_which_kpi_have_data():
    meant = pd.DataFrame({"name": ["T1", "T8"], "subject": ["topic:T1", "topic:T8"]})
    kpis = ["rate:T1", "count:T8", "complaints:热线", "complaints:电话", "q_refund", "csat", "nonsense"]
    found = measurable(kpis, meant, {"topic:T1": {1}}, ["热线"], ["q_refund"])
    assert found == {"rate:T1", "complaints:热线", "q_refund"}


@pytest.mark.parametrize(
    ("last", "end"),
    [("2026-06-30", D(2026, 6, 30)), ("2026-06-27", D(2026, 6, 30)), ("2026-06-10", D(2026, 6, 10))],
)
def test_a_silent_end_is_no_quiet_month(last, end):
    days = pd.Series(pd.to_datetime(["2025-01-05", "2025-01-08", *pd.date_range("2025-01-10", last)]))
    assert covered(days, Period(start=D(2025, 1, 1), end=D(2026, 6, 30))) == (D(2025, 1, 1), end)
    assert covered(days, None) == (D(2025, 1, 5), pd.Timestamp(last).date())


def test_before_and_after_stand_below_one_another():
    wide = pd.DataFrame({
        "action_id": ["A", "B"], "n_before": [100, 10], "share_before": [0.4, 0.5], "n_after": [80, 90],
        "share_after": [0.6, 0.7], "change": [0.2, 0.2],
    })  # fmt: skip
    table = in_turn(wide, ["n", "share"], changes=["change"])
    assert table["when"].tolist() == ["before", "after"] * 2 and table["action_id"].tolist() == ["A", "A", "B", "B"]
    assert table["n"].tolist() == [100, 80, 10, 90]
    np.testing.assert_array_equal(table["share"], [0.4, 0.6, np.nan, 0.7])
    np.testing.assert_array_equal(table["change"], [np.nan, 0.2, np.nan, 0.2])
