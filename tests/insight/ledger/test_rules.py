"""The rules: what verdicts mean for an issue, what a survey confirms, where an issue stands."""

import pandas as pd
import pytest

from cxlab.errors import InputError, StorageError
from cxlab.insight.ledger import Ledger, Seen, standing, survey_says, update
from cxlab.insight.ledger.lanes import STATES, STEPS, Event, state_of, step_of
from cxlab.insight.ledger.outcome import Outcome, Verdict, outcome

TODAY = "2026-06-30"


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], None),
        ([("A", "observing", "")], None),
        ([("A", "worked", "")], Outcome("solved", "A", "worked")),
        ([("A", "not_improved", "")], Outcome("returned", "A", "not_improved")),
        ([("A", "worse", "")], Outcome("returned", "A", "worse")),
        ([("A", "cannot_tell", "2026-09-30")], None),
        ([("A", "cannot_tell", "2026-06-30")], Outcome("returned", "A", "cannot_tell")),
        ([("A", "cannot_tell", "")], Outcome("returned", "A", "cannot_tell")),
        ([("A", "worked", ""), ("B", "observing", "")], None),
        ([("A", "not_improved", ""), ("B", "worked", "")], Outcome("solved", "B", "worked")),
        ([("A", "worked", ""), ("B", "displaced_or_silenced", "")], Outcome("returned", "B", "displaced_or_silenced")),
    ],
)
def test_what_verdicts_mean_for_an_issue(verdicts, expected):
    assert outcome([Verdict(*one) for one in verdicts], TODAY) == expected
    assert outcome([Verdict(*one) for one in reversed(verdicts)], TODAY) == expected


def test_an_action_without_a_verdict_is_waited_for():
    matters = pd.DataFrame({"subject": ["topic:T1"]})
    actions = pd.DataFrame({"action_id": ["A", "B"], "subject": ["topic:T1"] * 2, "started_at": ["2026-01-01"] * 2})
    said = pd.DataFrame({"action_id": ["A"], "verdict": ["worked"]})
    first = update(None, Seen(matters, actions=actions, verdicts=said), as_of=TODAY)
    assert standing(first)["state"].tolist() == ["worked"]
    both = pd.DataFrame({"action_id": ["A", "B"], "verdict": ["worked", "not_improved"]})
    assert standing(update(first, Seen(matters, actions=actions, verdicts=both), as_of="2026-07-31"))["state"][0] == (
        "solved"
    )


def test_what_becomes_known_later_is_left_out():
    matters = pd.DataFrame({"subject": ["topic:T1"]})
    decisions = pd.DataFrame(
        {"decision_id": ["D"], "subject": ["topic:T1"], "reply": ["not now"], "meeting_at": ["2026-07-01"]}
    )
    actions = pd.DataFrame(
        {
            "action_id": ["A", "B", "D"],
            "subject": ["topic:T1", "topic:T1", "touchpoint:hotline"],
            "registered_at": ["2026-07-02", "2026-06-01", "2026-07-05"],
            "started_at": ["2026-07-03", "2026-07-04", "2026-07-06"],
        }
    )
    seen = Seen(matters, decisions=decisions, actions=actions)
    ledger = update(None, seen, as_of=TODAY)
    assert ledger.links["ref"].tolist() == ["B"]
    assert standing(ledger)["state"].tolist() == ["planned"]
    later = update(ledger, seen, as_of="2026-07-31")
    said = later.events.loc[later.events["run"] == 2, ["issue", "state"]].values.tolist()
    assert said == [
        ["I-0001", "not_now"],
        ["I-0001", "under_way"],
        ["I-0001", "under_way"],
        ["I-0002", "raised"],
        ["I-0002", "under_way"],
    ]


def test_what_is_no_longer_so_is_noted_only_where_it_was_so():
    yes = pd.DataFrame({"subject": ["topic:T1", "topic:T2"], "key_point": [True, False], "mapped": [True, False]})
    first = update(None, Seen(yes), as_of="2026-01-31")
    second = update(first, Seen(yes.assign(key_point=False)), as_of="2026-02-28")
    third = update(second, Seen(yes[["subject"]]), as_of="2026-03-31")
    assert second.events.loc[second.events["run"] == 2, ["issue", "state"]].values.tolist() == [
        ["I-0001", "no_key_point"]
    ]
    assert standing(second)["state"].tolist() == ["mapped", "raised"]
    assert len(third.events) == len(second.events)


def test_an_issue_that_the_survey_stops_asking_about_stays_where_it_was_before():
    matters = pd.DataFrame({"subject": ["topic:T1"]})
    asked = pd.DataFrame({"subject": ["topic:T1"]})
    says = pd.DataFrame({"subject": ["topic:T1"], "says": ["not_confirmed"], "reason": ["above"]})
    first = update(None, Seen(matters, asked=asked, survey=says), as_of="2026-01-31")
    assert standing(first)[["state", "survey"]].values.tolist() == [["asked", "not_confirmed"]]
    second = update(first, Seen(matters, asked=asked.head(0), survey=says.assign(says="not_asked")), as_of="2026-02-28")
    assert standing(second)[["state", "survey"]].values.tolist() == [["raised", "not_asked"]]


def test_every_state_belongs_to_one_step():
    assert list(STATES) == list(STEPS)
    names = [name for states in STATES.values() for name in states]
    assert len(names) == len(set(names))
    assert {step_of(name) for name in names} == {1, 3, 4, 5, 6, 7, 8}


def test_of_several_verdicts_the_one_that_needs_care_is_shown():
    events = [Event(1, "I-0001", 1, "verdict", said, ref) for said, ref in (("worked", "A"), ("worse", "B"))]
    assert state_of(events) == "worse"


@pytest.mark.parametrize(
    ("frames", "told"),
    [
        (
            {"verdicts": pd.DataFrame({"action_id": ["A"], "verdict": ["work"]})},
            "verdict 'work'.*Did you mean 'worked'",
        ),
        (
            {"decisions": pd.DataFrame({"decision_id": ["D"], "subject": ["topic:T1"], "reply": ["yes"]})},
            "reply 'yes'.*Allowed: adopted",
        ),
        ({"drafts": pd.DataFrame({"draft": ["D"], "subject": ["topic:T1"]})}, "'drafts' has no column 'draft_id'"),
        ({"drafts": pd.DataFrame({"draft_id": ["D"], "subject": ["wallet"]})}, "'wallet' is no subject"),
        ({"verdicts": pd.DataFrame({"action_id": ["A"], "verdict": ["cannot_tell"], "until": ["soon"]})}, "no date"),
    ],
)
def test_a_wrong_frame_is_told(frames, told):
    actions = pd.DataFrame({"action_id": ["A"], "subject": ["topic:T1"], "started_at": ["2026-01-01"]})
    with pytest.raises(InputError, match=told):
        update(None, Seen(pd.DataFrame({"subject": ["topic:T1"]}), actions=actions, **frames), as_of=TODAY)


CROSSWALK = pd.DataFrame(
    {
        "topic": ["T1", "T2", "T3", "T4", "T5"],
        "touchpoint": ["a", "b", "c", "d", "e"],
        "item": ["q_low", "q_high", "q_mid", "q_few", None],
        "feature": [None, None, "K1", None, "K2"],
    }
)
ITEMS = pd.DataFrame(
    {
        "item": ["q_low", "q_high", "q_mid", "q_few"],
        "n": [400, 400, 400, 20],
        "top_share": [0.40, 0.60, 0.50, 0.10],
        "top_low": [0.35, 0.55, 0.45, 0.03],
        "top_high": [0.45, 0.65, 0.55, 0.30],
    }
)
FEATURES = pd.DataFrame(
    {
        "feature": ["K1", "K2", "K3", "K4"],
        "n": [400] * 4,
        "category": ["M", "O", "I", "M"],
        "verdict": ["certain", "certain", "certain", "uncertain"],
    }
)


def test_what_the_survey_says():
    topics = [f"topic:T{n}" for n in range(1, 7)]
    subjects = [*topics, "feature:K3", "feature:K4", "touchpoint:a"]
    found = survey_says(subjects, CROSSWALK, items=ITEMS, features=FEATURES).set_index("subject")
    assert found[["says", "reason"]].values.tolist() == [
        ["confirmed", "below"],
        ["not_confirmed", "above"],
        ["not_confirmed", "too_close"],  # the item outweighs the need
        ["not_asked", "too_few"],
        ["confirmed", "wanted"],
        ["not_asked", "no_item"],
        ["not_confirmed", "indifferent"],
        ["not_confirmed", "too_close"],
        ["confirmed", "below"],
    ]
    assert found.loc["topic:T1", ["value", "low", "high", "n", "reference"]].tolist() == [0.4, 0.35, 0.45, 400, 0.5]


def test_what_delights_confirms_a_need_and_no_problem():
    delights = FEATURES.assign(category="A").head(1)
    links = pd.DataFrame({"topic": ["T1", "T2"], "touchpoint": None, "feature": ["K1", "K1"], "item": None})
    asked = {"subjects": ["topic:T1", "topic:T2", "feature:K1"], "crosswalk": links, "features": delights}
    found = survey_says(**asked, needs=["topic:T2"])
    assert found["says"].tolist() == ["not_confirmed", "confirmed", "confirmed"]
    assert set(found["reason"]) == {"delights"}


def test_a_stated_target_stands_for_the_mean_of_the_items():
    found = survey_says(["topic:T1", "topic:T2"], CROSSWALK, items=ITEMS, targets={"q_low": 0.3, "q_high": 0.7})
    assert found["says"].tolist() == ["not_confirmed", "confirmed"]


def test_what_the_survey_measured_stands_in_the_evidence():
    drivers = pd.DataFrame({"driver": ["q_low", "q_high"], "tier": [1, 3], "floor": [False, True]})
    says = survey_says(["topic:T1", "topic:T2"], CROSSWALK, items=ITEMS, drivers=drivers)
    assert says["tier"].fillna(0).tolist() == [1, 0]
    matters = pd.DataFrame({"subject": ["topic:T1", "topic:T2"], "rank": [1, 2]})
    seen = update(None, Seen(matters, survey=says), as_of=TODAY).evidence
    told = seen[seen["measure"] != "rank"]
    assert told[["issue", "subject", "measure", "value", "n"]].fillna(0).values.tolist() == [
        ["I-0001", "item:q_low", "satisfied", 0.4, 400],
        ["I-0001", "item:q_low", "tier", 1, 0],
        ["I-0002", "item:q_high", "satisfied", 0.6, 400],
    ]


@pytest.mark.parametrize(("as_of", "told"), [(None, "needs as_of"), (pd.NaT, "needs as_of"), ("soon", "no date")])
def test_a_run_must_say_until_when_it_knows(as_of, told):
    with pytest.raises(InputError, match=told):
        update(None, Seen(pd.DataFrame({"subject": []})), as_of=as_of)


def test_an_empty_ledger_can_be_read():
    ledger = update(None, Seen(CROSSWALK.head(0).rename(columns={"topic": "subject"})), as_of=TODAY)
    assert standing(ledger).empty
    assert (ledger.as_of, ledger.key) == (TODAY, "")


def test_without_a_survey_nothing_was_asked():
    assert survey_says(["topic:T1"], CROSSWALK)["says"].tolist() == ["not_asked"]
    assert survey_says([], CROSSWALK, items=ITEMS).empty


@pytest.mark.parametrize("text", ["{", "{}", '{"format": 9}', '{"format": 1, "runs": []}', "[]"])
def test_a_broken_ledger_is_told(text):
    with pytest.raises(StorageError, match=r"ledger\.json"):
        Ledger.from_json(text)
