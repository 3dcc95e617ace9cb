import pytest

from cxlab.questionnaires.codes import mapping, shown
from cxlab.study import Text
from cxlab.survey.planning.questionnaire import plain_id, with_importance

PAIR = {"functional", "dysfunctional"}


def columns(*headers):
    return list(mapping(headers).columns.values())


def test_ids_come_back_from_tools_with_a_code_column(survey):
    ratings = [i.id for i in survey.items if i.id.startswith("q_") or i.id in ("csat", "nps", "comment")]
    for written in (str, plain_id, lambda i: f"page_overall/{i}", lambda i: f"page_overall-{i}"):
        found = mapping(written(i.id) for i in survey.items)
        assert sorted(found.columns.values()) == sorted(ratings)
        assert {f: set(parts) for f, parts in found.features.items()} == {"K01": PAIR, "K05": PAIR}
        assert found.features["K05"]["dysfunctional"] == written("K05_dysfunctional")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "form", ["{n}、{text}{code}", "{n}. {text} {code}", "Q{n}_{text}{code}*", "{text}{code}（选填）"]
)
def test_ids_come_back_from_codes_behind_the_question(survey, lang, form):
    weighed = with_importance(survey, {"K01": Text(zh="甲", en="x"), "K05": Text(zh="乙", en="y")})
    headers = {
        i.id: form.format(n=n, text=getattr(i.text, lang), code=shown(i)) for n, i in enumerate(weighed.items, start=1)
    }
    found = mapping(headers.values())
    assert found.columns == {
        h: i for i, h in headers.items() if not i.startswith("K") and i not in ("screen", "problem")
    }
    assert found.features == {
        f: {side: headers[f"{f}_{side}"] for side in ("functional", "dysfunctional", "importance")}
        for f in ("K01", "K05")
    }


def test_code_and_text_together_as_limesurvey_writes_them():
    assert columns("qAppMap. How satisfied were you?", "csat. Overall") == ["q_app_map", "csat"]


@pytest.mark.parametrize(
    "header",
    [
        "problem[third]",
        "problem[third]. What did you do? [Complained on a third-party platform]",
        "problem/third",
        "problem—third",
        "您怎么做？（可多选）[problem]—平台投诉",
        "page_problem/problem/third",
        "7、您怎么做？（可多选）[problem] (平台投诉)",
        "What did you do? [problem] [Complained on a third-party platform]",
    ],
)
def test_each_answer_to_the_iceberg_item_is_a_column(header):
    assert columns("csat", header) == ["csat", "problem_third"]


def test_full_width_brackets_and_straight_quotes_are_the_same():
    pair = ['5、如果有"没有广告",您的感受是?［K05］', '6、如果没有"没有广告",您的感受是?［K05］']
    assert set(mapping(pair).features["K05"]) == PAIR


def test_other_files_have_none_of_our_codes():
    others = [
        "序号",
        "1、性别",
        "第6题(运动)",
        "city",
        "G01Q02[SQ001]",
        "K03",
        "Preferred store [city]",
        "quality",
        "Q1",
    ]
    found = mapping(others)
    assert (found.columns, found.features) == ({}, {})


def test_a_segment_in_brackets_counts_beside_other_codes_only():
    assert columns("您属于？[customer_type]") == []
    assert columns("您属于？[customer_type]", "满意吗[csat]") == ["csat", "customer_type"]


def test_a_pair_without_its_other_side_and_a_repeated_code_are_left_out():
    assert mapping(["K01_functional", "csat"]).features == {}
    assert mapping(["a [csat]", "b [csat]"]).columns == {"a [csat]": "csat"}
