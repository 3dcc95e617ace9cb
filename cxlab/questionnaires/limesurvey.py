"""LimeSurvey: the structure of a survey as tab-separated values (manual: Tab Separated Value survey structure)."""

from __future__ import annotations

import html
from functools import cache
from importlib.resources import files

from cxlab.phrases import Lang
from cxlab.questionnaires.text import is_formula, line, unpiped
from cxlab.study import Text
from cxlab.survey.planning.questionnaire import Item, Questionnaire, plain_id

_LANGUAGE = {"zh": "zh-Hans", "en": "en"}
_TYPE = {"open": "T", "multiple": "M"}
_LIST = "L"
_LONGEST_ANSWER_CODE = 5


def write(questionnaire: Questionnaire, lang: Lang) -> bytes:
    """Return UTF-8 with byte order mark, one row a setting, group, question, subquestion or answer.

    Question codes are the ids without "_" (``qAppMap``), answer codes ours where they are letters and digits, at most
    5, else numbers. Items after a screening answer that ends the survey are conditional on it.

    All columns that LimeSurvey knows are there: it guesses the encoding from the first 1,000 bytes, which are then
    plain ASCII and never cut a Chinese character in two.
    """
    rows = [
        {"class": "S", "name": "language", "text": _LANGUAGE[lang]},
        {"class": "S", "name": "format", "text": "G"},
        {"class": "SL", "name": "surveyls_title", "text": _said(questionnaire.title, lang)},
    ]
    for number, block in enumerate(questionnaire.blocks, start=1):
        title = _said(block.title, lang)
        rows.append({"class": "G", "type/scale": f"G{number}", "name": title, "relevance": "1"})
        for item in questionnaire.of_block(block.id):
            rows += _question(questionnaire, item, lang)
    table = [_columns(), *([row.get(c, "") for c in _columns()] for row in _in_language(rows, lang))]
    return ("\ufeff" + "\n".join("\t".join(map(_cell, row)) for row in table) + "\n").encode("utf-8")


def _question(questionnaire: Questionnaire, item: Item, lang: Lang) -> list[dict[str, str]]:
    asked = {
        "class": "Q",
        "type/scale": _TYPE.get(item.kind, _LIST),
        "name": plain_id(item.id),
        "relevance": _relevance(questionnaire, item),
        "text": _said(item.text, lang),
        "mandatory": "Y" if item.required else "N",
        "other": "N",
        "exclude_all_others": ";".join(item.alone),
    }
    part = {"class": "SQ", "relevance": "1"} if item.kind == "multiple" else {"class": "A"}
    codes = answer_codes(item)
    return [
        asked,
        *({**part, "type/scale": "0", "name": codes[a.code], "text": _said(a.text, lang)} for a in item.answers),
    ]


def answer_codes(item: Item) -> dict[str, str]:
    """Return the code that LimeSurvey keeps for each of ours; of a multiple answer they name subquestions."""
    fit = item.kind == "multiple" or all(len(a.code) <= _LONGEST_ANSWER_CODE and a.code.isalnum() for a in item.answers)
    return {a.code: a.code if fit else str(number) for number, a in enumerate(item.answers, start=1)}


def _relevance(questionnaire: Questionnaire, item: Item) -> str:
    asked = {i.id: i for i in questionnaire.items}
    gates = [f'{plain_id(i)}.NAOK != "{answer_codes(asked[i])[code]}"' for i, code in questionnaire.gates(item)]
    return " and ".join(gates) or "1"


def _said(text: Text, lang: Lang) -> str:
    """Return a text as LimeSurvey shows it: HTML, in which {name} would be computed."""
    return html.escape(unpiped(line(text, lang)), quote=False)


def _cell(text: str) -> str:
    """Return a cell; a blank before what looks like a formula keeps spreadsheets from computing it."""
    safe = f" {text}" if is_formula(text) else text
    return f'"{safe.replace(chr(34), chr(34) * 2)}"' if '"' in safe else safe


def _in_language(rows: list[dict[str, str]], lang: Lang) -> list[dict[str, str]]:
    return [row if row["class"] == "S" else {**row, "language": _LANGUAGE[lang]} for row in rows]


@cache
def _columns() -> list[str]:
    file = files("cxlab").joinpath("resources/questionnaire/limesurvey_columns.txt")
    lines = file.read_text(encoding="utf-8").splitlines()
    return [column for text in lines if not text.startswith("#") for column in text.split()]
