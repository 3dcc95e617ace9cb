"""Pages: customers before conclusions, good news first, and what a department may rely on."""

import pytest

from cxlab.insight.speech import Page, lint_page
from cxlab.numbers import counted
from cxlab.record import Finding

NOTICE = {
    "zh": ["用于改进，不用于个人考核。", "对编码有异议？请写在这里"],
    "en": ["For improvement, not for individual appraisal.", "Contest a classification"],
}


def said(role, subject="topic:T1", id="briefing/issue/a", **values):
    values = values or {"people": counted(212)}
    return Finding(id=id, role=role, subject=subject, claim={"zh": "话", "en": "words"}, rank=1, values=values)


def rules(*findings, **more):
    return lint_page(Page("page", findings, **more))["rule"].tolist()


def test_the_six_parts_stand_in_their_order():
    parts = ["says", "problem", "cause", "improve", "verify", "support"]
    assert rules(*map(said, parts)) == []
    assert rules(*map(said, ["problem", "says"])) == ["customers_first"]
    assert rules(*map(said, ["cause", "improve"])) == ["customers_first"]
    assert rules(said("improve"), said("says", "topic:T2")) == []


def test_what_customers_say_comes_with_how_many():
    assert rules(said("says", minutes=counted(9, "decimal"))) == ["no_people"]
    assert rules(said("problem", minutes=counted(9, "decimal"))) == []


def test_good_news_comes_first():
    assert rules(said("good"), said("says")) == []
    assert rules(said("says"), said("good", "topic:T2")) == ["good_first"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_department_finds_its_rights(lang):
    assert rules(said("says"), department="客服部", texts=NOTICE[lang], lang=lang) == []
    assert rules(said("says"), department="客服部", texts=NOTICE[lang][:1], lang=lang) == ["contest"]
    assert rules(said("says"), department="客服部", lang=lang) == ["notice", "contest"]
    assert rules(said("says"), lang=lang) == []
