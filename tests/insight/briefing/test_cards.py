"""One card an issue: findings go where their subject belongs, in six parts, to the first card that is about them."""

import pandas as pd
import pytest

from cxlab.insight.briefing.asked import asked
from cxlab.insight.briefing.cards import PARTS, cards, order
from cxlab.insight.briefing.departments import backing, departments, good_things, praised
from cxlab.phrases import phrase
from cxlab.record import Finding
from cxlab.study import Text

LINKS = pd.DataFrame(
    [("T1", "wallet", "K5", "q_refund"), ("T2", "gun", "", ""), ("", "gun", "K1", "q_start"), ("T1", "desk", "", "")],
    columns=["topic", "touchpoint", "feature", "item"],
)


def said(id, subject, *, role="says", rank=1, **more):
    text = Text(zh="好", en="good")
    return id.split("/")[0], Finding(id=id, subject=subject, role=role, rank=rank, claim=text, **more)


EVERY = [
    said("keypoints/point/touchpoint:wallet", "touchpoint:wallet", role="problem"),
    said("topics/problem/T1", "topic:T1"),
    said("kano/class/K5", "feature:K5", names={"class": phrase("kano.class_M")}),
    said("kano/class/K6", "feature:K5", names={"class": phrase("kano.class_O")}),
    said("kano/class/K5b", "feature:K5", names={"class": Text(zh="魅力", en="Attractive")}),
    said("solutions/cause/refund", "topic:T1", role="cause"),
    said("solutions/improve/refund", "topic:T1", role="improve"),
    said("solutions/verify/refund", "topic:T1", role="verify"),
    said("drivers/tier/q_start", "item:q_start", role="cause"),
    said("drivers/none/q_member", "item:q_refund"),
]


def test_a_card_takes_what_is_said_on_its_point_and_on_what_is_tied_to_it():
    (wallet,) = cards(["touchpoint:wallet"], LINKS, EVERY)
    assert wallet.about == {"touchpoint:wallet", "topic:T1", "feature:K5", "item:q_refund"}
    told = {part: [finding.id for _, finding in wallet.parts[part]] for part in PARTS}
    assert told == {
        "says": ["topics/problem/T1"],
        "problem": ["keypoints/point/touchpoint:wallet", "kano/class/K5", "kano/class/K6"],
        "cause": ["solutions/cause/refund"],
        "improve": ["solutions/improve/refund"],
        "verify": ["solutions/verify/refund"],
        "support": [],
    }
    assert wallet.missing == ()


def test_a_finding_stands_on_the_first_card_only_and_gaps_are_told():
    wallet, desk = cards(["touchpoint:wallet", "touchpoint:desk"], LINKS, EVERY)
    assert desk.about == {"touchpoint:desk"}
    assert desk.missing == ("says", "problem", "cause", "improve", "verify")
    desk, wallet = cards(["touchpoint:desk", "touchpoint:wallet"], LINKS, EVERY)
    assert "topic:T1" in desk.about and "topic:T1" not in wallet.about
    assert [len(cards(["touchpoint:wallet", "touchpoint:desk"], LINKS, EVERY, most=n)) for n in (1, 5)] == [1, 2]


def test_the_order_of_findings_and_links_does_not_matter():
    again = cards(["touchpoint:wallet"], LINKS[::-1], EVERY[::-1])
    assert again == cards(["touchpoint:wallet"], LINKS, EVERY)


def test_without_a_journey_a_card_is_about_its_subject_alone():
    (topic,) = cards(["topic:T1"], None, EVERY)
    assert topic.about == {"topic:T1"}
    assert [finding.id for _, finding in topic.parts["says"]] == ["topics/problem/T1"]


def test_a_leader_reads_about_key_points_else_about_what_customers_raise():
    assert order(EVERY) == ["touchpoint:wallet"]
    raised = [said("topics/problem/T2", "topic:T2", rank=2), said("topics/problem/T1", "topic:T1"), *EVERY[2:]]
    raised.append(said("topics/rising/T9", "topic:T9", rank=5))
    assert order(raised) == ["topic:T9", "topic:T1", "topic:T2"]
    assert order(EVERY[2:3]) == []


def test_only_whole_and_undecided_drafts_are_put_to_the_leader():
    drafts = pd.DataFrame(
        {
            "solution": ["later", "refund", "gap", "gone"],
            "label": ["l", "r", "g", "x"],
            "missing": [0, 0, 2, 0],
            "started_at": ["", None, "", "2026-01-01"],
        }
    )
    subjects = pd.DataFrame({"draft_id": ["refund", "later"], "subject": ["topic:T1", "item:q_x"]})
    wanted = asked(drafts, cards(["touchpoint:wallet"], LINKS, EVERY), subjects)
    assert wanted["solution"].tolist() == ["refund", "later"]
    assert wanted["card"].tolist() == [1, pd.NA]
    assert wanted["put_off"].tolist() == ["", ""]
    standing = pd.DataFrame({"subject": ["topic:T1", "item:q_x"], "state": ["not_now", "adopted"]})
    again = asked(drafts, cards(["touchpoint:wallet"], LINKS, EVERY), subjects, standing=standing)
    assert again["put_off"].tolist() == ["not_now", ""]


OWNED = pd.DataFrame(
    [("touchpoint:gun", "运维", "客服、运维"), ("touchpoint:wallet", "财务", "运维"), ("topic:T9", "", "")],
    columns=["point", "lead", "support"],
)


def test_a_department_sees_what_it_leads_before_what_it_supports():
    table = departments(["touchpoint:gun", "touchpoint:wallet", "topic:T9"], OWNED)
    assert table.values.tolist() == [
        ["运维", "lead", "touchpoint:gun"],
        ["运维", "support", "touchpoint:wallet"],
        ["财务", "lead", "touchpoint:wallet"],
        ["客服", "support", "touchpoint:gun"],
    ]
    assert departments([], OWNED).empty


@pytest.mark.parametrize(
    ("point", "kind", "names"),
    [
        ("touchpoint:gun", "support", {"lead": "运维", "support": "客服"}),
        ("topic:T9", "nobody", {}),
        ("topic:T1", "nobody", {}),
    ],
)
def test_who_answers_for_a_point_is_told_or_that_nobody_does(point, kind, names):
    assert backing(point, OWNED) == (kind, names)
    assert backing(point, None) == ("nobody", {})
    assert backing("touchpoint:gun", OWNED.assign(support="")) == ("lead", {"lead": "运维"})


def test_the_most_praised_point_speaks_for_a_department():
    table = departments(["touchpoint:gun", "touchpoint:wallet"], OWNED)
    voices = pd.DataFrame({"touchpoint": ["gun", "wallet"], "praise": [6, 30]})
    found = praised(table, voices)
    assert found == {"运维": ("touchpoint:gun", 6), "财务": ("touchpoint:wallet", 30), "客服": ("touchpoint:gun", 6)}
    assert praised(table, voices, fewest=31) == {}


@pytest.mark.parametrize(("subject", "named"), [("topic:T2", "运维"), ("item:q_refund", "财务"), ("topic:T7", None)])
def test_each_department_hears_one_good_thing_where_there_is_one(subject, named):
    table = departments(["touchpoint:gun", "touchpoint:wallet"], OWNED)
    about = {"touchpoint:gun": frozenset({"touchpoint:gun", "topic:T2"})}
    about["touchpoint:wallet"] = frozenset({"touchpoint:wallet", "item:q_refund"})
    found = good_things(table, about, [said("x/y", "topic:T2"), said("topics/praise/1", subject, role="good")])
    assert set(found) == {"运维", "财务", "客服"}
    praised = {name for name, one in found.items() if one is not None}
    assert (named in praised) if named else not praised
