"""What a questionnaire says on paper, line by line, for the formats that people read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cxlab.phrases import Lang
from cxlab.questionnaires.text import line, resource
from cxlab.survey.planning.questionnaire import Answer, Item, Questionnaire

Style = Literal["title", "heading", "note", "question", "answer", "space"]


def lines(questionnaire: Questionnaire, lang: Lang) -> Iterator[tuple[Style, str, str]]:
    """Yield (style, text, code) of each line; "space" is a line to write on."""
    yield "title", line(questionnaire.title, lang), ""
    if questionnaire.notes:
        yield "heading", resource("layout")["notes"][lang], ""
        for note in questionnaire.notes:
            yield "note", line(note, lang), ""
    number = 0
    for block in questionnaire.blocks:
        yield "heading", line(block.title, lang), ""
        for item in questionnaire.of_block(block.id):
            number += 1
            yield "question", f"{number}. {line(item.text, lang)}{_remark(item, lang)}", item.id
            for answer in item.answers:
                yield "answer", _answer(item, answer, lang), answer.code
            if item.kind == "open":
                yield "space", "", ""


def _remark(item: Item, lang: Lang) -> str:
    return "" if item.required else _aside(resource("layout")["optional"][lang], lang)


def _answer(item: Item, answer: Answer, lang: Lang) -> str:
    text = line(answer.text, lang)
    for mark in ("ends", "alone"):
        if answer.code in getattr(item, mark):
            text += _aside(resource("layout")[mark][lang], lang)
    return text


def _aside(text: str, lang: Lang) -> str:
    return f"（{text}）" if lang == "zh" else f" ({text})"
