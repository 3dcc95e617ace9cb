"""How single sentences read: kind, polarity with negation, emotion, effort, severity, and the words that led there."""

import time

import pandas as pd
import pytest

from cxlab.text.reading import Lexicon, read

NEGATION = [
    ("服务很好", 1),
    ("服务不好", -1),
    ("服务不太好", -1),
    ("一点都不耐心", -1),
    ("没有异味", 1),
    ("并不吵", 1),
    ("从来没有满意过", -1),
    ("不是不好", 1),
    ("没有不满意的地方", 1),
    ("怎么可能满意", -1),
    ("哪里方便了", -1),
    ("不错", 1),
    ("不但干净，而且安静", 1),
    ("好像在六楼", 0),
    ("差不多三点到的", 0),
    ("希望服务更周到", 0),
    ("洗车干净吗？", 0),
    ("位置还可以，但是房间太脏", -1),
    ("The staff was not friendly", -1),
    ("I have never been so disappointed", -1),
    ("Not bad at all", 1),
    ("It isn't very clean", -1),
    ("服務唔好", -1),
    ("態度好差", -1),
]

KINDS = [
    ("", "no_content"),
    ("。。。", "no_content"),
    ("123456", "no_content"),
    ("哈哈哈哈", "no_content"),
    ("无", "no_content"),
    ("😊👍", "no_content"),
    ("[手机号]", "no_content"),
    ("N/A", "no_content"),
    ("师傅很耐心，给个五星好评", "praise"),
    ("Great service, thank you", "praise"),
    ("服務很貼心，感謝", "praise"),
    ("希望增加夜间营业的窗口", "need"),
    ("能不能支持刷公交卡", "need"),
    ("要是有个儿童座椅就好了", "need"),
    ("It would be nice to have a night shift", "need"),
    ("请问发票怎么开", "question"),
    ("周末营业吗？", "question"),
    ("How do I change my address?", "question"),
    ("等了三个小时没人管", "problem"),
    ("希望尽快处理我的退款", "problem"),
    ("难道不是应该先通知客户吗？", "problem"),
    ("凭什么收我两次钱？", "problem"),
    ("充到一半就停了", "problem"),
    ("They charged me twice", "problem"),
]


def test_negation_double_negation_rhetoric_wishes_and_questions():
    found = read([text for text, _ in NEGATION])
    signs = [(text, (value > 0) - (value < 0)) for (text, _), value in zip(NEGATION, found["polarity"], strict=True)]
    assert signs == NEGATION


def test_kinds():
    found = read([text for text, _ in KINDS])["kind"]
    assert list(zip([text for text, _ in KINDS], found, strict=True)) == KINDS


@pytest.mark.parametrize(
    ("text", "emotion", "strength"),
    [
        ("枪插不上", "neutral", 0),
        ("有点失望", "disappointed", 1),
        ("失望透顶", "disappointed", 3),
        ("很不满意", "disappointed", 2),
        ("气死我了", "angry", 2),
        ("气死我了！！！", "angry", 3),
        ("😡😡", "angry", 2),
        ("吓死了，好担心", "anxious", 2),
        ("非常感谢", "satisfied", 1),
        ("感激不尽", "satisfied", 3),
    ],
)
def test_emotion_and_strength(text, emotion, strength):
    found = read([text]).iloc[0]
    assert (found["emotion"], found["strength"]) == (emotion, strength)


def test_intensifiers_order_the_polarity():
    weak, plain, strong = read(["有点吵", "吵", "非常吵"])["polarity"]
    assert strong < plain < weak < 0


@pytest.mark.parametrize(
    ("text", "effort", "severity"),
    [
        ("声音有点大", 0, 0),
        ("不用排队", 0, 0),
        ("打不通", 1, 0),
        ("同一件事讲了五遍", 2, 0),
        ("客服让我找门店，门店推给厂家", 2, 0),
        ("打了几十次电话", 3, 0),
        ("多收了我两块", 0, 1),
        ("半路趴窝，叫了拖车", 0, 2),
        ("家里老人摔伤住院", 0, 3),
        ("I have called 5 times and was transferred", 2, 0),
    ],
)
def test_effort_and_severity(text, effort, severity):
    found = read([text]).iloc[0]
    assert (found["effort"], found["severity"]) == (effort, severity)


def test_each_judgement_shows_entries_of_the_lists_and_no_other_words():
    text = "张三丰在银河路被漏电的枪打了一下，我打了六次电话都没人接，非常不满意，希望尽快处理"
    found = read([text]).iloc[0]
    assert "非常不满意" in found["why_tone"]
    assert "打了{many}次" in found["why_effort"]
    assert "漏电" in found["why_red_line"]
    assert "漏电" in found["why_severity"]
    entries = {entry for entries in Lexicon.read().lists.values() for entry in entries} | {"?"}
    why = "; ".join(found[column] for column in found.index if column.startswith("why_"))
    assert {part for words in why.split("; ") for part in words.split("·")} <= entries | {""}


def test_the_frame_keeps_the_order_and_rows_do_not_see_each_other():
    texts = [text for text, _ in NEGATION + KINDS]
    found = read(texts)
    pd.testing.assert_frame_equal(read(texts[::-1]).iloc[::-1].reset_index(drop=True), found)
    pd.testing.assert_frame_equal(read(texts[:1]), found.iloc[:1])
    assert found["polarity"].between(-1, 1).all()
    assert list(read([]).columns) == list(found.columns)


@pytest.mark.parametrize(
    "text", ["差" * 200_000, "不" * 200_000, "很不好，" * 50_000, "9" * 200_000, "not bad " * 25_000]
)
def test_a_very_long_text_takes_seconds(text, caplog):
    start = time.perf_counter()
    read([text])
    assert time.perf_counter() - start < 5
