"""Merged and split topics, merged issues, the crosswalk: ids stay, references are followed."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.ledger import Edits, Seen, history, moves, standing, update
from cxlab.insight.ledger.directory import directory, known
from cxlab.lines import Lines

NONE = ""


def matters(*codes, people=10):
    rows = [
        {"subject": f"topic:{code}", "label": code, "rank": n, "people": people - n} for n, code in enumerate(codes)
    ]
    return pd.DataFrame(rows)


def after(codes, *, previous=None, as_of="2026-02-28", edits=None, **frames):
    return update(previous, Seen(matters(*codes), **frames), as_of=as_of, edits=edits)


def edits(content):
    return Edits.of(Lines("ledger.yaml", content, {}))


def states(ledger):
    return dict(standing(ledger)[["issue", "state"]].itertuples(index=False, name=None))


MERGED = pd.DataFrame({"code": ["T003"], "into": ["T001"]})
SPLIT = pd.DataFrame({"code": ["T002", "T002"], "into": ["T004", "T005"]})
ACTION = pd.DataFrame({"action_id": ["A"], "subject": ["topic:T003"], "started_at": ["2026-02-01"]})


def test_moves_are_read_from_the_entries_of_a_codebook():
    entries = pd.DataFrame(
        {
            "code": ["T001", "T002", "T003", "T004", "T005", "T006"],
            "status": ["proposed", "retired", "retired", "proposed", "confirmed", "retired"],
            "merged_into": [NONE, NONE, "T001", NONE, NONE, NONE],
            "parent": [NONE, NONE, NONE, "T002", "T002", "T002"],
        }
    )
    found = moves(entries)
    assert found.values.tolist() == [["T002", "T004"], ["T002", "T005"], ["T003", "T001"], ["T006", ""]]


def test_the_issue_of_a_merged_topic_goes_into_that_of_its_heir():
    first = after(["T001", "T002", "T003"], as_of="2026-01-31")
    ledger = after(["T001", "T002"], previous=first, moves=MERGED, actions=ACTION)
    assert states(ledger) == {"I-0001": "under_way", "I-0002": "raised", "I-0003": "merged"}
    assert standing(ledger).set_index("issue").loc["I-0003", "heir"] == "I-0001"
    assert history(ledger, "I-0001")[["issue", "state"]].values.tolist() == [
        ["I-0001", "raised"],
        ["I-0003", "raised"],
        ["I-0001", "under_way"],
        ["I-0003", "merged"],
    ]


def test_a_merge_undone_gives_the_issue_back_under_its_id():
    first = after(["T001", "T003"], as_of="2026-01-31")
    merged = after(["T001"], previous=first, moves=pd.DataFrame({"code": ["T003"], "into": ["T001"]}))
    again = after(["T001", "T003"], previous=merged, as_of="2026-03-31")
    assert states(again) == {"I-0001": "raised", "I-0002": "raised"}
    assert history(again, "I-0002")["state"].tolist() == ["raised", "merged", "resumed"]


def test_a_topic_merged_into_one_without_an_issue_takes_its_issue_along():
    first = after(["T002", "T003"], as_of="2026-01-31")
    ledger = after(["T001", "T002"], previous=first, moves=MERGED)
    assert standing(ledger)[["issue", "subject", "label"]].values.tolist() == [
        ["I-0001", "topic:T002", "T002"],
        ["I-0002", "topic:T003", "T001"],
    ]


def test_the_parts_of_a_split_topic_are_issues_of_their_own_that_tell_where_they_come_from():
    first = after(["T001", "T002"], as_of="2026-01-31")
    about = pd.DataFrame({"action_id": ["A"], "subject": ["topic:T002"], "started_at": ["2026-02-01"]})
    ledger = after(["T001", "T004", "T005"], previous=first, moves=SPLIT, actions=about)
    assert states(ledger) == {"I-0001": "raised", "I-0002": "split", "I-0003": "under_way", "I-0004": "under_way"}
    assert ledger.issues["parent"].tolist() == ["", "", "I-0002", "I-0002"]
    assert history(ledger, "I-0003")["state"].tolist() == ["raised", "split", "raised", "under_way"]
    assert history(ledger, "I-0002")["ref"].tolist() == ["", "I-0003 I-0004"]


def test_the_issue_of_a_retired_topic_is_closed_until_the_topic_is_restored():
    first = after(["T001", "T002"], as_of="2026-01-31")
    ledger = after(["T001"], previous=first, moves=pd.DataFrame({"code": ["T002"], "into": [NONE]}))
    assert states(ledger) == {"I-0001": "raised", "I-0002": "closed"}
    again = after(["T001", "T002"], previous=ledger, as_of="2026-03-31")
    assert history(again, "I-0002")[["state", "detail"]].values.tolist() == [
        ["raised", ""],
        ["closed", "retired"],
        ["resumed", "closed"],
    ]


def test_a_researcher_merges_issues_and_takes_it_back():
    first = after(["T001", "T002"], as_of="2026-01-31")
    merge = edits({"issues": {"I-0002": {"merge_into": "I-0001"}}})
    ledger = after(["T001", "T002"], previous=first, edits=merge)
    assert states(ledger)["I-0002"] == "merged"
    assert set(ledger.evidence.loc[ledger.evidence["run"] == 2, "issue"]) == {"I-0001"}
    again = after(["T001", "T002"], previous=ledger, as_of="2026-03-31")
    assert states(again)["I-0002"] == "raised"


def test_merges_that_contradict_each_other_are_refused():
    first = after(["T001", "T003"], as_of="2026-01-31")
    back = edits({"issues": {"I-0001": {"merge_into": "I-0002"}}})
    with pytest.raises(InputError, match="is a circle of merged issues"):
        after(["T001"], previous=first, moves=MERGED, edits=back)


def test_what_names_a_touchpoint_reaches_the_topics_that_the_crosswalk_ties_to_it():
    crosswalk = pd.DataFrame({"topic": ["T001", "T002"], "touchpoint": ["gun", "gun"], "feature": ["K01", None]})
    about = pd.DataFrame(
        {"draft_id": ["S1", "S2", "S3", "S4"], "subject": ["touchpoint:gun", "feature:K01", "feature:K09", "topic:T99"]}
    )
    ledger = after(["T001", "T002"], crosswalk=crosswalk, drafts=about)
    assert ledger.links[["issue", "ref"]].values.tolist() == [
        ["I-0001", "S1"],
        ["I-0001", "S2"],
        ["I-0002", "S1"],
        ["I-0003", "S3"],
    ]
    assert ledger.issues["subject"].tolist() == ["topic:T001", "topic:T002", "feature:K09"]
    assert ledger.unlinked[["kind", "ref", "subject"]].values.tolist() == [["draft", "S4", "topic:T99"]]


def test_a_need_tied_to_a_topic_adds_to_its_issue():
    crosswalk = pd.DataFrame({"topic": ["T001"], "touchpoint": ["wallet"], "feature": ["K05"]})
    both = pd.concat([matters("T001"), pd.DataFrame({"subject": ["feature:K05", "feature:K06"], "kind": "need"})])
    ledger = update(None, Seen(both, crosswalk=crosswalk), as_of="2026-01-31")
    assert ledger.issues["subject"].tolist() == ["topic:T001", "feature:K06"]


def test_without_a_topic_the_crosswalk_ties_a_need_to_its_touchpoint():
    links = [{"topic": "", "touchpoint": "lounge", "feature": "K09", "item": "q_environment"}]
    where = directory([{"issue": "I-0001", "subject": "touchpoint:lounge"}], crosswalk=links)
    assert where.of("feature:K09") == where.of("item:q_environment") == ("I-0001",)
    assert where.of("feature:K10") == ()


def test_splits_and_merges_are_followed_to_their_end():
    moved = [{"code": "T1", "into": "T2"}, {"code": "T2", "into": "T3"}, {"code": "T2", "into": "T4"}]
    where = directory([{"issue": "I-0001", "subject": "topic:T3"}], moved=moved)
    assert where.now("topic:T1") == ("topic:T3", "topic:T4")
    assert where.of("topic:T1") == ("I-0001",)


def test_a_subject_of_an_unknown_kind_is_refused():
    with pytest.raises(InputError, match=r"'topics:T1' is no subject\. Did you mean 'topic'"):
        known("topics:T1")
