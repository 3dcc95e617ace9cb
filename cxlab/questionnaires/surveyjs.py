"""SurveyJS: a survey as JSON (Form Library, Survey Creator)."""

from __future__ import annotations

import json
from typing import Any

from cxlab.phrases import Lang
from cxlab.questionnaires.text import line, unpiped
from cxlab.study import Text
from cxlab.survey.planning.questionnaire import SCALES, Answer, Item, Questionnaire

_LOCALE = {"zh": "zh-cn", "en": "en"}
_TYPE = {"open": "comment", "multiple": "checkbox", "nps": "rating"}


def write(questionnaire: Questionnaire, lang: Lang) -> str:
    """Return JSON with both languages, shown in `lang` first.

    Names are the ids; the values of scales are numbers. Elements after a screening answer that ends the survey are
    visible only without it.
    """
    pages = [
        {
            "name": f"page_{block.id}",
            "title": _said(block.title),
            "elements": [_element(questionnaire, item) for item in questionnaire.of_block(block.id)],
        }
        for block in questionnaire.blocks
    ]
    survey = {"title": _said(questionnaire.title), "locale": _LOCALE[lang], "pages": pages}
    return json.dumps(survey, ensure_ascii=False, indent=2) + "\n"


def _element(questionnaire: Questionnaire, item: Item) -> dict[str, Any]:
    kind = _TYPE.get(item.kind, "radiogroup")
    element: dict[str, Any] = {"type": kind, "name": item.id, "title": _said(item.text), "isRequired": item.required}
    if item.answers:
        element["rateValues" if kind == "rating" else "choices"] = [_choice(item, answer) for answer in item.answers]
    gates = " and ".join(f"{{{i}}} <> '{code}'" for i, code in questionnaire.gates(item))
    return {**element, "visibleIf": gates} if gates else element


def _choice(item: Item, answer: Answer) -> dict[str, Any]:
    number = item.kind in SCALES and answer.code.isdigit()
    choice: dict[str, Any] = {"value": int(answer.code) if number else answer.code, "text": _said(answer.text)}
    return {**choice, "isExclusive": True} if answer.code in item.alone else choice


def _said(text: Text) -> dict[str, str]:
    """Return a text in both languages; SurveyJS calls English the default."""
    return {"default": unpiped(line(text, "en")), "zh-cn": unpiped(line(text, "zh"))}
