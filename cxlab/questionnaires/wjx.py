"""问卷星: text to paste where it makes a survey from text.

Form, after the parser of its import page and its own description of the text format: the title on the first line; a
question is "number. question[kind]", then one answer a line, then an empty line; a mark of its own begins a page.
"""

from __future__ import annotations

import re

from cxlab.phrases import Lang
from cxlab.questionnaires.codes import shown
from cxlab.questionnaires.text import line, resource, unpiped
from cxlab.survey.planning.questionnaire import ABSENT, SCALES, Item, Questionnaire

_BETWEEN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s|\s(?=[^\x00-\x7f])")


def write(questionnaire: Questionnaire, lang: Lang) -> str:
    """Return the text; ids stand in square brackets behind the questions and come back in the headers of an export.

    Blanks beside Chinese characters are left out of answers, which the site would split there. An answer that begins
    with a number may be read as the next question: "30岁以下" and "18-25" are known to it, "1部" is not. What text
    cannot say is set by hand: the end after an answer, answers that exclude each other.
    """
    marks = resource("layout")["wjx"]
    number = 0
    parts = [unpiped(line(questionnaire.title, lang))]
    for position, block in enumerate(questionnaire.blocks):
        parts += [marks["page"]] if position else []
        for item in questionnaire.of_block(block.id):
            number += 1
            optional = "" if item.required else marks["optional"]
            title = f"{number}. {unpiped(line(item.text, lang))}{shown(item)}{marks[_kind(item)]}{optional}"
            answers = [_BETWEEN_CHINESE.sub("", unpiped(line(answer.text, lang))) for answer in item.answers]
            parts.append("\n".join([title, *answers]))
    return "\n\n".join(parts) + "\n"


def _kind(item: Item) -> str:
    """Return the mark; a scale would number its answers from 1, which is wrong for NPS and beside "not experienced"."""
    if item.kind in ("open", "multiple"):
        return item.kind
    from_one = item.kind in SCALES and item.kind != "nps" and all(a.code != ABSENT for a in item.answers)
    return "scale" if from_one and item.kind not in ("functional", "dysfunctional") else "single"
