import re

from cxlab.questionnaires import markdown


def test_questions_are_numbered_through_and_end_with_their_id(survey):
    text = markdown.write(survey, "en")
    found = re.findall(r"^\*\*(\d+)\.\*\* .* `(\w+)`$", text, re.MULTILINE)
    assert found == [(str(n), item.id) for n, item in enumerate(survey.items, start=1)]
    assert text.startswith("# Customer survey\n")
    assert "## Before it is sent" in text


def test_answers_say_their_code_and_what_they_do(survey):
    text = markdown.write(survey, "zh")
    assert "- [ ] 没有使用过（选此项即结束） `no`" in text
    assert "- [ ] 没有遇到问题（不与其他项同选） `none`" in text
    assert "（选填） `comment`" in text


def test_names_are_no_markup(trapped):
    text = markdown.write(trapped, "zh")
    assert r"\| \* \_ \# \`x\`" in text
    assert r"\<b\>" in text
