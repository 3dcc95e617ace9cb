"""XLSX: one row a question and, on a second sheet, one row an answer, to be edited and discussed."""

from __future__ import annotations

from cxlab.phrases import Lang
from cxlab.questionnaires.sheets import workbook
from cxlab.questionnaires.text import line, resource
from cxlab.survey.planning.questionnaire import Questionnaire

_QUESTIONS = ("number", "id", "block", "kind", "text", "answer", "required", "touchpoint", "feature")
_ANSWERS = ("id", "text", "code", "answer")


def write(questionnaire: Questionnaire, lang: Lang) -> bytes:
    """Return a workbook of two sheets; every cell is text, and what looks like a formula is marked as quoted."""
    say = resource("layout")
    blocks = {block.id: line(block.title, lang) for block in questionnaire.blocks}
    questions = [[say["columns"][c][lang] for c in _QUESTIONS]]
    answers = [[say["columns"][c][lang] for c in _ANSWERS]]
    ordered = [item for block in questionnaire.blocks for item in questionnaire.of_block(block.id)]
    for number, item in enumerate(ordered, start=1):
        asked = line(item.text, lang)
        given = [(answer.code, line(answer.text, lang)) for answer in item.answers]
        listed = "\n".join(f"{code} {text}" for code, text in given)
        required = say["yes" if item.required else "no"][lang]
        questions.append(
            [
                *(str(number), item.id, blocks[item.block], say["kinds"][item.kind][lang], asked, listed, required),
                *(item.touchpoint or "", item.feature or ""),
            ]
        )
        answers += [[item.id, asked, code, text] for code, text in given]
    return workbook({say["sheets"]["questions"][lang]: questions, say["sheets"]["answers"][lang]: answers})
