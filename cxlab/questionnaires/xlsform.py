"""XLSForm: a workbook with the sheets survey, choices and settings, for KoboToolbox, ODK and their relatives."""

from __future__ import annotations

from cxlab.phrases import Lang
from cxlab.questionnaires.sheets import workbook
from cxlab.questionnaires.text import line, unpiped
from cxlab.study import Text
from cxlab.survey.planning.questionnaire import Answer, Item, Questionnaire

_LANGUAGE: dict[Lang, str] = {"zh": "中文 (zh)", "en": "English (en)"}
_LABELS = [f"label::{name}" for name in _LANGUAGE.values()]
_SURVEY = ["type", "name", *_LABELS, "required", "relevant", "constraint", "appearance"]


def write(questionnaire: Questionnaire, lang: Lang) -> bytes:
    """Return the workbook with both languages, `lang` shown first.

    Names are the ids, those of pages ``page_<block>``; equal sets of answers share a list. Each page is a group shown
    on one screen. Items after a screening answer that ends the survey are relevant only without it.
    """
    lists: dict[tuple[Answer, ...], str] = {}
    for item in questionnaire.items:
        if item.answers:
            lists.setdefault(item.answers, f"answers_{item.id}")
    survey = [_SURVEY]
    for block in questionnaire.blocks:
        survey.append(["begin_group", f"page_{block.id}", *_labels(block.title), "", "", "", "field-list"])
        survey += [_row(questionnaire, item, lists) for item in questionnaire.of_block(block.id)]
        survey.append(["end_group", *[""] * (len(_SURVEY) - 1)])
    choices = [[name, answer.code, *_labels(answer.text)] for answers, name in lists.items() for answer in answers]
    settings = [
        ["form_title", "form_id", "default_language"],
        [unpiped(line(questionnaire.title, lang)), "questionnaire", _LANGUAGE[lang]],
    ]
    return workbook({"survey": survey, "choices": [["list_name", "name", *_LABELS], *choices], "settings": settings})


def _row(questionnaire: Questionnaire, item: Item, lists: dict[tuple[Answer, ...], str]) -> list[str]:
    kind = "text"
    if item.answers:
        kind = f"{'select_multiple' if item.kind == 'multiple' else 'select_one'} {lists[item.answers]}"
    relevant = " and ".join(f"${{{i}}} != '{code}'" for i, code in questionnaire.gates(item))
    constraint = " and ".join(f"not(selected(., '{code}') and count-selected(.) > 1)" for code in item.alone)
    appearance = "multiline" if item.kind == "open" else ""
    required = "yes" if item.required else ""
    return [kind, item.id, *_labels(item.text), required, relevant, constraint, appearance]


def _labels(text: Text) -> list[str]:
    return [unpiped(line(text, lang)) for lang in _LANGUAGE]
