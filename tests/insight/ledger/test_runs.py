"""Three runs of one study: what the ledger says of each issue, in which order, under which id."""

from functools import cache

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.ledger import Ledger, Seen, followed, history, moved, select, standing, step_one, update

MATTERS = pd.DataFrame(
    {
        "subject": ["topic:T001", "topic:T002", "topic:T003", "topic:T004"],
        "label": ["退款", "保养", "启动", "表扬"],
        "kind": ["problem", "need", "linked_risk", "praise"],
        "people": [300, 200, 100, 50],
        "share": [0.3, 0.2, 0.1, 0.05],
        "low": [0.27, 0.18, 0.08, 0.04],
        "high": [0.33, 0.22, 0.12, 0.06],
        "rank": [1, 2, 3, 4],
        "mapped": [True, True, True, True],
        "key_point": [True, True, False, False],
    }
)
CROSSWALK = pd.DataFrame(
    {
        "topic": ["T001", "T002", "T003"],
        "touchpoint": ["wallet", "workshop", "gun"],
        "feature": ["K05", None, None],
        "item": ["q_refund", "q_maintenance", "q_start"],
        "lead": ["财务结算部", "门店服务部", "充电运维部"],
    }
)
DRAFTS = pd.DataFrame({"draft_id": ["A", "B"], "subject": ["topic:T001", "topic:T002"]})
DECISIONS = pd.DataFrame(
    {
        "decision_id": ["D1", "D2"],
        "subject": ["topic:T001", "touchpoint:workshop"],
        "reply": ["adopted", "partly"],
        "meeting_at": pd.to_datetime(["2026-02-10", "2026-02-10"]),
    }
)
ACTIONS = pd.DataFrame(
    {
        "action_id": ["A", "B", "D"],
        "subject": ["touchpoint:wallet", "topic:T002", "touchpoint:hotline"],
        "registered_at": pd.to_datetime(["2026-02-12", "2026-02-12", "2026-02-20"]),
        "started_at": pd.to_datetime(["2026-03-01", "2026-03-15", "2026-03-20"]),
    }
)
OBSERVING = pd.DataFrame({"action_id": ["A", "B", "D"], "verdict": "observing"})
VERDICTS = pd.DataFrame(
    {
        "action_id": ["A", "B", "D"],
        "verdict": ["worked", "not_improved", "displaced_or_silenced"],
        "effect": [0.6, 0.98, 0.55],
        "low": [0.5, 0.8, 0.5],
        "high": [0.71, 1.2, 0.6],
    }
)
NEW = pd.DataFrame({"subject": ["topic:T005"], "label": ["误扣"], "kind": ["problem"], "people": [19], "rank": [5]})
EVER = {"crosswalk": CROSSWALK, "drafts": DRAFTS, "decisions": DECISIONS, "actions": ACTIONS}


@cache
def first():
    return update(None, Seen(MATTERS, crosswalk=CROSSWALK, drafts=DRAFTS), as_of="2026-01-31")


@cache
def second():
    return update(first(), Seen(MATTERS, **EVER, verdicts=OBSERVING), as_of="2026-03-31")


@cache
def third():
    return third_with()


def third_with(**changed):
    frames = {"matters": pd.concat([MATTERS, NEW]), **EVER, "verdicts": VERDICTS, **changed}
    return update(second(), Seen(**frames), as_of="2026-09-30")


def states(ledger):
    return dict(standing(ledger)[["issue", "state"]].itertuples(index=False, name=None))


def test_run_one_raises_problems_and_drafts_solutions():
    assert states(first()) == {"I-0001": "drafted", "I-0002": "drafted", "I-0003": "mapped"}
    assert standing(first())["department"].tolist() == ["财务结算部", "门店服务部", "充电运维部"]
    assert step_one(first()).empty


def test_run_two_sees_the_actions_under_way():
    assert states(second()) == {
        "I-0001": "observing",
        "I-0002": "observing",
        "I-0003": "mapped",
        "I-0004": "observing",
    }
    assert standing(second()).set_index("issue").loc["I-0004", ["subject", "run"]].tolist() == ["touchpoint:hotline", 2]


def test_run_three_verifies_one_sends_back_the_others_and_finds_a_new_one():
    ledger = third()
    assert states(ledger) == {
        "I-0001": "solved",
        "I-0002": "returned",
        "I-0003": "mapped",
        "I-0004": "returned",
        "I-0005": "raised",
    }
    table = standing(ledger).set_index("issue")
    assert table["step"].to_dict() == {"I-0001": 8, "I-0002": 1, "I-0003": 3, "I-0004": 1, "I-0005": 1}
    assert table.loc["I-0004", "why"] == "displaced_or_silenced"
    back = step_one(ledger)
    assert back[["issue", "because"]].to_dict("list") == {
        "issue": ["I-0002", "I-0004", "I-0005"],
        "because": ["returned", "returned", "new"],
    }


def test_the_story_of_the_one_that_came_back_is_told_in_order():
    lines = history(third(), "I-0002")
    assert lines[["run", "step", "state", "ref"]].values.tolist() == [
        [1, 1, "raised", ""],
        [1, 3, "mapped", ""],
        [1, 4, "key_point", ""],
        [1, 6, "drafted", "B"],
        [2, 7, "partly", "D2"],
        [2, 8, "under_way", "B"],
        [2, 8, "observing", "B"],
        [3, 8, "not_improved", "B"],
        [3, 1, "returned", "B"],
    ]
    assert lines["trip"].tolist() == [1] * 8 + [2]
    assert lines["people"].tolist() == [200] * 9


def test_the_next_trip_is_not_carried_by_what_was_done_in_the_last():
    fourth = update(third(), Seen(pd.concat([MATTERS, NEW]), **EVER, verdicts=VERDICTS), as_of="2026-10-31")
    assert states(fourth)["I-0002"] == "returned"
    assert standing(fourth).set_index("issue").loc["I-0002", ["since", "step"]].tolist() == ["2026-09-30", 1]
    assert select(fourth, state="returned")["issue"].tolist() == ["I-0002", "I-0004"]
    assert step_one(fourth)["issue"].tolist() == ["I-0002", "I-0004"]
    again = pd.DataFrame({"decision_id": ["D9"], "subject": ["topic:T002"], "reply": ["adopted"]})
    more = {**EVER, "decisions": pd.concat([DECISIONS, again])}
    fifth = update(fourth, Seen(MATTERS, **more, verdicts=VERDICTS), as_of="2026-11-30")
    assert states(fifth)["I-0002"] == "adopted"
    assert step_one(fifth)["issue"].tolist() == ["I-0004"]


def test_a_draft_that_was_not_tried_yet_stands_in_the_next_trip():
    untried = pd.concat([DRAFTS, pd.DataFrame({"draft_id": ["B2"], "subject": ["topic:T002"]})])
    frames = {**EVER, "drafts": untried, "verdicts": VERDICTS}
    assert states(third_with(drafts=untried))["I-0002"] == "returned"
    fourth = update(third_with(drafts=untried), Seen(MATTERS, **frames), as_of="2026-10-31")
    assert history(fourth, "I-0002")[["trip", "state", "ref"]].values.tolist()[-3:] == [
        [2, "mapped", ""],
        [2, "key_point", ""],
        [2, "drafted", "B2"],
    ]


def test_what_was_solved_and_rises_again_comes_back():
    rose = MATTERS.assign(rose=[True, False, False, False])
    fourth = update(third(), Seen(rose, **EVER, verdicts=VERDICTS), as_of="2026-10-31")
    assert standing(fourth).set_index("issue").loc["I-0001", ["state", "why"]].tolist() == ["returned", "rose_again"]


def test_a_wait_is_noted_with_its_day_and_ends_with_it():
    wait = VERDICTS.assign(verdict="cannot_tell", until="2026-12-31")
    waiting = third_with(verdicts=wait)
    assert states(waiting)["I-0002"] == "cannot_tell"
    assert history(waiting, "I-0002")["detail"].iloc[-1] == "2026-12-31"
    assert standing(waiting).set_index("issue").loc["I-0002", "until"] == "2026-12-31"
    longer = wait.assign(until="2027-06-30")
    prolonged = update(waiting, Seen(MATTERS, **EVER, verdicts=longer), as_of="2026-12-31")
    assert standing(prolonged).set_index("issue").loc["I-0002", ["state", "until"]].tolist() == [
        "cannot_tell",
        "2027-06-30",
    ]
    over = update(waiting, Seen(MATTERS, **EVER, verdicts=wait), as_of="2026-12-31")
    assert standing(over).set_index("issue").loc["I-0002", ["state", "why"]].tolist() == ["returned", "cannot_tell"]


def test_the_last_run_says_what_moved():
    assert moved(third())[["issue", "state"]].values.tolist() == [
        ["I-0001", "worked"],
        ["I-0001", "solved"],
        ["I-0002", "not_improved"],
        ["I-0002", "returned"],
        ["I-0004", "displaced_or_silenced"],
        ["I-0004", "returned"],
        ["I-0005", "raised"],
    ]


def test_the_same_run_again_gives_the_same_bytes_and_ids_never_change():
    before = second()
    shuffled = {name: frame.sample(frac=1, random_state=3) for name, frame in {**EVER, "verdicts": VERDICTS}.items()}
    once = third()
    twice = third_with(matters=pd.concat([NEW, MATTERS.iloc[::-1]]), **shuffled)
    assert once.to_json() == twice.to_json()
    names = ["issue", "subject"]
    pd.testing.assert_frame_equal(once.issues[names].iloc[: len(before.issues)], before.issues[names])
    pd.testing.assert_frame_equal(once.events.iloc[: len(before.events)], before.events)
    pd.testing.assert_frame_equal(once.evidence.iloc[: len(before.evidence)], before.evidence)


def test_a_run_that_learns_nothing_new_adds_evidence_but_no_events():
    again = update(third(), Seen(pd.concat([MATTERS, NEW]), **EVER, verdicts=VERDICTS), as_of="2026-09-30")
    fresh = again.events[again.events["run"] == 4]
    assert set(fresh["issue"]) == {"I-0002"}  # its next trip: it still stands on the map and is a key point
    assert len(again.evidence) > len(third().evidence)


def test_a_look_back_teaches_nothing():
    ledger = third()
    assert update(ledger, Seen(NEW.head(0)), as_of="2026-01-31") is ledger


def test_json_keeps_everything():
    ledger = third()
    again = Ledger.from_json(ledger.to_json())
    for name in ("runs", "issues", "events", "links", "evidence", "unlinked"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(ledger, name))
    assert Ledger.from_json(Ledger.empty().to_json()).runs.empty


def test_numbers_of_a_run_stand_beside_the_issue():
    seen = third().evidence.set_index(["run", "issue", "measure"])
    share = seen.loc[(3, "I-0001", "share"), ["value", "low", "high"]]
    assert share.to_numpy().ravel() == pytest.approx([0.3, 0.27, 0.33])
    assert seen.loc[(3, "I-0001", "effect"), "value"].item() == 0.6
    assert seen.loc[(3, "I-0001", "effect"), "subject"] == "action:A"


def test_what_became_of_the_decisions_can_be_told():
    found = followed(third())
    assert found[["ref", "issue", "state", "why"]].values.tolist() == [
        ["D1", "I-0001", "solved", ""],
        ["D2", "I-0002", "returned", "not_improved"],
    ]
    assert followed(third(), "draft")["as_of"].tolist() == ["2026-01-31"] * 2
    assert followed(first(), "action").empty
    untried = pd.concat([DRAFTS, pd.DataFrame({"draft_id": ["B2"], "subject": ["topic:T002"]})])
    fourth = update(third_with(drafts=untried), Seen(MATTERS, drafts=untried), as_of="2026-10-31")
    assert followed(fourth, "draft").set_index("ref")["state"].to_dict() == {
        "A": "solved",
        "B": "returned",
        "B2": "drafted",
    }
    with pytest.raises(InputError, match="no kind of link 'verdict'"):
        followed(first(), "verdict")


def test_a_verdict_on_an_unknown_action_is_told():
    more = pd.concat([VERDICTS, pd.DataFrame({"action_id": ["X"], "verdict": ["worked"]})])
    assert third_with(verdicts=more).unlinked.values.tolist() == [["verdict", "X", ""]]
