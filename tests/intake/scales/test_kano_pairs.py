"""The two sides of KANO questions are found by words, in any order of columns."""

import pandas as pd
import pytest

from cxlab.intake.scales import kano_pairs, recognise
from cxlab.intake.scales.consistency import kano_notes
from cxlab.intake.scales.pairs import unpaired

WORDS = ["我很喜欢", "理应如此", "无所谓", "勉强接受", "我很不喜欢"]


def answers(columns, words=WORDS):
    return pd.DataFrame({c: (words * 9)[i : i + 40] for i, c in enumerate(columns)})


QUESTIONS = [
    (["1、如果没有夜间客服，您的感受是", "2、如果有夜间客服，您的感受是"], "夜间客服", (1, 0)),
    (["具备夜间客服", "不具备夜间客服"], "夜间客服", (0, 1)),
    (["如果不提供免费退换，您觉得", "如果提供免费退换，您觉得"], "免费退换", (1, 0)),
    (["Q3.如果APP支持指纹登录，您觉得", "Q4.如果APP不支持指纹登录，您觉得"], "APP支持指纹登录", (0, 1)),
    (["如果没有不限时退款", "如果有不限时退款"], "不限时退款", (1, 0)),
    (["F4_dysfunctional", "F4_functional"], "F4", (1, 0)),
    (["F4_d", "F4_f"], "F4", (1, 0)),
    (["K2 反向题", "K2 正向题"], "K2", (1, 0)),
    (["With free delivery", "Without free delivery"], "free delivery", (0, 1)),
    (
        ["If it isn’t safe, how do you feel?", "If it is safe, how do you feel?"],
        "it is safe",
        (1, 0),
    ),
    (["要是「夜间客服」没有了，您会怎么想", "如果「夜间客服」上线了，您会"], "夜间客服", (1, 0)),
]


@pytest.mark.parametrize(("columns", "name", "sides"), QUESTIONS)
def test_a_pair_in_either_order(columns, name, sides):
    expected = [(name, columns[sides[0]], columns[sides[1]], None)]
    assert kano_pairs(answers(columns), {}) == expected
    assert kano_pairs(answers(columns[::-1]), {}) == expected


def test_wording_that_differs_elsewhere_is_paired_by_likeness():
    columns = [
        "如果我们在晚上十点以后也有人工客服，您会觉得",
        "如果每月的账单里没有明细，您会觉得如何",
        "如果每月账单有明细，您会觉得",
        "如果晚上十点以后没有人工客服，您觉得怎样",
    ]
    found = kano_pairs(answers(columns), {})
    assert [pair[1:3] for pair in found] == [(columns[0], columns[3]), (columns[2], columns[1])]


def test_texts_stand_for_short_column_names():
    texts = {
        "q1_1": "如果提供以下功能，您的感受是 (夜间客服)",
        "q1_2": "如果提供以下功能，您的感受是 (上门取件)",
        "q2_1": "如果不提供以下功能，您的感受是 (夜间客服)",
        "q2_2": "如果不提供以下功能，您的感受是 (上门取件)",
    }
    found = kano_pairs(answers(texts), texts)
    assert found == [("夜间客服", "q1_1", "q2_1", None), ("上门取件", "q1_2", "q2_2", None)]


def test_importance_belongs_to_the_feature_that_it_names():
    frame = answers(["具备夜间客服", "不具备夜间客服", "不具备上门取件", "具备上门取件"])
    frame["您认为上门取件有多重要"] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 5] * 4
    frame["夜间客服的重要程度"] = [3, 2, 3, 4, 5, 6, 7, 8, 9, 5] * 4
    found = kano_pairs(frame, {})
    assert [(pair[0], pair[3]) for pair in found] == [
        ("夜间客服", "夜间客服的重要程度"),
        ("上门取件", "您认为上门取件有多重要"),
    ]


def test_codes_one_to_five_are_paired_where_the_question_names_the_side():
    frame = answers(["F1_functional", "F1_dysfunctional"], [1, 2, 3, 4, 5])
    assert kano_pairs(frame, {}) == [("F1", "F1_functional", "F1_dysfunctional", None)]
    items = answers(["我会再来这家店", "我不会再来这家店", "服务好", "服务不好"], [1, 2, 3, 4, 5])
    assert kano_pairs(items, {}) == []


def test_what_cannot_be_told_apart_is_left_over_and_named():
    frame = answers(["F1_functional", "F1_dysfunctional", "F2_functional", "F3 夜间", "F3 夜间 "])
    found = kano_pairs(frame, {})
    assert [pair[0] for pair in found] == ["F1"]
    assert unpaired(frame, {}, found) == ["F2_functional", "F3 夜间", "F3 夜间 "]
    guesses = {column: recognise(frame[column], column) for pair in found for column in pair[1:3]}
    notes = {note["code"]: note for note in kano_notes(frame, {}, found, guesses)}
    assert notes["scale_kano_unpaired"]["columns"] == "F2_functional, F3 夜间, F3 夜间 "


def test_codes_that_run_the_other_way_are_told_by_the_answers():
    like_first = pd.DataFrame({"F1_dysfunctional": [3, 5, 5, 4] * 5, "F1_functional": [1, 2, 1, 1] * 5})
    for frame, code in ((like_first, False), (6 - like_first, True)):
        found = kano_pairs(frame, {})
        guesses = {column: recognise(frame[column], column) for column in frame}
        codes = [note["code"] for note in kano_notes(frame, {}, found, guesses)]
        assert ("scale_kano_reversed_answers" in codes) == code
        assert "scale_kano_order" in codes


def rated(*columns):
    return pd.DataFrame({c: [(i * (k + 2)) % 5 + 1 for i in range(40)] for k, c in enumerate(columns)})


def test_a_letter_behind_an_item_is_no_side_without_its_partner():
    items = rated("q_a", "q_b", "q_c", "q_d")
    assert kano_pairs(items, {}) == [] and unpaired(items, {}, []) == []
    assert recognise(items["q_d"], "q_d").high == "good"
    assert kano_pairs(rated("q_a", "q_b", "q_c", "q_d", "q_e", "q_f"), {}) == []
    assert kano_pairs(rated("F4_f", "F4_d", "q_d"), {}) == [("F4", "F4_f", "F4_d", None)]
