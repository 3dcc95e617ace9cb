"""Suggested words as lines for the study's YAML."""

import pandas as pd
import yaml

from cxlab.insight.journey.pasted import pasted, saying, two_each
from cxlab.insight.journey.suggested import without_names

POINTS = pd.DataFrame({"touchpoint": ["app", "wallet", "gun"], "words": [("地图",), ("退款", "余额"), ()]})
NEW = pd.DataFrame(
    {"word": ["账号", "洗车", "退款", "插不: 上", "手机号"], "near": ["wallet", "", "wallet", "gun", "wallet"]}
)


def test_lines_are_yaml_with_the_studys_words_first():
    table = pasted(POINTS, NEW)
    assert table[["touchpoint", "words"]].values.tolist() == [["wallet", 2], ["gun", 1], ["", 1]]
    assert table.loc[0, "line"] == "words: [退款, 余额, 账号, 手机号]"
    assert yaml.safe_load(table.loc[1, "line"]) == {"words": ["插不: 上"]}
    assert yaml.safe_load(table.loc[2, "line"]) == {"words": ["洗车"]}


def test_nothing_suggested_is_nothing_to_paste():
    assert pasted(POINTS, NEW.head(0)).empty


def test_texts_of_a_word_are_those_without_a_touchpoint():
    tokens = [["账号", "账号", "旧"], ["账号"], ["洗车", "账号"], ["天气"]]
    complaints = pd.DataFrame({"complaint_id": list("abcd"), "tokens": tokens})
    table = saying(complaints, pd.Series(["a", "c", "d"]), NEW)
    assert sorted(table[["word", "complaint_id"]].itertuples(index=False, name=None)) == [
        ("洗车", "c"),
        ("账号", "a"),
        ("账号", "c"),
    ]


def test_two_quotations_stand_beside_each_other():
    quotes = pd.DataFrame({"group": ["账号", "账号", "洗车"], "id": list("abc"), "quotation": ["一", "二", "三"]})
    table = two_each(quotes).set_index("word")
    assert table.loc["账号", ["quote", "quote_other"]].tolist() == ["一", "二"]
    assert table.loc["洗车", ["quote", "quote_other"]].tolist() == ["三", ""]
    assert two_each(quotes.head(0)).empty


def test_names_of_units_and_products_are_no_words_of_touchpoints():
    tokens = [["吉利", "车机", "卡顿"], ["cr-v", "异响"], []]
    complaints = pd.DataFrame(
        {"tokens": tokens, "unit": ["吉利汽车", "东风本田", None], "product": ["星越", "CR-V", "CR-V"]}
    )
    assert without_names(complaints)["tokens"].tolist() == [["车机", "卡顿"], ["异响"], []]
    assert without_names(complaints[["tokens"]])["tokens"].tolist() == tokens
    assert complaints["tokens"].tolist() == tokens
