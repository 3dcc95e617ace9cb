"""Wording lint: every rule finds what it should and leaves good questions alone; changes between waves are named."""

import pandas as pd
import pytest
import yaml

from cxlab.errors import InputError
from cxlab.study import Text
from cxlab.survey.planning import wording
from cxlab.survey.planning.questionnaire import draft
from cxlab.survey.planning.wording import RULES, lint, wording_changes

FAULTY = {
    "double_barrelled": [
        "您对产品和服务的满意程度如何？",
        "客服人员态度热情且专业。",
        "配送速度快，而且包装完好。",
        "您对充电速度以及收费标准的评价是？",
        "酒店房间干净、安静。",
        "售后人员不仅解决了问题还做了回访。",
        "App 既好看又好用。",
        "价格合理，但是优惠太少。",
        "请评价站点的照明与卫生。",
        "工程师讲解了使用及保养方法",
        "您对商品包装及物流速度的满意度",
        "最近三个月，您对“退款与开票”的满意程度如何？",
        "您什么时候来的？花了多长时间？",
        "How satisfied are you with our products and services?",
        "The staff were friendly and helpful.",
        "Both the price and the quality met my expectations.",
        "Delivery was not only fast but reliable.",
        "How would you rate the speed as well as the accuracy of our answer?",
        "The app is easy to use, but it looks old.",
        "Did we set a clear budget, timeline, and scope?",
        "Have you called us this month? If so, what was it about?",
    ],
    "leading": [
        "难道您不觉得我们的服务有进步吗？",
        "您是否也认为充电比加油方便？",
        "您是不是也觉得价格合理？",
        "大家都认为新版更好用，您怎么看？",
        "您对我们优质的服务是否满意？",
        "我们的客服很专业，对吧？",
        "您一定喜欢我们的新包装，请打分。",
        "众所周知，快充会影响电池寿命，您担心吗？",
        "您对我们还满意吧？",
        "请给我们打10分",
        "Don't you agree that our prices are fair?",
        "Would you agree that the new app is better?",
        "How satisfied are you with our excellent service?",
        "Most customers love the new menu. How do you like it?",
        "The driver was polite, wasn't he, right?",
        "How much did you enjoy your stay?",
    ],
    "absolute": [
        "客服总是能解决我的问题。",
        "我从不担心找不到充电桩。",
        "站点的设备从来没有坏过。",
        "所有员工都很礼貌。",
        "您每次都能找到空位吗？",
        "我百分之百信任这个品牌。",
        "The staff are always friendly.",
        "I never have to wait.",
        "All of the staff were polite.",
        "I trust this brand 100 %.",
    ],
    "negated": [
        "您不认为不应该取消夜间优惠吗？",
        "我不同意不开放预约。",
        "我没有遇到过不能充电的情况。",
        "我不得不多次联系客服。",
        "您是否反对禁止占位？",
        "您对我们没有不满意的地方吗？",
        "I do not think the app is unreliable.",
        "The staff were not unfriendly.",
        "I would not be dissatisfied if the price rose.",
        "It is not true that I never got an answer.",
    ],
    "jargon": [
        "您对首解率满意吗？",
        "您在各个触点的体验如何？",
        "请评价我们的SLA。",
        "您的NPS打分是多少？",
        "How would you rate the onboarding?",
        "How satisfied are you with our SLAs?",
        "Was the omnichannel experience seamless?",
    ],
    "too_long": [
        "考虑到您在过去三个月里通过手机应用预约站点充电的全部经历，请您从到站找桩开始一直到离开站点为止整个过程出发，对我们的服务给出一个评价。",
        "Thinking back to the three most recent visits that you made to one of our charging stations in the city "
        "during the last month, how satisfied were you on the whole?",
    ],
    "two_scales": [
        "您对价格的满意度如何？它的重要程度又如何？",
        "您对客服是否满意，是否愿意推荐给朋友？",
        "您多久来一次？您的满意程度如何？",
        "How satisfied are you with the price, how important is it to you?",
        "How easy was it to pay? How likely are you to pay like this again?",
    ],
    "time_frame": [
        "您最近对我们的服务满意吗？",
        "您平时在哪里充电？",
        "您是否经常遇到排队？",
        "Have you contacted us recently?",
        "Do you usually charge at home?",
        "How satisfied have you been in the past?",
    ],
    "personal_data": [
        "请填写您的姓名和手机号",
        "为了核对，请您说一下详细地址。",
        "您的联系方式：",
        "您的身份证号码是？",
        "姓名",
        "您是否患有慢性病？",
        "What is your full name?",
        "Please enter your mobile number.",
        "Email address:",
        "What is your religion?",
    ],
}

GOOD = [
    "您对本次充电的满意程度如何？",
    "总的来说，您对我们的服务满意吗？",
    "您有多大可能把我们推荐给朋友或同事？",
    "您有多大可能把我们推荐给家人和朋友？",
    "解决这个问题，您觉得费力吗？",
    "客服解决问题的速度",
    "您会再来吗？为什么？",
    "您对本次服务及时性的满意程度是？",
    "您认为我们的服务是否周到？",
    "您和客服沟通的顺畅程度如何？",
    "商品与描述一致",
    "实际收费与宣传相符",
    "与去年相比，今年的排队时间有什么变化？",
    "请在“非常不满意”和“非常满意”之间选择。",
    "0 表示完全不可能，10 表示极有可能。",
    "您在购买和使用中遇到过哪些问题？（多选）",
    "以下哪些因素影响您的选择？",
    "您对我们有什么意见和建议？",
    "站点附近有足够的休息场所（如便利店、快餐店和卫生间）。",
    "客服及时回复了我的问题。",
    "我愿意参与站点的改进活动。",
    "工作人员态度温和。",
    "问题已合并处理，您满意吗？",
    "遇到问题后，您是怎么做的？",
    "如果有自动退款，您觉得怎么样？",
    "如果没有自动退款，您觉得怎么样？",
    "如果充电桩不支持预约，您的感受是？",
    "您的性别",
    "您的年龄段",
    "您目前居住在哪个区域？",
    "您的月收入大致在哪个范围？",
    "过去三个月内，您充过几次电？",
    "最近一次充电，您等了多久？",
    "本次服务中，工程师是否准时到达？",
    "您上个月联系过客服吗？",
    "我不会再来这家门店。",
    "您不满意的原因是什么？",
    "员工并不总是乐于帮助顾客",
    "如果无人值守站点没有洗手间，您的感受是？",
    "如果取消该功能，您会感到",
    "我和同事之间的关系融洽",
    "相比去年，您认为服务质量有没有提升？",
    "本题请选择“非常同意”",
    "质量提升不明显。",
    "站点的位置不难找。",
    "是否有无障碍通道？",
    "您能不能在站点找到工作人员？",
    "请用从不到总是的量表回答：您多久排一次队？",
    "您对我们保护手机号的措施放心吗？",
    "您的银行卡支付是否顺利？",
    "您认为价格是否合理？",
    "您是否认为价格合理？",
    "您同意以下说法吗：我对充电速度满意。",
    "这项服务对您有多重要？",
    "您对站点卫生的总体评价是",
    "3、性别 ",
    "5.我所在居住区附近有足够的绿地休闲场所（如公园、广场、绿道等）。",
    "Q3：充电速度",
    "１０、门店的光线",
    "How satisfied are you with your last order?",
    "Overall, how satisfied are you with our service?",
    "How likely are you to recommend us to a friend or colleague?",
    "How likely are you to recommend us to friends and family?",
    "The company made it easy for me to handle my issue.",
    "How easy was it to find what you were looking for?",
    "On a scale between 0 and 10, how likely are you to come back?",
    "How satisfied are you with the range of products (food, toys and books)?",
    "If it is easy to store funds, how do you feel?",
    "If the station does not have a roof, how do you feel?",
    "If you can access your funds wherever and whenever you want, how do you feel?",
    "Which of these have you used: the app and the website, or the phone?",
    "What did you do when the problem occurred?",
    "Please share any comments and suggestions.",
    "What is the main reason for your score?",
    "Would you come back? Why?",
    "Is the answer of the “yes” and “no” kind?",
    "In the past 3 months, how many times did you contact us?",
    "On your most recent visit, how long did you wait?",
    "What is your age group?",
    "I was able to do it without having to link the payment to your name.",
    "The agent understood my problem.",
    "I found the system unnecessarily complex.",
    "Compared with last year, has our service improved, stayed the same or got worse?",
    "May we contact you about your feedback?",
    "I will not buy this brand again.",
    "The instructions were not clear to me.",
    "How important is the price to you?",
    "How often do you charge at home?",
    "Was your problem solved or not?",
    "Do you or do you not own a car?",
    "How united is the team?",
    "Departure time",
    "Food and drink",
    "On-board service",
]


def rules_of(text, **options):
    return set(lint({"q": text}, **options)["rule"])


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in FAULTY.items() for text in texts])
def test_a_faulty_question_is_found(rule, text):
    found = lint({"q": text}, rules=[rule])
    assert list(found["rule"].unique()) == [rule], text
    assert list(found["advice"].unique()) == [f"wording.{rule}"]
    assert found["found"].str.len().gt(0).all()


@pytest.mark.parametrize("text", GOOD)
def test_a_good_question_is_left_alone(text):
    found = lint({"q": text})
    assert found.empty, found.to_dict("records")


def test_every_rule_has_faulty_examples_in_both_languages():
    for rule in RULES:
        chinese = [bool(wording._CHINESE.search(text)) for text in FAULTY[rule]]
        assert any(chinese) and not all(chinese), rule
    for lang in ("zh", "en"):
        loaded = yaml.safe_load((wording._FOLDER / f"{lang}.yml").read_text(encoding="utf-8"))
        assert list(loaded) == [*RULES, "denial"]
        assert all(
            set(parts) <= {"find", "spare", "unless", "most", "unit", "scales", "answers"} for parts in loaded.values()
        )


def test_the_result_is_tidy_and_in_order():
    items = {
        "b": "您对产品和服务总是满意吗？",
        "a": "The staff were always polite and quick.",
        "c": "",
        "d": "您满意吗？",
    }
    found = lint(items)
    assert list(found.columns) == ["item", "rule", "found", "advice"]
    assert list(zip(found["item"], found["rule"], strict=True)) == [
        ("b", "double_barrelled"),
        ("b", "absolute"),
        ("a", "double_barrelled"),
        ("a", "absolute"),
    ]
    assert found["found"].tolist() == ["产品和服务总", "总是", "always polite and quick", "always"]
    assert lint({}).columns.tolist() == list(found.columns)
    assert lint(pd.Series(items)).equals(found)


def test_answers_of_two_kinds_are_two_scales():
    items = {"q1": "您对客服的看法", "q2": "The price", "q3": "您对客服的看法"}
    answers = {
        "q1": ["非常满意", "比较满意", "一般", "不同意", "非常不同意"],
        "q2": ["very satisfied", "likely", "unlikely"],
        "q3": ["非常满意", "满意", "一般", "不满意", "非常不满意"],
    }
    found = lint(items, answers=answers)
    assert found[["item", "rule"]].to_numpy().tolist() == [["q1", "two_scales"], ["q2", "two_scales"]]
    kano = ["我很喜欢", "理应如此", "无所谓", "勉强接受", "我很不喜欢"]
    assert lint({"k": "如果有自动退款，您觉得怎么样？"}, answers={"k": kano}).empty


def test_a_drafted_questionnaire_is_in_order():
    names = {"start": Text(zh="启动充电", en="Starting"), "refund": Text(zh="退款", en="Refund")}
    drafted = draft(names, {"K01": names["refund"]}, title=names["start"], round=2, effort=["refund"])
    for lang in ("zh", "en"):
        items = {item.id: getattr(item.text, lang) for item in drafted.items}
        answers = {item.id: [getattr(each.text, lang) for each in item.answers] for item in drafted.items}
        found = lint(items, answers=answers)
        assert found.empty, found.to_dict("records")


def test_a_firm_has_its_own_jargon():
    assert rules_of("您用过速充宝吗？") == set()
    assert rules_of("您用过速充宝吗？", jargon=["速充宝"]) == {"jargon"}
    assert rules_of("Is the JYC app fast?", jargon=["jyc"]) == {"jargon"}
    assert rules_of("Is the JYCs app fast?", jargon=["jyc"]) == set()


def test_length_is_counted_in_characters_and_words():
    assert rules_of("充" * 50) == set()
    assert rules_of("充" * 51) == {"too_long"}
    assert rules_of("，" * 60 + "充") == set()
    assert rules_of("word " * 25) == set()
    assert lint({"q": "word " * 26})["found"].tolist() == ["26"]


def test_unknown_names_are_refused():
    with pytest.raises(InputError, match="Did you mean 'leading'"):
        lint({"q": "x"}, rules=["leadin"])
    with pytest.raises(InputError, match="'q2', which is not among"):
        lint({"q1": "x"}, answers={"q2": ["a"]})


BEFORE = {
    "q1": "1. 您对充电速度的满意程度如何？",
    "q2": "站点容易找到。",
    "q3": "请用 1-5 分评价客服。",
    "q4": "您对价格满意吗？",
    "q5": "您的性别",
    "q6": "How satisfied are you with the staff?",
    "q7": "您对收费的看法",
    "q8": "停车方便吗？",
}
AFTER = {
    "q1": "3、您对充电速度的满意程度如何?",
    "q2": "站点不容易找到。",
    "q3": "请用 1-10 分评价客服。",
    "q4": "您对收费标准满意吗？",
    "sex": "您的性别",
    "q6": "How dissatisfied are you with the staff?",
    "q7": "您对收费的看法",
    "q9": "您有多大可能推荐我们？",
}


def test_changes_of_wording_between_waves_are_named():
    found = wording_changes(BEFORE, AFTER).set_index("item")
    assert found["change"].to_dict() == {
        "q1": "marks",
        "q2": "turned",
        "q3": "numbers",
        "q4": "reworded",
        "q5": "renamed",
        "q6": "turned",
        "q8": "gone",
        "q9": "new",
    }
    assert found.index[found["comparable"]].tolist() == ["q1", "q5"]
    assert found.loc["q4", ["removed", "added"]].tolist() == ["价格", "收费标准"]
    assert found.loc["q3", ["removed", "added"]].tolist() == ["5", "10"]
    assert found.loc["q6", ["removed", "added"]].tolist() == ["satisfied", "dissatisfied"]
    assert found.loc["q5", "added"] == "sex"
    assert found.loc["q1", "similarity"] == 1
    assert 0.5 < found.loc["q4", "similarity"] < 1


def test_nothing_changed_gives_an_empty_table():
    found = wording_changes(BEFORE, dict(reversed(BEFORE.items())))
    assert found.empty
    assert found.columns.tolist() == [
        *("item", "change", "comparable", "similarity", "removed", "added", "before", "after"),
    ]


def test_the_same_words_twice_are_no_renaming():
    found = wording_changes({"a": "满意吗？", "b": "满意吗？"}, {"c": "满意吗？"})
    assert found["change"].tolist() == ["gone", "gone", "new"]
