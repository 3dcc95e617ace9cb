"""Customers, contacts and the organisation's own view hold what was planted."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from cxlab.demo.frame import plan


def test_audits_flatter_two_units(demo):
    audits = demo.table("audits").astype({"score": int})
    own = audits[audits["kind"] == "audit"]
    flattered = own["unit"].isin(["U07", "U19"])
    assert own.loc[flattered, "score"].min() >= 96
    assert own.loc[~flattered].groupby("unit")["score"].mean().max() < 96
    assert set(audits["kind"]) == {"audit", "mystery", "comparison"}


def test_belief_against_what_customers_say(demo):
    beliefs = demo.table("beliefs")
    better = beliefs.loc[beliefs["dimension"] == "better_than_peers", "believed"].astype(float)
    assert better.mean() == pytest.approx(0.78, abs=0.01)
    assert (demo.ratings["better_than_peers"] == "是").mean() == pytest.approx(0.31, abs=0.001)


def test_contact_pressure_and_breaches(demo):
    contacts = demo.table("contacts")
    out = contacts[contacts["direction"] == "outbound"]
    week = pd.to_datetime(out["contacted_at"]).dt.strftime("%G-%V")
    most = out.groupby(["customer_id", week]).size().groupby("customer_id").max()
    assert (most > plan()["contacts"]["limit"]).sum() == round(0.09 * plan()["contacts"]["customers"])
    assert (out["consent"] == "0").sum() == 12


def test_survey_pressure(demo):
    per_customer = demo.table("invitations")["customer_id"].value_counts()
    assert (per_customer > 2).mean() == pytest.approx(0.08, abs=0.001)


def outcomes(demo):
    customers = demo.table("customers").assign(returned=lambda t: 1 - t["churned"].astype(int))
    rows = demo.complaints[(demo.complaints["kind"] == "problem") & (demo.complaints["mark"] == "")]
    hours = (
        pd.to_datetime(rows["办结时间"]) - pd.to_datetime(rows["received_at"], errors="coerce")
    ).dt.total_seconds() / 3600
    rows = rows.assign(
        group=[
            "unresolved" if s == "否" else "fast" if h <= 24 else "resolved"
            for s, h in zip(rows["客户认可解决"], hours, strict=True)
        ]
    )
    rows = rows[rows["客户认可解决"] != ""].drop_duplicates("customer_id", keep=False)
    return customers.merge(rows[["customer_id", "group", "severe"]], on="customer_id")


def test_return_by_outcome_and_half_of_the_gap_after_severity(demo):
    both = outcomes(demo)
    returned = both.groupby("group")["returned"].mean()
    for group, share in plan()["recovery"]["marginal"].items():
        assert returned[group] == pytest.approx(share, abs=0.06), group
    within = both.groupby(["severe", "group"])["returned"].mean().unstack()
    weight = both["severe"].value_counts(normalize=True)
    adjusted = (within["fast"] - within["unresolved"]) @ weight.reindex(within.index)
    assert adjusted < 0.75 * (returned["fast"] - returned["unresolved"])
    assert adjusted > 0.04


def test_silent_customers_stop_more_often_after_the_hotline_closes_earlier(demo):
    customers = demo.table("customers")
    complained = set(demo.complaints["customer_id"])
    lost = customers[~customers["customer_id"].isin(complained) & (customers["churned"] == "1")]
    when = pd.to_datetime(lost["last_purchase_at"])
    after = ((when >= "2026-03-01") & (when < "2026-09-01")).sum()
    before = ((when >= "2025-09-01") & (when < "2026-03-01")).sum()
    assert after > 1.3 * before


def test_actions_are_registered_before_they_start(demo):
    actions = demo.table("actions").set_index("action_id")
    assert list(actions.index) == list("ABCD")
    assert (pd.to_datetime(actions["registered_at"]) < pd.to_datetime(actions["started_at"])).all()
    for action, planned in plan()["actions"].items():
        assert actions.loc[action, "started_at"] == str(planned["start"])
        assert actions.loc[action, "evaluate_at"] == str(planned["evaluate"])
        assert bool(actions.loc[action, "topic"]) == ("topic" in planned)
    # A study names a matter in words of its own, as its links do: ids of a codebook are not known beforehand.
    study = yaml.safe_load((Path(__file__).parents[2] / "data/demo/study.yaml").read_text(encoding="utf-8"))
    assert set(actions["topic"]) - {""} <= {link["topic"] for link in study["links"]}
    assert float(actions.loc["A", "target"]) == plan()["actions"]["A"]["target"]


def test_no_order_before_joining(demo):
    customers = demo.table("customers")
    assert (customers["joined_at"] <= customers["last_purchase_at"]).all()
    assert customers["customer_id"].is_unique
