import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cxlab.insight.verification.actions import table, verify, verify_all
from cxlab.insight.verification.counterfactual import counterfactual
from cxlab.insight.verification.figures import Figure, counted, rated
from cxlab.insight.verification.guards import Watch
from cxlab.insight.verification.placebo import placebo_elsewhere, placebo_in_time, share_as_good
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.registered import register
from cxlab.insight.verification.solved import mentions, new_since, solved_degree

D = dt.date
MONTHS = [str(p) for p in pd.period_range("2024-11", "2026-10", freq="M")]
COVERS = (D(2024, 11, 1), D(2026, 10, 31))
START = D(2026, 1, 1)
LATE = np.array(MONTHS) >= "2026-01"


def registered(as_of=COVERS[1], **changes):
    row = {
        "action_id": "A", "title": "t", "registered_at": "2025-12-01", "started_at": "2026-01-01", "kpi": "rate:T1",
        "target": -0.3, "baseline": "2024-11/2025-10", "evaluate_at": "2026-10-31", "control": "",
    }  # fmt: skip
    return register(pd.DataFrame([row | changes]), as_of=as_of)[0]


def series(ratio, level=100):
    rng = np.random.default_rng(0)
    return pd.Series(rng.poisson(np.where(LATE, ratio, 1.0) * level), index=MONTHS)


def test_one_action_from_its_rows_to_a_row_of_the_report():
    rng = np.random.default_rng(1)
    days = pd.date_range("2024-11-01", "2026-10-31")
    counts = rng.poisson(np.where(days >= "2026-01-01", 1.0, 2.0))
    rows = pd.DataFrame({"received_at": days.repeat(counts)})
    exposure = pd.DataFrame({"period": MONTHS, "unit": "U1", "orders": 1000})
    action = registered()
    found = verify_all([action], {"A": counted(action, rows, COVERS, exposure=exposure)}, as_of=COVERS[1])[0]
    row = table([found]).iloc[0]
    assert row["verdict"] == "worked" and row["low"] < 0.5 < row["high"]
    assert (row["count_before"], row["count_after"]) == (
        ((rows["received_at"] < "2025-11-01").sum()), (rows["received_at"] >= "2026-01-01").sum(),
    )  # fmt: skip
    assert row["rate_before"] == pytest.approx(row["count_before"] / 12)
    assert row["target"] == 0.7 and row["placebos_as_good"] == 0
    line = found.line.set_index("period")
    assert (line["count"]["2026-01":] < line["expected"]["2026-01":]).all()
    assert line["side"]["2025-11"] == "left_out" and np.isfinite(line["expected"]["2025-11"])


def test_what_cannot_be_tested_says_why():
    untestable = verify(registered(kpi="nonsense"), Figure(series(1.0)), as_of=COVERS[1])
    assert untestable.verdict.verdict == "cannot_tell" and untestable.verdict.caveats == ("not_testable",)
    empty = verify(registered(), Figure(), as_of=COVERS[1])
    assert empty.verdict.caveats == ("no_data",)
    future = registered(started_at="2026-12-01", evaluate_at="2027-06-30")
    assert verify(future, Figure(series(1.0)), as_of=COVERS[1]).verdict.verdict == "observing"
    assert list(table([untestable, empty])["verdict"]) == ["cannot_tell", "cannot_tell"]


def test_control_units_are_compared_with():
    rng = np.random.default_rng(2)
    level = np.full((12, 24), 30.0)
    level[:6, LATE] *= 0.4
    level[:, LATE] *= 2
    counts = pd.DataFrame(rng.poisson(level), index=[f"U{i:02d}" for i in range(12)], columns=MONTHS)
    control = " ".join(counts.index[6:])
    found = verify(registered(control=control), Figure(counts), as_of=COVERS[1])
    assert (found.verdict.method, found.verdict.verdict) == ("did", "worked")
    assert found.verdict.effect == pytest.approx(0.4, abs=0.05)
    assert verify(registered(), Figure(counts), as_of=COVERS[1]).verdict.verdict != "worked"


def test_a_rating_is_a_kpi_too():
    rng = np.random.default_rng(3)
    days = pd.date_range("2024-11-01", "2026-10-31").repeat(4)
    scores = np.clip(np.rint(rng.normal(np.where(days >= "2026-01-01", 3.8, 3.3), 1)), 1, 5)
    ratings = pd.DataFrame({"answered_at": days, "q_refund": scores, "nps": np.where(scores > 4, 9, 7)})
    action = registered(kpi="q_refund", target=0.2)
    found = verify(action, rated(action, ratings), as_of=COVERS[1])
    assert found.verdict.verdict == "worked" and 0.35 < found.verdict.effect < 0.6
    points = rated(registered(kpi="nps", target=5), ratings.assign(nps=np.resize([9, 8, 6, 10], len(days))))
    assert points.answers["mean"].unique() == pytest.approx([25.0])
    assert rated(registered(kpi="ces", target=1), ratings).answers is None


def test_a_failed_guard_displaces():
    watch = Watch("other_channel", "rise", counts=series(2.0))
    found = verify(registered(), Figure(series(0.5)), as_of=COVERS[1], watches=[watch])
    assert found.verdict.verdict == "displaced_or_silenced"
    assert table([found])["guards_failed"][0] == "other_channel"


def test_several_actions_are_corrected():
    weak = Figure(series(0.8, 30))
    alone = verify_all([registered()], {"A": weak}, as_of=COVERS[1])[0]
    assert alone.verdict.verdict == "worked" and 0.01 < alone.verdict.p < 0.05
    others = [registered(action_id=name, kpi=f"rate:T{name}") for name in "ABCDE"]
    flat = {name: Figure(series(1.0)) for name in "BCDE"}
    among = verify_all(others, {"A": weak} | flat, as_of=COVERS[1])
    assert among[0].verdict.verdict == "cannot_tell" and "not_after_correction" in among[0].verdict.caveats


def test_the_band_holds_the_months_that_nothing_happened_in():
    line = counterfactual(series(1.0), START, plan=Plan(baseline=(D(2024, 11, 1), D(2025, 10, 31))))
    inside = line["rate"].between(line["low"], line["high"])
    assert inside.mean() >= 0.85 and (line["low"] < line["expected"]).all()
    dropped = counterfactual(series(0.3), START).set_index("period")
    assert (dropped["rate"] < dropped["low"])["2026-01":].all()
    assert (dropped["rate"] < dropped["low"])[:"2025-12"].sum() <= 1


def test_placebos_in_time_and_elsewhere():
    plan = Plan()
    real = 0.5
    placebos = placebo_in_time(series(real), START, plan=plan)
    assert len(placebos) == 14 - 2 * 3 + 1 and placebos["placebo"].iloc[0] == "2025-02"
    assert share_as_good(placebos, real) == 0
    assert share_as_good(placebos, 1.0) > 0
    rng = np.random.default_rng(6)
    others = pd.DataFrame(rng.poisson(50, (8, 24)), index=list("abcdefgh"), columns=MONTHS)
    others.loc["h"] = 0
    elsewhere = placebo_elsewhere(others, START, plan=plan)
    assert list(elsewhere["placebo"]) == list("abcdefg") and share_as_good(elsewhere, real) == 0
    assert np.isnan(share_as_good(placebos.head(0), real))


def test_what_is_left_of_the_problems_and_what_is_new():
    counts = pd.DataFrame([series(0.4), series(1.0), series(1.0)], index=["T1", "T2", "N1"])
    counts.loc["N1"] = np.where(LATE, 20, 0)
    degree = solved_degree(counts, START).set_index("matter")
    assert degree["solved"]["T1"] == pytest.approx(0.6, abs=0.06) and degree["high"]["T1"] < 0.5
    assert degree["low"]["T2"] < 1 < degree["high"]["T2"]
    assert np.isnan(degree["left"]["N1"]) and degree["caveats"]["N1"] == "nothing_before"
    assert new_since(degree.reset_index()) == ["N1"]


def test_mentions_of_the_improvement():
    texts = ["退款到账很快", "自动退款真方便", "排队", None, "AUTO refund"]
    frame = pd.DataFrame({"text": texts, "received_at": pd.to_datetime(["2026-01-05"] * 3 + ["2026-02-01"] * 2)})
    table = mentions(frame, ["自动退款", "auto refund"]).set_index("period")
    assert table["mentions"].to_dict() == {"2026-01": 1, "2026-02": 1}
    assert table["n"].to_dict() == {"2026-01": 3, "2026-02": 2}
    assert table["low"]["2026-01"] < 1 / 3 < table["high"]["2026-01"]
