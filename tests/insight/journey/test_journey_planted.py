"""The demo's journey against what was planted in its complaints (data/demo/truth_complaints.csv)."""

from pathlib import Path

import pandas as pd
import pytest

from cxlab import Study
from cxlab.insight.journey import starts
from cxlab.insight.journey.edited import edited_points
from cxlab.insight.journey.edits import JourneyEdits
from cxlab.insight.journey.placed import placed
from cxlab.insight.journey.points import points
from cxlab.lines import Lines

DEMO = Path(__file__).parents[3] / "data" / "demo"
PLACES = {
    "T01": "charging_gun scan screen",
    "T02": "parking_space guidance",
    "T03": "power",
    "T04": "bill",
    "T05": "idle_fee reminder charging_gun",
    "T06": "parking_fee barrier",
    "T07": "wallet",
    "T08": "invoice",
    "T09": "app_map navigation",
    "T10": "hotline robot online_service",
    "T11": "appointment workshop handover",
    "T12": "reception messages workshop",
    "T13": "restroom",
    "E1": "scan",
    "R1": "charging_gun",
}
"""DEMO.md: stages, touchpoints and their topics."""


@pytest.fixture(scope="module")
def demo():
    raw = pd.read_csv(DEMO / "complaints.csv", dtype="str")
    names = {"工单号": "complaint_id", "投诉内容": "text", "站点": "unit", "发生时间": "occurred_at"}
    frame = raw.rename(columns=names)[list(names.values())].drop_duplicates("complaint_id")
    frame["occurred_at"] = pd.to_datetime(frame["occurred_at"], errors="coerce")
    return frame, pd.read_csv(DEMO / "truth_complaints.csv", dtype="str").fillna("")


def test_words_place_texts_where_their_topics_were_planted(demo):
    """Measured: 66 % of the problem texts hold a word; the main touchpoint is right for 73 % of these."""
    frame, truth = demo
    table = points(Study.open(DEMO).journey)
    problems = truth[truth["kind"] == "problem"]
    found = placed(
        frame[frame["complaint_id"].isin(problems["complaint_id"])],
        dict(zip(table["touchpoint"], table["words"], strict=True)),
    )
    main = found.mentions[found.mentions["main"]].merge(problems, on="complaint_id")
    right = [
        any(point in PLACES[topic[:3].rstrip("ab")].split() for topic in topics.split())
        for point, topics in zip(main["touchpoint"], main["topics"].str.replace(r"\W+", " ", regex=True), strict=True)
    ]
    assert found.coverage.loc[0, "share"] < 0.4
    assert sum(right) / len(right) > 0.7
    lounge = set(found.mentions.loc[found.mentions["touchpoint"] == "lounge", "complaint_id"])
    assert lounge == set(truth.loc[truth["lounge"] != "", "complaint_id"]) & set(problems["complaint_id"])


def test_the_researchers_words_find_more_refunds_and_little_else(demo):
    """Measured: all 38 problem texts that only the two added words place are planted as T07 (refunds)."""
    frame, truth = demo
    edits = JourneyEdits.of(Lines.read(DEMO / "journey.yaml"))
    before = points(Study.open(DEMO).journey)
    after = edited_points(before, edits)
    assert after.loc[after["edited"] != "", "touchpoint"].tolist() == ["wallet"]
    problems = truth[truth["kind"] == "problem"]
    texts = frame[frame["complaint_id"].isin(problems["complaint_id"])]
    was, now = (placed(texts, dict(zip(t["touchpoint"], t["words"], strict=True))).mentions for t in (before, after))
    at = [set(table.loc[table["touchpoint"] == "wallet", "complaint_id"]) for table in (was, now)]
    new = problems[problems["complaint_id"].isin(at[1] - at[0])]
    assert at[0] <= at[1]
    assert len(new) > 30
    assert new["topics"].str.contains("T07").mean() > 0.9
    assert edits.state == "walked"


def test_the_planted_outage_is_the_one_large_event(demo):
    frame, truth = demo
    topics = truth.loc[truth["topics"] != "", ["complaint_id", "topics"]]
    mentions = topics.rename(columns={"topics": "code"}).assign(main=True)
    mentions["code"] = mentions["code"].str.extract(r"(\w+)")[0]
    table = starts.events(frame, mentions)
    assert len(table) == 1
    ids = set(starts.of_event(frame, table.loc[0, "unit"], table.loc[0, "day"]))
    planted = set(truth.loc[truth["mark"] == "outage", "complaint_id"])
    assert len(planted) == 90
    assert planted <= ids
    assert len(ids - planted) < 10
