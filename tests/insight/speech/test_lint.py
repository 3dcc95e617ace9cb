"""The wording guide as a lint: its table are fixtures, and so is a pair of sentences for every rule."""

from pathlib import Path

import pytest
import yaml

from cxlab.insight.speech import Sentence, lint, of_finding, of_record, rules
from cxlab.numbers import Number
from cxlab.phrases import catalogue
from cxlab.record import ChapterRecord, Exhibit, Finding
from cxlab.study import Text

FIXTURES = {
    lang: yaml.safe_load((Path(__file__).parent / "fixtures" / f"{lang}.yml").read_text(encoding="utf-8"))
    for lang in ("zh", "en")
}
TABLE = [(lang, row) for lang, fixtures in FIXTURES.items() for row in fixtures["table"]]
PAIRS = [
    (lang, rule, pair)
    for lang, fixtures in FIXTURES.items()
    for rule, pairs in fixtures["rules"].items()
    for pair in pairs
]
TO_BE_REWORDED = "survey_design.claim_too_few"  # "more must answer": the only claim of ours that gives an order
ON_PAGES = {"customers_first", "no_people", "good_first", "notice", "contest"}


def broken(text, lang="zh", **more):
    return set(lint([Sentence("here", text, lang, **more)])["rule"])


@pytest.mark.parametrize(("lang", "row"), TABLE, ids=[row["instead"] for _, row in TABLE])
def test_the_table_of_the_guide(lang, row):
    assert broken(row["instead"], lang) == set(row["breaks"])
    assert broken(row["write"], lang) == set()


@pytest.mark.parametrize(("lang", "rule", "pair"), PAIRS, ids=[pair["bad"][:40] for *_, pair in PAIRS])
def test_every_rule_finds_its_own_and_leaves_the_other_alone(lang, rule, pair):
    assert broken(pair["bad"], lang) == {rule}
    assert broken(pair["good"], lang) == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_rule_is_without_a_pair(lang):
    assert set(FIXTURES[lang]["rules"]) == set(rules()) - ON_PAGES


def test_both_languages_have_the_same_table():
    assert [set(row["breaks"]) for row in FIXTURES["zh"]["table"]] == [
        set(row["breaks"]) for row in FIXTURES["en"]["table"]
    ]


@pytest.mark.parametrize("marks", ['""', "“”", "「」", "『』"])
def test_customers_own_words_are_exempt(marks):
    said = "部门甩锅，必须整改，导致暴跌 80%"
    assert broken(f"一位客户说{marks[0]}{said}{marks[1]}，待核实") == set()
    assert broken(f"一位客户说{marks[0]}{said}，待核实") >= {"shaming", "command", "cause"}


def test_what_stands_behind_a_sentence_lets_it_say_more():
    text = "改造导致等待显著缩短"
    assert broken(text) == {"cause", "significant"}
    assert broken(text, support="test") == {"cause"}
    assert broken(text, support="registered") == set()


def test_what_happens_if_nothing_is_done_may_be_said_as_a_problem_but_not_as_a_suggestion():
    text = "如果不处理，每月会有 52 位客户反映"
    assert broken(text, role="problem") == set()
    assert broken(text, role="improve") == {"two_ways"}


def test_fields_of_a_template_are_not_words():
    assert broken("May be related: {cause}", "en") == set()
    assert broken("Because of {cause}", "en") == {"cause"}


def test_names_that_the_study_knows():
    frame = lint([Sentence("a", "星桥组不负责任，阿May 也在")], departments=["星桥组"], staff=["阿May"])
    assert frame[["rule", "found"]].values.tolist() == [["blame", "星桥组不负责任"], ["staff_name", "阿May"]]
    assert lint([Sentence("a", "星桥组按时答复")], departments=[""], staff=[""]).empty


def test_numbers_of_a_finding_count_as_its_base():
    values = {"share": Number(value=0.61, unit="percent", low=0.51, high=0.71, n=88)}
    claim = {"zh": "满意率大幅变为 {share}。", "en": "{share} are satisfied, far above the rest."}
    finding = Finding(id="scores/level/nps", role="says", subject="study:all", rank=1, claim=claim, values=values)
    assert lint([of_finding(finding, lang) for lang in ("zh", "en")]).empty
    bare = finding.model_copy(update={"values": {"share": Number(value=0.61, unit="percent")}})
    assert lint([of_finding(bare, "zh")])[["rule", "found"]].values.tolist() == [
        ["no_base", "share"],
        ["intensifier", "大幅"],
    ]
    set_by_us = {
        "values": {"target": Number(value=-0.25, unit="percent")},
        "claim": Text(zh="目标 {target}。", en="Target {target}."),
    }
    aimed = finding.model_copy(update=set_by_us)
    assert "no_base" not in lint([of_finding(aimed, "en")])["rule"].tolist()  # set, not measured


def test_a_label_is_no_quotation():
    long = "等到五点半都没有充上电，中间换了三个桩全都启动不了，屏幕也没有提示，热线一直打不通。"
    claim = {"zh": "{people} 位客户说到「{topic}」。", "en": '{people} say "{topic}".'}
    shown = {"values": {"people": Number(value=9, unit="people")}, "names": {"topic": {"zh": long, "en": long}}}
    finding = Finding(id="a/b", role="says", subject="topic:T1", rank=1, claim=claim, **shown)
    assert lint([of_finding(finding, "zh")]).empty
    assert broken(f"客户说「{long}」") == {"quotation_long"}
    assert broken(f"客户说「{long[:40]}」") == set()


def test_all_that_a_chapter_says():
    both = {"zh": "甲。乙。丙。", "en": "One. Two. Three."}
    finding = Finding(id="a/b", role="says", subject="study:all", rank=1, claim=both, caveats=[both])
    shown = Exhibit(id="c", subject="study:all", title={"zh": "本店垫底", "en": "The worst"}, reading=both, alt=both)
    record = ChapterRecord(slug="a", findings=[finding], exhibits=[shown])
    for lang in ("zh", "en"):
        found = lint(of_record(record, lang, support={"a/b": "registered"}))
        assert found[["rule", "where"]].values.tolist() == [["too_long", "a/b"], ["ranking", "a/c/title"]]
    assert of_record(record, "zh", support={"a/b": "registered"})[0].support == "registered"


def test_the_frame():
    frame = lint([Sentence("first", "效果显著，显著，显著"), Sentence("second", "本店垫底")])
    assert frame.columns.tolist() == ["rule", "severity", "where", "found", "better"]
    assert frame["where"].tolist() == ["first", "first", "second"]
    assert frame["better"].tolist() == ["speech.verdict", "speech.significant", "speech.ranking"]
    assert set(frame["severity"]) == {"error"}
    assert lint([]).columns.tolist() == frame.columns.tolist()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_claims_pass(lang):
    claims = [Sentence(key, getattr(text, lang), lang) for key, text in catalogue().items() if ".claim_" in key]
    assert len(claims) > 50
    found = lint(claims)
    found = found[found["where"] != TO_BE_REWORDED]
    assert found.empty, found.to_string()
