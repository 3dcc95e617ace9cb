import io
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest

from cxlab.questionnaires import word, xlsform, xlsx


def sheets(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("write", [xlsx.write, xlsform.write])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_cell_is_a_formula_and_what_looks_like_one_is_quoted(trapped, write, lang):
    found = cells(write(trapped, lang))
    assert {cell.data_type for cell in found} == {"s"}
    risky = [cell for cell in found if str(cell.value).lstrip().startswith(("=", "+", "-", "@"))]
    assert {str(cell.value) for cell in risky} >= {"=1+1", "+49", "-2", "@SUM(A1)"}
    assert all(cell.quotePrefix for cell in risky)
    assert {cell.number_format for cell in found} == {"@"}


def test_xlsx_has_a_row_a_question_and_a_row_an_answer(survey):
    found = sheets(xlsx.write(survey, "zh"))
    questions, answers = found["题目"], found["选项"]
    assert questions[0][:5] == ["题号", "编码", "分页", "题型", "题目"]
    assert [row[1] for row in questions[1:]] == [item.id for item in survey.items]
    assert len(answers) - 1 == sum(len(item.answers) for item in survey.items)
    assert questions[2][5].startswith("1 非常不满意\n2 不满意")
    assert list(sheets(xlsx.write(survey, "en"))) == ["Questions", "Answers"]


def test_xlsform_follows_the_standard(survey):
    found = sheets(xlsform.write(survey, "zh"))
    assert list(found) == ["survey", "choices", "settings"]
    header, *rows = found["survey"]
    rows = [dict(zip(header, row, strict=True)) for row in rows]
    lists = {row[0] for row in found["choices"][1:]}
    depth, names = 0, []
    for row in rows:
        depth += {"begin_group": 1, "end_group": -1}.get(row["type"], 0)
        assert depth in (0, 1)
        if row["type"] != "end_group":
            names.append(row["name"])
            assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", row["name"])
            assert row["label::中文 (zh)"]
            assert row["label::English (en)"]
        kind, _, choice = row["type"].partition(" ")
        assert kind in ("begin_group", "end_group", "select_one", "select_multiple", "text")
        assert not choice or choice in lists
    assert depth == 0
    assert len(set(names)) == len(names)
    assert [n for n in names if not n.startswith("page_")] == [item.id for item in survey.items]
    settings = dict(zip(*found["settings"], strict=True))
    assert settings == {
        "form_title": "客户调研",
        "form_id": "questionnaire",
        "default_language": "中文 (zh)",
    }


def test_xlsform_choices_are_distinct_and_shared_between_equal_scales(survey):
    header, *rows = sheets(xlsform.write(survey, "en"))["choices"]
    assert header == ["list_name", "name", "label::中文 (zh)", "label::English (en)"]
    pairs = [tuple(row[:2]) for row in rows]
    assert len(set(pairs)) == len(pairs)
    assert all(re.fullmatch(r"[A-Za-z0-9_]+", name) for _, name in pairs)
    assert sum(name == "1" and label.startswith("I like") for _, name, _, label in rows) == 1


def test_xlsform_conditions(survey):
    header, *rows = sheets(xlsform.write(survey, "en"))["survey"]
    rows = {row[1]: dict(zip(header, row, strict=True)) for row in rows if row[1]}
    assert rows["csat"]["relevant"] == "${screen} != 'no'"
    assert rows["screen"]["relevant"] is None
    assert rows["problem"]["constraint"] == "not(selected(., 'none') and count-selected(.) > 1)"
    assert (rows["csat"]["required"], rows["comment"]["required"]) == ("yes", None)


def test_xlsform_labels_refer_to_no_question(trapped):
    labels = [str(cell.value) for cell in cells(xlsform.write(trapped, "zh"))]
    assert [text for text in labels if "${" in text] == ["${screen} != 'no'"] * (len(trapped.items) - 1)


@pytest.mark.parametrize("name", ["survey", "trapped"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_word_says_everything_in_well_formed_parts(name, lang, request):
    questionnaire = request.getfixturevalue(name)
    with zipfile.ZipFile(io.BytesIO(word.write(questionnaire, lang))) as archive:
        assert archive.namelist()[0] == "[Content_Types].xml"
        parts = {part: ElementTree.fromstring(archive.read(part)) for part in archive.namelist()}
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = parts["word/document.xml"]
    said = ["".join(t.text or "" for t in p.iter(f"{space}t")) for p in body.iter(f"{space}p")]
    for item in questionnaire.items:
        asked = "".join(getattr(item.text, lang).split())
        assert any("".join(line.split()).endswith(item.id) and asked[:6] in "".join(line.split()) for line in said)
    assert sum(line.startswith("☐") for line in said) == sum(len(i.answers) for i in questionnaire.items)
