import re

import pytest

from cxlab.questionnaires import wjx

# Marks of the site's text import, and where it takes a line for the next question (its own pattern).
MARK = re.compile(r"\[(单选题|多选题|量表题|问答题)\](（选填）)?$")
NUMBERED = re.compile(r"^\s*([a-zA-Z]|问题|第)?\s*\d+|^[（(]\d+")
KNOWN_NUMBERS = re.compile(r"^\s*\d+[+次万%千小年以岁元人本个后级GXM分]|^\s*\d+\s*[-－—~～]{1,3}\s*\d+")


def parsed(text):
    """Read the text as the site does: title, then questions of a title line and answers up to an empty line."""
    title, *parts = [part.split("\n") for part in text.strip().split("\n\n")]
    pages, questions = 1, []
    for lines in parts:
        if lines == ["[分页栏]"]:
            pages += 1
            continue
        head, *answers = lines
        number, asked = head.split(". ", maxsplit=1)
        questions.append((int(number), MARK.sub("", asked), MARK.search(asked), answers))
    return title[0], pages, questions


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_site_reads_every_question_with_its_answers(survey, lang):
    title, pages, questions = parsed(wjx.write(survey, lang))
    assert title == getattr(survey.title, lang)
    assert pages == len(survey.blocks)
    assert [number for number, *_ in questions] == list(range(1, len(survey.items) + 1))
    for item, (_, asked, _, answers) in zip(survey.items, questions, strict=True):
        assert asked == f"{getattr(item.text, lang)}[{item.feature or item.id}]"
        assert len(answers) == len(item.answers)


def test_kinds(survey):
    marks = {i.id: q[2][1] for i, q in zip(survey.items, parsed(wjx.write(survey, "zh"))[2], strict=True)}
    assert marks["csat"] == "量表题"
    assert marks["nps"] == "单选题"  # a scale would store 1-11
    assert marks["q_app_map"] == "单选题"  # "not experienced" is no point of the scale
    assert marks["problem"] == "多选题"
    assert marks["comment"] == "问答题"
    assert marks["K05_functional"] == "单选题"
    assert [bool(q[2][2]) for q in parsed(wjx.write(survey, "zh"))[2]].count(True) == 1


def test_no_answer_is_taken_for_a_question_or_split(survey):
    for _, _, _, answers in parsed(wjx.write(survey, "zh"))[2]:
        for answer in answers:
            assert not NUMBERED.match(answer) or KNOWN_NUMBERS.match(answer), answer
            assert " " not in answer


def test_names_cannot_break_the_form(trapped):
    text = wjx.write(trapped, "zh")
    assert len(parsed(text)[2]) == len(trapped.items)
    assert "第二行" in text
    assert "{" not in text
    assert "\x07" not in text
