"""The four planted actions of the demo get their verdicts, with the planted topics instead of the codebook's."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cxlab import Study
from cxlab.insight.verification.actions import table, verify_all
from cxlab.insight.verification.figures import Figure, counted
from cxlab.insight.verification.registered import register
from cxlab.insight.verification.series import complete, exposure_by_period
from cxlab.insight.verification.watches import Sources, for_action
from cxlab.intake import load

DEMO = Path(__file__).parents[3] / "data/demo"
TOPICS = {"A": "T07", "B": "T11", "C": "T01"}
ITEMS = {"A": "q_refund", "B": "q_maintenance"}
CABLES = ("U01", "U05", "U08", "U11", "U14", "U17", "U19", "U22")


@pytest.fixture(scope="module")
def demo():
    study = Study.open(DEMO)
    tables = {
        name: load(study, name).frame for name in ("complaints", "exposure", "ratings", "operations", "customers")
    }
    truth = pd.read_csv(DEMO / "truth_complaints.csv", dtype="str").drop_duplicates("complaint_id")
    tables["complaints"] = tables["complaints"].merge(truth[["complaint_id", "kind", "topics"]], on="complaint_id")
    tables["actions"] = pd.read_csv(DEMO / "actions.csv")
    return tables, (study.period.start, study.period.end)


@pytest.fixture(scope="module")
def verified(demo):
    tables, covers = demo
    complaints, ratings = tables["complaints"], tables["ratings"]
    months = complete(covers, "month")
    sources = Sources(
        complaints,
        exposure_by_period(tables["exposure"], months, "orders"),
        ("第三方平台",),
        ratings,
        tables["operations"],
        tables["customers"],
        ratings.groupby("customer_key")["answered_at"].min(),
    )
    figures, watches = {}, {}
    actions = [replace(action, control=()) for action in register(tables["actions"], as_of=covers[1])]
    for action in actions:
        rows = chosen(complaints, action)
        exposure = tables["exposure"]
        if action.action_id == "C":
            rows, exposure = (frame[frame["unit"].isin(CABLES)] for frame in (rows, exposure))
        figures[action.action_id] = counted(action, rows, covers, exposure=exposure)
        watches[action.action_id] = for_action(action, rows, sources, months, item=ITEMS.get(action.action_id, ""))
    return verify_all(actions, figures, as_of=covers[1], watches=watches)


def chosen(complaints, action):
    if action.kpi.form == "complaints":
        return complaints[complaints["channel"] == action.kpi.name]
    main = complaints["topics"].fillna("").str.split("|").str[0]
    return complaints[(main == TOPICS[action.action_id]) & (complaints["kind"] == "problem")]


@pytest.fixture(scope="module")
def told(verified):
    return table(verified).set_index("action_id")


def test_a_worked_with_an_interval_that_holds_the_truth(told):
    assert told["verdict"]["A"] == "worked"
    assert told["low"]["A"] < 0.60 < told["high"]["A"] < 1
    assert told["placebos_as_good"]["A"] == 0
    assert told["guards_failed"]["A"] == ""


def test_b_did_not_improve_and_the_target_is_excluded(told):
    assert told["verdict"]["B"] == "not_improved"
    assert told["target"]["B"] == pytest.approx(0.70) and told["at_best"]["B"] > 0.70
    assert told["low"]["B"] < 1 < told["high"]["B"]


def test_b_seems_to_work_when_the_picked_months_are_the_baseline(verified):
    months = verified[1].line.set_index("period")["rate"]
    assert months["2026-02":"2026-09"].mean() / months["2025-11":"2025-12"].mean() < 0.75


def test_c_cannot_be_told_yet_and_says_until_when(told):
    assert told["verdict"]["C"] == "cannot_tell"
    assert told["until"]["C"] > dt.date(2026, 10, 31)


def test_d_fell_while_guards_failed(told, verified):
    assert told["verdict"]["D"] == "displaced_or_silenced"
    assert told["high"]["D"] < 1
    assert {"service_level", "silent_churn"} <= set(told["guards_failed"]["D"].split())
    guards = verified[3].guards.set_index("about")
    assert guards["effect"]["第三方平台"] > 1 and guards["effect"]["小程序"] > 1


def test_before_the_evaluation_date_nothing_is_tested(demo):
    tables, covers = demo
    action = register(tables["actions"], as_of=dt.date(2026, 6, 29))[0]
    rows = chosen(tables["complaints"], action)
    figure = counted(action, rows, covers, exposure=tables["exposure"])
    early = verify_all([action], {"A": figure}, as_of=dt.date(2026, 6, 29))[0]
    assert early.verdict.verdict == "observing" and early.verdict.until == dt.date(2026, 6, 30)
    assert pd.isna(early.verdict.effect) and early.line["expected"].isna().all()
    assert set(early.verdict.windows["side"]) == {"before", "left_out", "after"}
    later = verify_all([action], {"A": figure}, as_of=dt.date(2026, 10, 31))[0]
    shorter = Figure(figure.counts[:"2026-06"], figure.exposure[:"2026-06"])
    assert later.verdict == verify_all([action], {"A": shorter}, as_of=dt.date(2026, 7, 1))[0].verdict
