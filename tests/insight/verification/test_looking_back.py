"""The plan as registered, placebos of all actions, the facts of a retrospective, and the sentence of a verdict."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cxlab.insight.verification import (
    Figure,
    called,
    claims,
    listed,
    new_problems,
    noticed,
    placebos,
    plans,
    problems,
    register,
    retrospective,
    verify_all,
)
from cxlab.insight.verification.plans import enough
from cxlab.phrases import catalogue

D = dt.date
MONTHS = [str(p) for p in pd.period_range("2024-11", "2026-10", freq="M")]
LATE = np.array(MONTHS) >= "2026-01"
TODAY = D(2026, 10, 31)
ACTION = {
    "action_id": "A", "title": "自动退款", "registered_at": "2025-12-01", "started_at": "2026-01-01", "kpi": "rate:T1",
    "target": -0.3, "baseline": "2024-11/2025-10", "evaluate_at": "2026-10-31", "stop_loss": "误退超过千分之三即暂停",
}  # fmt: skip
NOTHING = new_problems((), pd.DataFrame(), {}, {}, (D(2024, 11, 1), TODAY))


def series(ratio, level=100, seed=0):
    rng = np.random.default_rng(seed)
    return pd.Series(rng.poisson(np.where(LATE, ratio, 1.0) * level), index=MONTHS)


def registered(*changes, as_of=TODAY, **given):
    return register(pd.DataFrame([ACTION | change for change in changes or ({},)]), as_of=as_of, **given)


def facts(actions, figures, **more):
    told = verify_all(actions, figures, as_of=TODAY, **more)
    table = retrospective(
        told, plans(actions, figures), noticed=noticed(actions, pd.DataFrame(), (TODAY, TODAY)), new=NOTHING
    )
    return table.groupby("heading", sort=False)["fact"].agg(list).to_dict(), table


def test_the_plan_is_told_as_it_was_registered():
    actions = registered({}, {"action_id": "B", "registered_at": "2026-01-11", "baseline": None, "control": "U1 U2"})
    table = plans(actions, {"A": Figure(series(0.5))}).set_index("action_id")
    assert table.loc["A", ["form", "matter", "target", "baseline", "days_ahead"]].tolist() == [
        "rate", "T1", -0.3, "2024-11-01 – 2025-10-31", 31,
    ]  # fmt: skip
    assert table.loc["A", "stop_loss"] == ACTION["stop_loss"]
    assert table.loc["B", ["baseline", "days_ahead", "wait", "control_units"]].tolist() == [
        " – 2026-01-10", -10, "unknown", 2,
    ]  # fmt: skip


def test_the_day_on_which_enough_is_known_comes_from_the_baseline_alone():
    (action,) = registered()
    day = enough(action, Figure(series(0.5)))
    assert day == enough(action, Figure(series(1.7))) and day > action.start
    assert (
        enough(action, Figure(series(1.0, level=1000)))
        <= day
        <= (enough(action, Figure(series(1.0, level=25))) or D.max)
    )
    assert enough(action, Figure()) is None
    assert enough(registered({"target": None})[0], Figure(series(0.5))) is None


def test_a_plan_that_is_evaluated_too_early_says_so():
    figures = {"A": Figure(series(0.5)), "B": Figure(series(0.5)), "C": Figure(series(1.0, level=1))}
    changes = [{}, {"action_id": "B", "evaluate_at": "2026-01-31"}, {"action_id": "C", "target": -0.05}]
    assert plans(registered(*changes), figures)["wait"].tolist() == ["enough", "too_early", "never"]


def test_units_are_planned_with_their_controls():
    rng = np.random.default_rng(2)
    counts = pd.DataFrame(rng.poisson(30, (12, 24)), index=[f"U{i:02d}" for i in range(12)], columns=MONTHS)
    (action,) = registered({"control": " ".join(counts.index[6:])})
    assert action.start < enough(action, Figure(counts)) < D(2026, 12, 31)


def test_placebos_are_counted_in_time_and_elsewhere():
    actions = registered({}, {"action_id": "B", "kpi": "rate:T2"}, {"action_id": "C", "evaluate_at": "2026-12-31"})
    figures = {"A": Figure(series(0.4)), "B": Figure(series(1.0, seed=1)), "C": Figure(series(0.4))}
    told = verify_all(actions, figures, as_of=TODAY)
    matters = pd.DataFrame({f"topic:T{i}": series(1.0, seed=i) for i in range(1, 9)}).T
    table = placebos(told, matters, {"A": ["topic:T1"]}).set_index("action_id")
    assert list(table.index) == ["A"]  # B did not improve, C is still watched
    assert table.loc["A"].tolist() == [7, 0, 7, 0]
    fallen = matters * np.where(LATE, 0.3, 1.0)
    assert placebos(told, fallen, {"A": ["topic:T1"]})["as_good_elsewhere"].tolist() == [7]


def test_the_facts_of_an_action_that_worked():
    told, table = facts(registered(), {"A": Figure(series(0.5))})
    assert list(told) == ["communication", "execution", "reasoning", "errors", "plan"]
    assert told == {
        "communication": ["ahead", "no_words"], "execution": ["periods", "stop_loss"],
        "reasoning": ["target", "reached", "placebos"], "errors": ["registered_well"], "plan": ["verdict", "keep"],
    }  # fmt: skip
    values = table.set_index("fact")
    assert values["value"]["ahead"] == 31 and values["value"]["periods"] == 10
    assert values["value"]["reached"] == pytest.approx(-0.5, abs=0.05) and values["unit"]["reached"] == "percent_change"
    assert values["names"]["verdict"] == ("verdict_worked",)


def test_the_facts_of_an_action_that_went_wrong():
    changes = {"registered_at": "2026-02-01", "stop_loss": None, "evaluate_at": "2026-03-31", "target": -0.1}
    _, table = facts(registered(changes, {"action_id": "B"}), {"A": Figure(series(1.0, level=30))})
    first = table[table["action_id"] == "A"].set_index("fact")
    assert {"late", "no_stop", "overlapping", "registration", "never_enough", "register_again"} <= set(first.index)
    assert first["names"]["registration"] == ("problem_registered_late",) and first["names"]["overlapping"] == ("B",)
    assert set(table["action_id"]) == {"A"}  # nothing was tested for B, so there is nothing to look back on


def test_before_the_evaluation_date_nobody_looks_back():
    _, table = facts(registered({"evaluate_at": "2026-12-31"}), {"A": Figure(series(0.5))})
    assert table.empty


def test_every_fact_and_every_sentence_has_its_phrase():
    figures = {name: Figure(series(ratio)) for name, ratio in zip("ABC", (0.5, 1.0, 1.8), strict=True)}
    figures["E"] = Figure(pd.Series(np.where(LATE, 5, 0), index=MONTHS))
    rating = pd.DataFrame({"period": MONTHS, "mean": np.where(LATE, 4.0, 3.0), "n": 99, "variance": 1.0})
    figures["F"] = Figure(answers=rating)
    changes = [{"action_id": name, "kpi": f"rate:{name}"} for name in "ABCDE"]
    changes += [{"action_id": "F", "kpi": "q_x", "target": 0.2}, {"action_id": "G", "kpi": None}]
    actions = registered(*changes)
    told = verify_all(actions, figures, as_of=TODAY)
    sentences = claims(told).set_index("action_id")
    assert sentences["claim"].to_dict() == {
        "A": "worked", "B": "not_improved", "C": "worse", "D": "cannot_tell_no_data", "E": "cannot_tell_nothing_before",
        "F": "worked_mean", "G": "cannot_tell_not_testable",
    }  # fmt: skip
    blind = verify_all(registered({}, known={"rate:T9"}), {"A": Figure(series(0.5))}, as_of=TODAY)
    assert claims(blind)["claim"].tolist() == ["cannot_tell_no_data"]
    assert sentences["unit"].tolist() == ["percent", "percent", "percent", "", "", "score", ""]
    assert sentences["role"].tolist() == ["good", "verify", "problem", "verify", "verify", "good", "verify"]
    _, table = facts(actions, figures)
    known = catalogue()
    assert [c for c in sentences["claim"] if f"verification.claim_{c}" not in known] == []
    assert [f for f in table["fact"] if f"verification.fact_{f}" not in known] == []
    assert [p for p in problems(actions)["problem"] if f"verification.problem_{p}" not in known] == []


def test_several_names_are_listed_in_each_language():
    assert listed(["@verification.verdict_worked", "U07"]) == '@{"zh":"有效、U07","en":"worked, U07"}'
    assert listed(["钱包", "账单"], joints={"zh": "；", "en": "；"}) == "钱包；账单" and listed([]) == ""
    meant = pd.DataFrame({"name": ["余额 退款", "余额 退款", "x"], "subject": ["topic:T1", "topic:T2", ""]})
    assert called(meant, {"topic:T1": "退款", "topic:T2": "退款"}) == {
        "余额 退款": '@{"zh":"退款、退款","en":"退款, 退款"}'
    }


def test_an_unknown_touchpoint_is_named_with_the_nearest():
    (action,) = registered({"touchpoint": "walet"}, touchpoints={"wallet", "bill"})
    assert [problem.code for problem in action.problems] == ["unknown_touchpoint"] and action.testable
    assert "Did you mean 'wallet'" in action.problems[0].found
    assert registered({"touchpoint": "wallet"}, touchpoints={"wallet"})[0].problems == ()
