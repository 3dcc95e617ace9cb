import csv
import io
import re

import pytest

from cxlab.questionnaires import limesurvey
from cxlab.study import Text
from cxlab.survey.planning.questionnaire import draft

CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}")


def rows(questionnaire, lang="zh"):
    """Read the file as LimeSurvey's TSVImportSurvey does."""
    text = limesurvey.write(questionnaire, lang).decode("utf-8")
    assert text.startswith("\ufeff")
    header, *records = csv.reader(io.StringIO(text[1:]), delimiter="\t", quotechar='"')
    assert all(len(record) == len(header) for record in records)
    return [dict(zip(header, record, strict=True)) for record in records]


def of(found, kind):
    return [row for row in found if row["class"] == kind]


def test_rows_stand_in_the_order_that_the_import_needs(survey):
    found = rows(survey)
    classes = [row["class"] for row in found]
    assert classes[:3] == ["S", "S", "SL"]
    assert {row["name"]: row["text"] for row in of(found, "S")}["language"] == "zh-Hans"
    assert of(found, "SL")[0]["text"] == "客户调研"
    assert [row["name"] for row in of(found, "G")] == [block.title.zh for block in survey.blocks]
    assert len(of(found, "Q")) == len(survey.items)
    shapes = re.sub(r"(Q(?:A+|(?:<)+)?)", "q", "".join({"SQ": "<"}.get(c, c[0]) for c in classes[3:]))
    assert re.fullmatch(r"(Gq+)+", shapes), shapes


def test_codes_and_types_are_those_that_limesurvey_allows(survey):
    found = rows(survey)
    for row in of(found, "Q"):
        assert CODE.fullmatch(row["name"])
    assert len({row["name"].lower() for row in of(found, "Q")}) == len(survey.items)
    assert all(CODE.fullmatch(row["name"]) for row in of(found, "SQ"))
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", row["name"]) for row in of(found, "A"))
    kinds = {row["name"]: row["type/scale"] for row in of(found, "Q")}
    assert (kinds["qAppMap"], kinds["problem"], kinds["comment"]) == ("L", "M", "T")


def test_long_answer_codes_become_numbers(survey):
    by_question, asked = {}, ""
    for row in rows(survey):
        asked = row["name"] if row["class"] == "Q" else asked
        if row["class"] == "A":
            by_question.setdefault(asked, []).append(row["name"])
    assert by_question["customerType"] == ["1", "2"]
    assert by_question["nps"] == [str(n) for n in range(11)]
    assert by_question["screen"] == ["yes", "no"]


def test_who_is_screened_out_is_asked_nothing_more(survey):
    relevance = {row["name"]: row["relevance"] for row in of(rows(survey), "Q")}
    assert relevance.pop("screen") == "1"
    assert set(relevance.values()) == {'screen.NAOK != "no"'}
    assert next(row for row in of(rows(survey), "Q") if row["name"] == "problem")["exclude_all_others"] == "none"


def test_the_first_thousand_bytes_are_ascii_because_the_encoding_is_guessed_from_them(survey):
    assert limesurvey.write(survey, "zh")[3:1003].isascii()


def test_texts_are_html_without_expressions_and_formulas(trapped):
    found = rows(trapped)
    asked = next(row["text"] for row in found if row["name"] == "qApp")
    assert "&lt;b&gt;&amp; 第二行" in asked
    assert "{" not in asked
    for row in found:
        assert not row["text"].startswith(("=", "+", "-", "@"))
    assert " =1+1" in [row["text"] for row in of(found, "A")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_row_says_its_language(survey, lang):
    code = {"zh": "zh-Hans", "en": "en"}[lang]
    assert {row["language"] for row in rows(survey, lang) if row["class"] != "S"} == {code}


def test_longest_ids_fit():
    made = draft({"charging_gun_at_home": Text(zh="枪", en="gun")}, {}, title=Text(zh="问卷", en="x"), round=1)
    assert "qT01" in [row["name"] for row in of(rows(made), "Q")]
