"""One column at a time: words, numbers, numbers with words, and the traps of each."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.intake.notes import told
from cxlab.intake.scales import recognise


def guess(answers, text="", times=8):
    return recognise(pd.Series(list(answers) * times), text)


def traps(found):
    return {trap["code"]: trap for trap in found.traps}


WORDED = {
    # low to high: kind, answers
    "satisfied": ("csat", ["非常不满意", "不满意", "一般", "满意", "非常满意"]),
    "very": ("csat", ["很不满意", "不太满意", "一般", "比较满意", "很满意"]),
    "traditional": ("csat", ["非常不滿意", "不滿意", "普通", "滿意", "非常滿意"]),
    "seven": ("csat", ["非常不满意", "不满意", "比较不满意", "一般", "比较满意", "满意", "非常满意"]),
    "four": ("csat", ["很不满意", "不满意", "满意", "很满意"]),
    "three": ("csat", ["不满意", "一般", "满意"]),
    "quality": ("csat", ["很差", "较差", "一般", "较好", "很好"]),
    "agree": ("likert", ["非常不同意", "比较不同意", "不确定", "比较同意", "非常同意"]),
    "fits": ("likert", ["完全不符合", "不太符合", "说不清", "基本符合", "完全符合"]),
    "often": ("likert", ["从不", "偶尔", "有时", "经常", "总是"]),
    "easy": ("ces", ["非常困难", "比较困难", "一般", "比较容易", "非常容易"]),
    "effort": ("ces", ["非常费力", "比较费力", "一般", "比较轻松", "非常轻松"]),
    "important": ("importance", ["非常不重要", "不重要", "一般", "重要", "非常重要"]),
    "basic": ("csat", ["非常不满意", "不满意", "基本满意", "满意", "非常满意"]),
    "no_effort": ("ces", ["非常费力", "比较费力", "一般", "不太费力", "一点都不费力"]),
    "reviews": ("csat", ["差评", "中评", "好评"]),
    "amount": ("likert", ["很低", "较低", "一般", "较高", "很高"]),
    "en_important": (
        "importance",
        ["Not important", "Slightly important", "Moderately important", "Important", "Very important"],
    ),
    "en_fairly": (
        "importance",
        ["Not at all important", "Slightly important", "Important", "Fairly important", "Very important"],
    ),
    "en": ("csat", ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]),
    "en_agree": ("likert", ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]),
    "en_one_sided": (
        "csat",
        ["Not at all satisfied", "Not so satisfied", "Somewhat satisfied", "Very satisfied", "Extremely satisfied"],
    ),
    "en_seven": (
        "csat",
        [
            *("Extremely dissatisfied", "Moderately dissatisfied", "Slightly dissatisfied"),
            "Neither satisfied nor dissatisfied",
            *("Slightly satisfied", "Moderately satisfied", "Extremely satisfied"),
        ],
    ),
    "en_quality": ("csat", ["Poor", "Fair", "Good", "Very good", "Excellent"]),
    "letters": ("csat", ["E.非常不满意", "D.不满意", "C.一般", "B.满意", "A.非常满意"]),
}
KANO = {
    "zh_like": ["我很喜欢", "理应如此", "无所谓", "勉强接受", "我很不喜欢"],
    "zh_satisfied": ["感到满意", "理应如此", "无所谓", "能忍受", "感到不满"],
    "zh_short": ["很喜欢", "理所应当", "没感觉", "无可奈何", "不喜欢"],
    "cohort_1": [
        *("I like it that way", "I must be that way", "I am neutral"),
        *("I can live with it that way", "I dislike it that way"),
    ],
    "cohort_2": [
        *("I enjoy it that way", "It is a basic necessity or I expect it that way", "I am neutral"),
        *("I dislike it, but I can live with it that way", "I dislike it, and I can’t accept it"),
    ],
    "cohort_3": [
        *("This would be very helpful to me", "This is a basic requirement for me", "This would not affect me"),
        *("This would be a minor inconvenience", "This would be a major problem for me"),
    ],
    "cohort_4": ["I like it", "I expect it", "I’m neutral", "I can tolerate it", "I dislike it"],
}


@pytest.mark.parametrize("name", WORDED)
def test_words_stand_at_their_points(name):
    kind, answers = WORDED[name]
    found = guess(answers)
    assert (found.kind, found.min, found.max, found.high) == (kind, 1, len(answers), "good")
    assert found.recode == {answer: point for point, answer in enumerate(answers, start=1)}
    assert found.confidence >= 0.9
    assert found.missing == found.unknown == ()


@pytest.mark.parametrize("name", KANO)
@pytest.mark.parametrize("side", ["functional", "dysfunctional"])
def test_kano_answers_are_one_like_to_five_dislike(name, side):
    found = guess(KANO[name], f"F1_{side}")
    assert (found.kind, found.min, found.max, found.high) == (f"kano-{side}", 1, 5, "bad")
    assert found.recode == {answer: point for point, answer in enumerate(KANO[name], start=1)}
    assert found.traps == ()


def test_the_side_of_kano_answers_needs_words():
    assert "scale_kano_side" in traps(guess(KANO["zh_like"]))
    assert guess(KANO["zh_like"], "如果没有夜间客服，您的感受是").kind == "kano-dysfunctional"
    assert guess(KANO["zh_like"], "如果有夜间客服，您的感受是").kind == "kano-functional"


def test_words_that_kano_shares_with_satisfaction_need_a_kano_question():
    words = ["满意", "无所谓", "不满意"]
    assert guess(words, "您对服务的评价").kind == "csat"
    assert guess(words, "如果没有夜间客服，您的感受是").kind == "kano-dysfunctional"


def test_two_answers_are_binary_where_many_gave_them():
    found = guess(["满意", "不满意", "不清楚"], times=20)
    assert (found.kind, found.recode) == ("binary", {"满意": 1, "不满意": 0, "不清楚": -99})
    assert "scale_word_unused" not in traps(found)
    assert guess(["满意", "不满意"], "满意度", times=2).kind == "csat"
    asked = guess(["是", "否", "不清楚"], "是否使用过")
    assert (asked.kind, asked.recode, asked.missing) == ("binary", {"是": 1, "否": 0, "不清楚": -99}, (-99,))


def test_remarks_and_i_am_change_no_answer():
    spelt = ["我很喜欢（让我感到开心）", "理应如此：本该有", "无所谓", "勉强接受——不太好", "我很不喜欢"]
    assert list(map(guess(spelt, "如果有夜间客服").recode.get, spelt)) == [1, 2, 3, 4, 5]
    agreed = ["I strongly agree", "I agree", "I am neutral", "I disagree", "I strongly disagree"]
    assert list(map(guess(agreed).recode.get, agreed)) == [5, 4, 3, 2, 1]
    typed = ["非常满意", "满意", "一般", "不满意〖太贵〗", "非常不满意【请注明】"]
    assert list(map(guess(typed).recode.get, typed)) == [5, 4, 3, 2, 1]


def test_three_answers_of_the_short_form_keep_their_points():
    found = guess(["很喜欢", "理所应当", "没感觉"], "如果有夜间客服")
    assert found.recode == {"很喜欢": 1, "理所应当": 2, "没感觉": 3}


NUMBERS = [
    ([1, 2, 3, 4, 5], "", ("likert", 1, 5, ())),
    ([1, 2, 3, 4, 5], "您对服务的满意程度", ("csat", 1, 5, ())),
    (list(range(1, 8)), "", ("likert", 1, 7, ())),
    (list(range(11)), "", ("nps", 0, 10, ())),
    (list(range(11)), "您有多大可能向朋友推荐我们", ("nps", 0, 10, ())),
    (list(range(1, 11)), "Overall Satisfaction", ("csat", 1, 10, ())),
    ([1, 2, 3, 4, 5, 0], "", ("likert", 1, 5, (0,))),
    ([0, 1, 2, 3, 4, 5], "满意度（0-5分）", ("csat", 0, 5, ())),
    ([0, 1, 2, 3, 4], "满意度", ("csat", 0, 4, ())),
    ([1, 2, 3, 4, 5, -2], "", ("likert", 1, 5, (-2,))),
    ([1, 2, 3, 4, 5, 99], "", ("likert", 1, 5, (99,))),
    ([1, 2, 3, 4, 5, -99, -3], "", ("likert", 1, 5, (-99, -3))),
    ([1, 2, 3, 4, 5, 9], "", ("likert", 1, 5, (9,))),
    ([1, 2, 3, 4, 5, 8, 9], "", ("likert", 1, 5, (8, 9))),
    (list(range(1, 10)) * 2, "", ("likert", 1, 9, ())),
    ([-2, -1, 0, 1], "price_level", ("likert", -1, 1, (-2,))),
    ([-2, -1, 0, 1, 2], "", ("likert", -2, 2, ())),
    ([0, 1], "", ("binary", 0, 1, ())),
    ([0, 1, -3, -2], "", ("binary", 0, 1, (-3, -2))),
    ([60, 70, 77, 88, 99, 100], "满意度打分（百分制）", ("csat", 0, 100, ())),
    ([4.5, 4.0, 3.5, 5.0, 1.0], "评分", ("csat", 1, 5, ())),
    ([1, 2, 3, 4, 5], "F1 反向题", ("kano-dysfunctional", 1, 5, ())),
]


@pytest.mark.parametrize(("answers", "text", "expected"), NUMBERS)
def test_numbers(answers, text, expected):
    found = guess(answers, text)
    assert (found.kind, found.min, found.max, found.missing) == expected
    assert guess([str(a) for a in answers], text) == found
    assert found.recode == {}


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        (["男", "女"], "您的性别"),
        (["18-25岁", "26-30岁", "31-40岁"], "您的年龄"),
        ([1, 2, 3, 4], "您的年龄段"),
        ([1, 2, 3, 4], "您使用哪个品牌的手机"),
        ([1, 2], "q"),
        ([23, 35, 47, 51], "age"),
        ([0.5, 1.25, 2.2], "weight"),
        (["上门太慢，等了三天", "价格太贵", "都挺好的", "希望快一点"], "您的建议"),
        ([], "满意度"),
        ([None, None, "(跳过)"], "满意度"),
    ],
)
def test_what_is_no_scale(answers, text):
    found = guess(answers, text)
    assert (found.kind, found.min, found.max, found.confidence, found.recode) == ("none", None, None, 0, {})


def test_running_numbers_are_no_scale():
    assert recognise(pd.Series(range(1, 12)), "序号").kind == "none"


def test_nps_stored_from_one_is_put_back():
    found = guess(range(1, 12), "您推荐我们的可能性")
    assert (found.kind, found.min, found.max) == ("nps", 0, 10)
    assert found.recode == {str(v): v - 1 for v in range(1, 12)}
    assert "scale_from_one" in traps(found)
    stated = guess([1, 5, 8, 11], "您推荐我们的可能性（0-10分）")
    assert stated.recode["11"] == 10 and stated.recode["1"] == 0


def test_one_to_ten_is_no_standard_nps():
    found = guess(range(1, 11), "您愿意把我们推荐给朋友吗", times=12)
    assert (found.kind, found.min, found.max) == ("nps", 1, 10)
    assert "scale_nps_one_to_ten" in traps(found)
    assert found.confidence < 0.6
    assert guess(range(1, 11), "您愿意把我们推荐给朋友吗（1分…10分）").min == 1


def test_a_zero_that_nobody_gave_leaves_nps_as_it_is_and_is_told():
    found = guess([6, 7, 8, 9, 10], "推荐意愿")
    assert (found.kind, found.min, found.max) == ("nps", 0, 10)
    assert "scale_nps_no_zero" in traps(found)


def test_recommending_on_five_points_is_no_nps():
    for answers in ([1, 2, 3, 4, 5], ["非常不愿意", "不愿意", "一般", "愿意", "非常愿意"]):
        found = guess(answers, "您愿意推荐我们吗")
        assert found.kind == "likert"
        assert "scale_recommend_other" in traps(found)


def test_a_gap_in_the_codes_is_a_scale_whose_options_were_edited():
    found = guess([1, 2, 4, 5, 6], times=12)
    assert found.recode == {"4": 3, "5": 4, "6": 5}
    assert (found.min, found.max) == (1, 5)
    assert traps(found)["scale_gap"]["unused"] == "3"
    assert found.confidence < 0.6
    few = guess([1, 2, 4, 5, 6], times=1)
    assert few.recode == {} and "scale_gap" not in traps(few)


def test_an_end_that_nobody_used():
    found = guess([2, 3, 4, 5], "满意度")
    assert (found.min, found.max) == (1, 5)
    assert traps(found)["scale_end_unused"]["ends"] == "1"
    words = guess(["满意", "一般", "非常满意", "不满意"])
    assert words.recode == {"不满意": 2, "一般": 3, "满意": 4, "非常满意": 5}
    assert traps(words)["scale_word_unused"]["words"] == "非常不满意"


def test_a_high_end_that_many_used_is_the_end():
    assert guess([1, 2, 3, 4], "满意度", times=30).max == 4
    assert guess([1, 2, 3, 4], "满意度", times=1).max == 5


CES = [
    ("您为解决问题付出了多少努力", "bad", "scale_ces_effort"),
    ("办理的容易程度", "good", None),
    ("办理的难易程度", "good", "scale_ces_direction"),
    ("费力度（1非常容易-7非常费力）", "bad", "scale_labels_fall"),
    ("费力度（1=非常费力，7=非常轻松）", "good", None),
    ("How easy was it to solve your problem?", "good", None),
    ("How much effort did you have to put forth?", "bad", "scale_ces_effort"),
]


@pytest.mark.parametrize(("text", "high", "code"), CES)
def test_which_end_of_effort_is_easy(text, high, code):
    found = guess(range(1, 8), text)
    assert (found.kind, found.min, found.max, found.high) == ("ces", 1, 7, high)
    assert set(traps(found)) == ({code} if code else set())
    assert (found.confidence < 0.6) == (code == "scale_ces_direction")


def test_agreeing_that_it_was_easy_is_effort_too():
    words = ["非常不同意", "不同意", "一般", "同意", "非常同意"]
    assert guess(words, "这家公司让我轻松解决了问题").kind == "ces"
    hard = guess(words, "我花费了很多精力才解决问题")
    assert (hard.kind, hard.high) == ("ces", "bad")


LABELLED = [
    (["3 - Somewhat important", "6", "9 - Extremely important", "1 - Not at all important"], "importance", 1, 9),
    (["5分 非常满意", "4分 满意", "３分　一般", "2分", "１分 非常不满意"], "csat", 1, 5),
    (["10（非常愿意）", "9", "8", "5", "0（非常不愿意）"], "nps", 0, 10),
    (["非常满意(5分)", "满意（4分）", "一般(3分)", "不满意(2分)", "非常不满意(1分)"], "csat", 1, 5),
    (["★★★★★", "★★★★☆", "★★★☆☆", "★★☆☆☆", "★☆☆☆☆"], "csat", 1, 5),
    ([f"{n}分" for n in range(1, 11)], "csat", 1, 10),
]


@pytest.mark.parametrize(("answers", "kind", "low", "high"), LABELLED)
def test_numbers_with_words(answers, kind, low, high):
    text = {"nps": "您愿意推荐我们吗", "importance": "", "csat": "评分"}[kind]
    found = guess(answers, text)
    assert (found.kind, found.min, found.max, found.high) == (kind, low, high, "good")
    changed = pd.Series(answers).map(found.recode)
    digits = pd.Series(answers).str.normalize("NFKC").str.extract(r"(\d+)")[0].astype(float)
    stars = pd.Series(answers).str.count("★").astype(float)
    expected = digits.fillna(stars)
    np.testing.assert_array_equal(changed.fillna(expected), expected)


def test_the_question_says_what_its_numbers_mean():
    turned = guess([1, 2, 3, 4, 5, 6], "满意度（1=非常满意 2=满意 3=一般 4=不满意 5=非常不满意 6=不适用）")
    assert (turned.min, turned.max, turned.missing, turned.high) == (1, 5, (6,), "bad")
    assert guess([1, 2, 3, 4, 5], "您是否满意？（1-5分，5分为最满意）").high == "good"
    assert guess([1, 2, 3, 4, 5], "您是否满意？（1-5分，5分最不满意）").high == "bad"
    assert guess([1, 2, 3, 4, 5], "2024-2025年度满意度（工作日9-18点）").max == 5
    off = guess([1, 2, 3, 4, 5, 6], "满意度（1-5分）")
    assert traps(off)["scale_off"]["numbers"] == "6"


def test_words_settle_which_number_is_good():
    found = guess(["1 非常满意", "2 满意", "3 一般", "4 不满意", "5 非常不满意"])
    assert (found.kind, found.high) == ("csat", "bad")
    assert "scale_labels_fall" in traps(found)


def test_kano_codes_that_run_the_other_way_are_turned_by_their_words():
    found = guess(["1 我很不喜欢", "2 勉强接受", "3 无所谓", "4 理应如此", "5 我很喜欢"], "如果有夜间客服")
    assert found.recode == {
        "1 我很不喜欢": 5,
        "2 勉强接受": 4,
        "3 无所谓": 3,
        "4 理应如此": 2,
        "5 我很喜欢": 1,
    }
    assert "scale_kano_reversed" in traps(found)
    assert "scale_kano_reversed" not in traps(guess(["1 我很喜欢", "3 无所谓", "5 我很不喜欢"], "如果有夜间客服"))


def test_a_number_whose_words_say_not_applicable():
    found = guess(["5=非常满意", "4", "3", "1=非常不满意", "6=不适用"])
    assert (found.min, found.max, found.missing) == (1, 5, (6,))


def test_words_for_not_applicable_become_a_code():
    found = guess(["非常满意", "满意", "一般", "不满意", "没用过"])
    assert found.missing == (-99,)
    assert found.recode["没用过"] == -99
    assert traps(found)["scale_words_missing"]["share"] == pytest.approx(0.2)


def test_an_unsure_answer_is_the_middle_only_where_the_scale_has_no_other():
    assert guess(["非常同意", "同意", "不确定", "不同意"]).recode["不确定"] == 3
    both = guess(["非常同意", "同意", "一般", "说不清", "不同意"])
    assert (both.recode["一般"], both.recode["说不清"]) == (3, -99)


def test_one_unknown_word_is_named_and_not_recoded():
    answers = ["非常满意", "满意", "一般", "不满意"] * 10 + ["马马虎虎"] * 3
    found = recognise(pd.Series(answers), "满意度")
    assert (found.kind, found.unknown) == ("csat", ("马马虎虎",))
    assert "马马虎虎" not in found.recode
    assert traps(found)["scale_unknown"] == {"code": "scale_unknown", "count": 3, "answers": "马马虎虎"}
    assert found.confidence == 0.8


def test_an_unknown_answer_is_masked():
    found = recognise(pd.Series(["满意", "一般", "不满意"] * 9 + ["满意，请电13812345678"]), "满意度")
    assert "13812345678" not in str(found)


def test_slips_of_the_pen_are_read_and_told():
    found = guess(["Very satisified", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"])
    assert found.recode["Very satisified"] == 5
    assert traps(found)["scale_typo"]["answers"] == "Very satisified"
    doubtful = guess(["Very satisfied", "Satisfied", "Neutral", "insatisfied", "Very dissatisfied"])
    assert doubtful.unknown == ("insatisfied",)


def test_languages_may_be_mixed():
    found = guess(["非常满意", "Satisfied", "一般", "不满意", "Very dissatisfied"])
    assert list(found.recode.values()) == [4, 1, 3, 2, 5]
    assert "scale_mixed_languages" in traps(found)


def test_a_lopsided_set_of_words_is_told():
    found = guess(["非常满意", "满意", "比较满意", "一般", "不满意"])
    assert found.recode == {"不满意": 1, "一般": 2, "比较满意": 3, "满意": 4, "非常满意": 5}
    assert "scale_other_shape" in traps(found)


def test_words_at_the_ends_among_numbers():
    found = guess(["完全不可能", "极有可能", *map(str, range(1, 10))], "您推荐我们的可能性")
    assert (found.recode["完全不可能"], found.recode["极有可能"]) == (0, 10)


def test_evidence_speaks_both_languages():
    found = guess([1, 2, 3, 4, 5], "满意度（1-5分）")
    assert found.evidence["zh"] == "100% 是 1 到 5 的整数；题目问的是满意度；题目写明 1–5"
    assert found.evidence["en"].endswith("the question asks for satisfaction; the question states 1-5")
    for trap in guess([1, 2, 3, 4, 5, 0], "推荐给朋友").traps:
        assert told(trap, "zh") != told(trap, "en")


ANY = st.sampled_from(
    [None, "满意", "非常满意", "一般", "5", 5, 3.0, "99", -3, "不适用", "abc", "", "10（非常愿意）", "★"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY, max_size=25), st.randoms(use_true_random=False))
def test_any_answers_in_any_order(answers, shuffler):
    found = recognise(pd.Series(answers, dtype="object"), "满意度")
    mixed = list(answers)
    shuffler.shuffle(mixed)
    assert recognise(pd.Series(mixed, dtype="object"), "满意度") == found
    assert 0 <= found.confidence <= 1
    if found.kind != "none":
        assert found.min < found.max
        on = [v for v in found.recode.values() if v not in found.missing]
        assert all(found.min <= v <= found.max for v in on) or found.kind == "csat"
