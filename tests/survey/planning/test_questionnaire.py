from dataclasses import replace

import pytest

from cxlab.errors import InputError
from cxlab.study import Text
from cxlab.survey.planning.questionnaire import (
    ABSENT,
    Answer,
    Block,
    Item,
    Questionnaire,
    draft,
    plain_id,
    with_importance,
)
from cxlab.survey.planning.wording import lint


def both(zh, en=None):
    return Text(zh=zh, en=en or zh)


TITLE = both("客户调研", "Customer survey")
TOUCHPOINTS = {
    "app_map": both("App 地图", "App map"),
    "充电枪": both("充电枪", "Charging gun"),
    "bill": both("账单", "Bill"),
}
NEEDS = {f"K{n:02d}": both(f"需求{n}", f"need {n}") for n in range(1, 13)}


def make(**values):
    return draft(**{"touchpoints": TOUCHPOINTS, "needs": NEEDS, "title": TITLE, "round": 1} | values)


def item(questionnaire, wanted):
    return next(i for i in questionnaire.items if i.id == wanted)


def test_each_touchpoint_has_an_item_on_the_scale_that_it_is_to_have():
    made = make(effort=["bill"])
    asked = {i.touchpoint: i for i in made.items if i.touchpoint}
    assert [i.id for i in asked.values()] == ["q_app_map", "q_t02", "q_bill"]
    assert [i.kind for i in asked.values()] == ["csat", "csat", "ces"]
    assert [a.code for a in asked["app_map"].answers] == ["1", "2", "3", "4", "5", ABSENT]
    assert [a.text.zh for a in asked["bill"].answers][::6] == ["非常费力", "非常轻松"]
    assert "“App 地图”" in asked["app_map"].text.zh
    assert "“App map”" in asked["app_map"].text.en


def test_kano_pairs_stand_together_on_pages_of_at_most_eight_features_of_equal_size():
    made = make()
    pages = [made.of_block(f"kano{n}") for n in (1, 2)]
    assert [len(page) for page in pages] == [12, 12]
    for page in pages:
        for functional, dysfunctional in zip(page[::2], page[1::2], strict=True):
            assert functional.feature == dysfunctional.feature
            assert (functional.kind, dysfunctional.kind) == ("functional", "dysfunctional")
            assert functional.text.zh.replace("如果有", "如果没有") == dysfunctional.text.zh
    assert made.features() == tuple(NEEDS)
    eight = {f"K{n:02d}": both("需求") for n in range(1, 9)}
    assert [b.id for b in make(needs=eight).blocks if b.id.startswith("kano")] == ["kano1"]


def test_kano_answers_run_from_like_to_dislike_as_the_table_kano_has_them():
    answers = item(make(), "K01_functional").answers
    assert [(a.code, a.text.zh) for a in answers] == [
        ("1", "我很喜欢"),
        ("2", "理应如此"),
        ("3", "无所谓"),
        ("4", "勉强接受"),
        ("5", "我很不喜欢"),
    ]


def test_needs_keep_their_ids_where_all_are_codes():
    assert make(needs={"F1": both("甲"), "F2": both("乙")}).features() == ("F1", "F2")
    assert make(needs={"K02": both("甲"), "快一点": both("乙")}).features() == ("K01", "K02")


def test_nps_is_asked_from_round_two_on_and_the_reason_is_said():
    first, second = make(), make(round=2)
    assert not [i for i in first.items if i.kind == "nps"]
    assert "NPS" in first.notes[0].zh
    assert "round two" in first.notes[0].en
    nps = item(second, "nps")
    assert [a.code for a in nps.answers] == [str(n) for n in range(11)]
    assert "pooled" in second.notes[0].en


def test_what_everybody_is_asked():
    made = make(segments={"customer_type": {"private": both("私家车主"), "ride_hailing": both("网约车司机")}})
    assert [i.id for i in made.items[:2]] == ["screen", "csat"]
    iceberg = item(made, "problem")
    assert iceberg.kind == "multiple"
    assert [a.text.zh for a in iceberg.answers] == [
        "当场说",
        "联系客服",
        "平台投诉",
        "没说",
        "以后少来",
        "没有遇到问题",
    ]
    assert iceberg.alone == ("none",)
    assert not item(made, "comment").required
    assert [a.code for a in item(made, "customer_type").answers] == ["private", "ride_hailing"]
    assert made.gates(made.items[0]) == ()
    assert made.gates(item(made, "comment")) == (("screen", "no"),)


def test_groups_named_in_other_letters_get_codes_that_data_keep():
    made = make(segments={"region": {"华南": both("华南"), "<b>": both("<b>"), "east": both("华东")}})
    assert [(a.code, a.text.zh) for a in item(made, "region").answers] == [
        ("c1", "华南"),
        ("c2", "<b>"),
        ("c3", "华东"),
    ]


def test_importance_is_asked_behind_each_pair():
    made = with_importance(make(), NEEDS)
    ids = [i.id for i in made.items]
    assert ids[ids.index("K03_functional") :][:3] == ["K03_functional", "K03_dysfunctional", "K03_importance"]
    assert sum(i.kind == "importance" for i in made.items) == 12
    assert "“需求3”" in item(made, "K03_importance").text.zh


def test_ids_for_tools_without_underscores():
    assert [plain_id(i) for i in ("q_app_map", "csat", "K05_functional")] == ["qAppMap", "csat", "K05functional"]


def test_a_name_with_braces_stays_as_it_is():
    made = make(touchpoints={"app": both("{name} 100%{0}")})
    assert "“{name} 100%{0}”" in item(made, "q_app").text.zh


def test_nothing_is_drawn_by_chance():
    assert make() == make()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"touchpoints": {}, "needs": {}}, r"nothing to ask"),
        ({"round": 0}, r"round is 0"),
        ({"effort": ["bil"]}, r"'bil', which is no touchpoint. Did you mean 'bill'"),
        ({"segments": {"region": {"north": both("北")}}}, r"Segment 'region' has 1 classes"),
        ({"segments": {"csat": {"a": both("甲"), "b": both("乙")}}}, r"repeats items: csat"),
        ({"segments": {"Region": {"a": both("甲"), "b": both("乙")}}}, r"'Region' is no id"),
    ],
)
def test_bad_requests_are_refused_by_name(values, message):
    with pytest.raises(InputError, match=message):
        make(**values)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "cats"}, r"kind is 'cats'.*Did you mean 'csat'"),
        ({"id": "q_" + "x" * 19}, r"is no id for an item: use at most 20"),
        ({"block": "end"}, r"names the block 'end'; known are start"),
        ({"text": Text(zh="好", en=" ")}, r"lacks its wording"),
        ({"answers": ()}, r"'csat' and has 0 answers"),
        ({"kind": "open"}, r"'open' and has 2 answers"),
        ({"answers": (Answer("1", both("好")),) * 2}, r"repeats answers of item 'csat': 1"),
        ({"ends": ("3",)}, r"3 is no code"),
    ],
)
def test_a_questionnaire_refuses_items_that_no_tool_could_carry(change, message):
    good = Item("csat", "csat", both("满意吗"), (Answer("1", both("否")), Answer("2", both("是"))), "start")
    start = Block("start", both("开始"))
    assert Questionnaire(TITLE, (good,), (start,)).of_block("start") == (good,)
    with pytest.raises(InputError, match=message):
        Questionnaire(TITLE, (replace(good, **change),), (start,))


def test_ids_and_pages_must_stand_apart():
    good = Item("q_ab_c", "csat", both("满意吗"), (Answer("1", both("否")), Answer("2", both("是"))), "start")
    start = Block("start", both("开始"))
    with pytest.raises(InputError, match="differ in capitals or _ only: qabc"):
        Questionnaire(TITLE, (good, replace(good, id="q_abc")), (start,))
    with pytest.raises(InputError, match="hold no item"):
        Questionnaire(TITLE, (good,), (start, Block("end", both("最后"))))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_wordings_pass_the_lint(lang):
    made = with_importance(make(round=2, effort=["bill"]), NEEDS)
    items = {i.id: getattr(i.text, lang) for i in made.items}
    answers = {i.id: [getattr(a.text, lang) for a in i.answers] for i in made.items}
    assert lint(items, answers=answers).empty
    assert not lint({**items, "csat": "您对产品和服务满意吗？"}, answers=answers).empty
