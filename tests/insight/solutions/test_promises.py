"""Where KPIs stand, how many fewer people a target promises, what earlier actions reached, and the sheet of a draft."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cxlab import survey
from cxlab.insight.solutions import (
    Drafts,
    data_support,
    earlier,
    kpi_means,
    kpi_periods,
    sheet,
    standing,
    strange,
    supported,
    yearly,
)
from cxlab.insight.solutions.gaps import PARTS
from cxlab.insight.verification.figures import counted
from cxlab.insight.verification.registered import register
from cxlab.phrases import catalogue

COVERS = (dt.date(2025, 1, 1), dt.date(2026, 6, 30))
MONTHS = [str(p) for p in pd.period_range("2025-01", "2026-06", freq="M")]


@pytest.fixture(scope="module")
def complaints():
    """Each month six people of the matter, four of whom come again every month, and three others by phone."""
    rows = []
    for number, month in enumerate(MONTHS):
        people = [f"p{k}" for k in range(4)] + [f"new{number}-{k}" for k in range(2)]
        rows += [(f"T-{month}-{who}", who, "小程序", pd.Timestamp(f"{month}-10")) for who in people]
        rows += [(f"X-{month}-{k}", f"x{k}", "热线", pd.Timestamp(f"{month}-11")) for k in range(3)]
    return pd.DataFrame(rows, columns=["complaint_id", "customer_key", "channel", "received_at"])


@pytest.fixture(scope="module")
def said(complaints):
    return {"touchpoint:wallet": set(complaints["complaint_id"][complaints["complaint_id"].str.startswith("T")])}


KPIS = [
    "rate:touchpoint:wallet",
    "count:touchpoint:wallet",
    "complaints:热线",
    "rate:nobody",
    "csat",
    "rate:touchpoint:wallet",
]
EXPOSURE = pd.Series(2000.0, index=MONTHS)


def test_kpis_are_counted_over_the_last_whole_year_as_verification_will(complaints, said):
    table = kpi_periods(KPIS, complaints, said, COVERS, exposure=EXPOSURE)
    assert table["kpi"].unique().tolist() == KPIS[:3]
    wallet = table[table["kpi"] == KPIS[0]]
    assert (
        wallet["period"].tolist() == MONTHS[-12:] and set(wallet["count"]) == {6} and set(wallet["exposure"]) == {2000}
    )
    assert set(wallet["people"]) == {4 + 2 * 12}
    assert table[table["kpi"] == KPIS[1]]["exposure"].isna().all()
    assert set(table[table["kpi"] == KPIS[2]]["people"]) == {3}
    row = {"action_id": "A", "title": "t", "started_at": "2026-07-01", "kpi": KPIS[0], "target": -0.2}
    (action,) = register(pd.DataFrame([row]), as_of=COVERS[1])
    mine = complaints[complaints["complaint_id"].isin(said["touchpoint:wallet"])]
    assert wallet["count"].tolist() == list(counted(action, mine, COVERS).counts[MONTHS[-12:]])


def test_nothing_dated_and_no_channel_count_nothing(complaints, said):
    assert kpi_periods(KPIS, complaints, said, None).empty
    assert kpi_periods(["complaints:热线"], complaints.drop(columns="channel"), said, COVERS).empty
    assert standing(kpi_periods([], complaints, said, COVERS)).empty


def test_the_target_promises_people_a_year(parsed, whole, complaints, said):
    drafts = Drafts.of(parsed(whole))
    periods = kpi_periods(KPIS, complaints, said, COVERS, exposure=EXPOSURE)
    now = standing(periods)
    row = yearly(drafts, periods, now).set_index("solution").loc["refund"]
    assert (row["people_a_year"], row["people_fewer"]) == (28, 7)
    level = now.set_index("kpi").loc[KPIS[0]]
    np.testing.assert_allclose(
        row[["fewer_low", "fewer_high"]].tolist(), [7 * level[e] / level["value"] for e in ("low", "high")]
    )
    half = periods[periods["period"] >= "2026-01"]
    assert yearly(drafts, half, standing(half))["people_a_year"].tolist() == [56]  # told for a year
    assert yearly(drafts, periods[:0], now[:0]).empty


def test_ratings_stand_where_the_survey_says():
    ratings = pd.DataFrame({"csat": [1, 5, 4, np.nan] * 10, "nps": [0, 10, 8, 9] * 10, "q_x": np.nan})
    table = kpi_means(["csat", "nps", "q_x", "ces", "rate:T1", "csat"], ratings, lambda item: None).set_index("kpi")
    assert table.index.tolist() == ["csat", "nps"]
    assert table.loc["csat", ["value", "n", "unit"]].tolist() == [10 / 3, 30, "score"]
    points = survey.nps(ratings["nps"])
    assert table.loc["nps", ["value", "low", "high", "unit"]].tolist() == [
        points.value,
        points.low,
        points.high,
        "points",
    ]


VERDICTS = pd.DataFrame(
    [("worked", 0.68, "ratio"), ("not_improved", 1.24, "ratio"), ("displaced_or_silenced", 0.5, "ratio"),
     ("observing", np.nan, "ratio"), ("cannot_tell", np.nan, "ratio"), ("worked", 0.3, "difference")],
    columns=["verdict", "effect", "scale"],
)  # fmt: skip


def test_earlier_actions_are_told_with_those_that_did_not_work(parsed, whole):
    table = earlier(Drafts.of(parsed(whole)), VERDICTS).set_index("solution")
    assert table.loc["refund"].tolist() == [2, 1, pytest.approx(-0.32), pytest.approx(0.24)]  # no displaced one
    assert table.loc["fees"].tolist() == [1, 1, 0.3, 0.3]  # csat: in points
    assert earlier(Drafts.of(parsed(whole)), None).empty
    assert earlier(Drafts.of(parsed(whole)), VERDICTS.iloc[2:5]).empty


def sheet_of(parsed, text, id, evidence, links, **more):
    drafts = Drafts.of(parsed(text))
    mine = supported(drafts, data_support(evidence, links), links)
    return sheet(drafts.solutions[id], mine[mine["solution"] == id], **more)


def test_a_sheet_has_every_part_of_the_method(parsed, whole, evidence, links):
    table = sheet_of(parsed, whole, "refund", evidence, links, called={"rate:touchpoint:wallet": "钱包"})
    assert list(dict.fromkeys(table["part"])) == list(PARTS)
    sorts = table.drop_duplicates("part").set_index("part")["sort"]
    assert sorts[["data", "cause.says", "suggestion", "reviewed_by", "cost"]].tolist() == [
        "fact", "conjecture", "suggestion", "fact", "conjecture",
    ]  # fmt: skip
    first = table.set_index("part")
    assert first["text"]["verification.kpi"] == "钱包"
    assert (first["value"]["verification.target"], first["unit"]["verification.target"]) == (-0.25, "percent_change")
    data = table[table["part"] == "data"]
    assert data["text"].tolist() == [f"@solutions.measure_{m}" for m in ("people", "worth", "must_be")]
    assert data["value"].tolist() == [0.09, 12345.678, 0.51] and data["n"].tolist() == [5000, 300, 400]


def test_what_nobody_wrote_is_to_be_filled_in(parsed, whole, evidence, links):
    table = sheet_of(parsed, whole, "fees", evidence, links).set_index("part")
    assert table.loc["stop_loss", ["text", "sort"]].tolist() == ["", "missing"]
    assert table.loc["verification.target", ["value", "unit"]].tolist() == [0.2, "score"]
    assert table.loc["data", "sort"] == "fact"


def test_only_a_test_with_its_evidence_makes_a_cause_a_fact(parsed, whole, evidence, links):
    tested = whole.replace("status: 推测", "status: 已检验")
    for text, sort in (
        (whole, "conjecture"),
        (tested, "fact"),
        (tested.replace("[keypoints/point/wallet]", "[]"), "conjecture"),
    ):
        table = sheet_of(parsed, text, "refund", evidence, links).set_index("part")
        assert table["sort"]["cause.says"] == sort


def test_every_part_and_sort_has_its_phrase():
    known = catalogue()
    assert [p for p in (*PARTS, "about") if f"solutions.part_{p.replace('.', '_')}" not in known] == []
    assert [s for s in ("fact", "conjecture", "suggestion", "missing") if f"solutions.sort_{s}" not in known] == []


def test_what_a_draft_is_about_must_be_known(parsed, whole):
    table = strange(Drafts.of(parsed(whole)), {"touchpoint:wallet"})
    assert table[["rule", "where", "found"]].values.tolist() == [["unknown", "fees/about", "topic:T004"]]
    assert strange(Drafts.of(parsed(whole)), {"touchpoint:wallet", "topic:T004"}).empty
