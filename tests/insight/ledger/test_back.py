"""What is back at step 1: then, now and since, by topics and touchpoints as this run knows them."""

import pandas as pd
import pytest

from cxlab.insight.ledger import Seen, back, reason_key, update

MATTERS = pd.DataFrame(
    {
        "subject": ["topic:T001", "topic:T002", "touchpoint:hotline"],
        "label": ["退款", "保养", "热线"],
        "people": [3, 2, 5],
        "rank": [1, 2, 3],
    }
)
ACTIONS = pd.DataFrame(
    {
        "action_id": ["A", "B", "D"],
        "subject": ["topic:T001", "topic:T002", "touchpoint:hotline"],
        "started_at": ["2026-01-10"] * 3,
    }
)
VERDICTS = pd.DataFrame({"action_id": ["A", "B", "D"], "verdict": ["worked", "not_improved", "displaced_or_silenced"]})
COMPLAINTS = pd.DataFrame(
    {
        "complaint_id": list("abcdef"),
        "customer_key": ["p1", "p2", "p2", "p3", "p4", None],
        "received_at": pd.to_datetime(
            ["2026-03-01", "2026-06-30 23:59", "2026-07-01", "2026-07-02", "2026-07-03", "2026-07-04"],
            format="ISO8601",
        ),
    }
)
MENTIONS = pd.DataFrame({"complaint_id": list("abcd"), "code": ["T002"] * 4, "main": True})
SAID = pd.DataFrame({"complaint_id": list("aef"), "touchpoint": ["hotline", "hotline", "hotline"]})
PEOPLE = ["people_then", "people_now", "people_since"]


@pytest.fixture(scope="module")
def ledger():
    return update(None, Seen(MATTERS, actions=ACTIONS, verdicts=VERDICTS), as_of="2026-06-30")


def test_what_came_back_with_people_then_now_and_since(ledger):
    found = back(ledger, COMPLAINTS, MENTIONS, said=SAID)
    assert found[["issue", "why", "ref", "came_back"]].values.tolist() == [
        ["I-0002", "not_improved", "B", "2026-06-30"],
        ["I-0003", "displaced_or_silenced", "D", "2026-06-30"],
    ]
    assert found[PEOPLE].values.tolist() == [[2, 3, 2], [5, 3, 2]]


def test_what_was_not_counted_stays_missing_and_what_was_not_said_is_none(ledger):
    alone = back(ledger, COMPLAINTS, MENTIONS).set_index("issue")
    assert alone.loc["I-0003", PEOPLE[1:]].isna().all()
    assert alone.loc["I-0002", "people_now"] == 3
    silent = back(ledger, COMPLAINTS, MENTIONS.head(0), said=SAID.head(0)).set_index("issue")
    assert silent[PEOPLE[1:]].to_numpy().tolist() == [[0, 0], [0, 0]]
    undated = back(ledger, COMPLAINTS[["complaint_id"]], MENTIONS, said=SAID).set_index("issue")
    assert undated.loc["I-0002", "people_now"] == 4
    assert undated["people_since"].isna().all()
    assert back(ledger, COMPLAINTS, None)[PEOPLE[1:]].isna().all(axis=None)


def test_a_topic_is_followed_where_it_went_and_a_touchpoint_through_its_links(ledger):
    moved = pd.DataFrame({"code": ["T002"], "into": ["T009"]})
    merged = back(ledger, COMPLAINTS, MENTIONS.assign(code="T009"), moved=moved).set_index("issue")
    assert merged.loc["I-0002", "people_now"] == 3
    links = pd.DataFrame({"topic": ["T002"], "touchpoint": ["hotline"]})
    tied = back(ledger, COMPLAINTS, MENTIONS, links=links).set_index("issue")
    assert tied.loc["I-0003", "people_now"] == 3


def test_nothing_comes_back_without_an_earlier_run_or_once_it_is_decided_anew(ledger):
    assert back(None, COMPLAINTS, MENTIONS).empty
    decided = pd.DataFrame({"decision_id": ["N"], "subject": ["topic:T002"], "reply": ["adopted"]})
    later = update(ledger, Seen(MATTERS, decisions=decided), as_of="2026-07-31")
    assert back(later, COMPLAINTS, MENTIONS)["issue"].tolist() == ["I-0003"]


def test_the_order_of_rows_does_not_matter(ledger):
    told = back(ledger, COMPLAINTS, MENTIONS, said=SAID)
    other = back(ledger, COMPLAINTS.iloc[::-1], MENTIONS.iloc[::-1], said=SAID.iloc[::-1])
    pd.testing.assert_frame_equal(told, other)


def test_a_reason_has_a_key_unless_a_researcher_wrote_it():
    assert [reason_key(why) for why in ("worse", "rose_again", "客户仍在反映")] == [
        "state_worse",
        "detail_rose_again",
        "",
    ]
