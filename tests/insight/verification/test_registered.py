import datetime as dt

import pandas as pd
import pytest

from cxlab.insight.verification.registered import Kpi, problems, read_kpi, read_window, register

D = dt.date
TODAY = D(2026, 10, 31)
GOOD = {
    "action_id": "A",
    "title": "小额退款自动化",
    "owner": "流程负责人",
    "department": "财务结算部",
    "registered_at": "2025-11-17",
    "started_at": "2025-12-08",
    "kpi": "rate:T07",
    "effect": "level",
    "target": -0.25,
    "baseline": "2024-11-01/2025-11-30",
    "evaluate_at": "2026-06-30",
    "control": None,
    "stop_loss": "误退超过千分之三即暂停",
}


def read(*changes, **given):
    rows = [GOOD | change for change in changes or ({},)]
    return register(pd.DataFrame(rows), as_of=TODAY, **given)


def codes(*changes, **given):
    return [problem.code for problem in read(*changes, **given)[0].problems]


def test_a_good_registration_has_no_problems():
    (action,) = read()
    assert action.problems == () and action.testable
    assert (action.kpi, action.start, action.stop_loss) == (Kpi("rate", "T07"), D(2025, 12, 8), GOOD["stop_loss"])
    plan = action.plan
    assert (plan.target, plan.better, plan.effect) == (-0.25, "lower", "level")
    assert (plan.baseline, plan.evaluate_at) == ((D(2024, 11, 1), D(2025, 11, 30)), D(2026, 6, 30))


@pytest.mark.parametrize(
    ("change", "code", "fatal"),
    [
        ({"registered_at": "2026-01-05"}, "registered_late", False),
        ({"started_at": "2026-12-01", "evaluate_at": "2027-06-30"}, "starts_in_future", False),
        ({"started_at": None}, "no_start", True),
        ({"kpi": None}, "no_kpi", True),
        ({"kpi": "ratio:T07"}, "unknown_kpi", True),
        ({"target": None}, "no_target", False),
        ({"target": 0.25}, "target_wrong_way", True),
        ({"target": -25}, "bad_target", True),
        ({"kpi": "q_refund"}, "target_wrong_way", True),
        ({"baseline": None}, "no_baseline", False),
        ({"baseline": "2025-11-30/2024-11-01"}, "bad_baseline", True),
        ({"baseline": "last year"}, "bad_baseline", True),
        ({"baseline": "2024-13-01/2025-11-30"}, "bad_baseline", True),
        ({"baseline": "2024-11/2025-12"}, "baseline_reaches_start", False),
        ({"evaluate_at": None}, "no_evaluation_date", True),
        ({"evaluate_at": "2025-12-01"}, "evaluated_before_start", True),
    ],
)
def test_each_problem_is_named(change, code, fatal):
    (action,) = read(change)
    assert code in [problem.code for problem in action.problems]
    assert action.testable is not fatal
    table = problems([action]).set_index("problem")
    assert bool(table["fatal"][code]) is fatal


def test_a_kpi_without_data_is_named_with_the_nearest():
    (action,) = read({"kpi": "complaints:热 线"}, known={"complaints:热线", "rate:T07"})
    assert action.problems[0].code == "unknown_kpi"
    assert "Did you mean 'complaints:热线'" in action.problems[0].found
    assert codes({"kpi": "rate:T07"}, known={"rate:T07"}) == []


def test_actions_on_one_figure_in_one_time_overlap():
    later = {"action_id": "B", "started_at": "2026-03-01", "registered_at": "2026-02-01", "baseline": "2025-01/2025-11"}
    both = read({}, later)
    assert [[p.code for p in action.problems] for action in both] == [["overlapping"], ["overlapping"]]
    assert [action.problems[0].found for action in both] == ["B", "A"]
    assert all(action.testable for action in both)
    apart = read({}, later | {"kpi": "rate:T08"})
    assert [action.problems for action in apart] == [(), ()]


def test_without_a_baseline_all_before_the_registration_is_taken():
    (action,) = read({"baseline": None})
    assert action.plan.baseline[1] == D(2025, 11, 16)


def test_forms_of_kpi_and_baseline():
    assert read_kpi("rate:余额 退款 提现") == Kpi("rate", "余额 退款 提现")
    assert read_kpi("rate:touchpoint:wallet") == Kpi("rate", "touchpoint:wallet")
    assert read_kpi("q_refund") == Kpi("rating", "q_refund")
    assert read_kpi("nps") == Kpi("rating", "nps")
    assert read_kpi("rate:") is None and read_kpi("nps:") is None and read_kpi("") is None
    assert read_window("2024-11/2025-02") == (D(2024, 11, 1), D(2025, 2, 28))
    assert read_window("2024-11-05 / 2025-02-03") == (D(2024, 11, 5), D(2025, 2, 3))


def test_dates_with_a_time_zone_and_a_ramp_are_read():
    stamps = {
        name: pd.Timestamp(GOOD[name], tz="Asia/Shanghai") for name in ("registered_at", "started_at", "evaluate_at")
    }
    (action,) = read(stamps | {"ramp_days": 14, "control": "U01 U02"})
    assert (action.start, action.registered_at, action.plan.ramp_days) == (D(2025, 12, 8), D(2025, 11, 17), 14)
    assert action.control == ("U01", "U02")


def test_what_could_not_be_read_is_named_by_file_and_line():
    rejects = pd.DataFrame({
        "file": "actions.csv", "line": [2, 3], "column": ["started_at", "target"], "value": ["明年", "三成"],
        "reason": ["date", "number"], "dropped": [True, False],
    })  # fmt: skip
    assert problems(read(), rejects).values.tolist() == [
        ["actions.csv:2", "row_left_out", "started_at: 明年", True],
        ["actions.csv:3", "cell_left_out", "target: 三成", False],
    ]
    assert problems(read()).empty
