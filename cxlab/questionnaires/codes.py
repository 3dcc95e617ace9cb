"""Item ids on their way through a tool: written so that they survive, found again in the headers of its export.

A tool with a column for codes keeps the id (``q_refund``, ``K05_functional``; ``qRefund`` and ``K05functional`` where
it allows letters and digits only). For the others the id stands in square brackets behind the question, a KANO pair
shows its feature on both sides (``[K05]``), so that no respondent reads which side is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from cxlab.questionnaires.text import resource

if TYPE_CHECKING:  # the intake looks for codes; it shall not load all of `survey` for that
    from cxlab.survey.planning.questionnaire import Item

_SIDES = ("functional", "dysfunctional", "importance")
_BRACKET = re.compile(r"\[([A-Za-z][A-Za-z0-9_]*)\]")
_SUBQUESTION = re.compile(r"\w+\[\w+\]", re.ASCII)
_PAIR = re.compile(r"([A-Za-z]\d{1,3})_?(functional|dysfunctional|importance)")
_FEATURE = re.compile(r"[A-Za-z]\d{1,3}")
_RATING = re.compile(r"csat|ces|nps|comment|q(_[a-z][a-z0-9]*)+|q([A-Z][a-z0-9]*)+")
_SEGMENT = re.compile(r"[a-z][a-z0-9_]*")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_CHOICE = re.compile(r"(?:^|[/-])problem[/\[—](\w+)\]?(?=$|\. )", re.ASCII)
_CHOICE_IN_WORDS = re.compile(r"\[problem\]\s*[\[(—](.+?)[\])]?$")
_NO_SEGMENT = ("screen", "problem")
_PATH = re.compile(r"^.*[/-]")


@dataclass(frozen=True)
class HeaderMap:
    """What headers stand for, as a study states it: ``{header: column}`` and ``{feature: {side: header}}``."""

    columns: dict[str, str] = field(default_factory=dict)
    features: dict[str, dict[str, str]] = field(default_factory=dict)


def shown(item: Item) -> str:
    """Return the code as it stands behind a question that has no other place for it."""
    return f"[{item.feature or item.id}]"


def mapping(headers: Iterable[str]) -> HeaderMap:
    """Return what the headers of an export stand for; a header without one of our codes is left out.

    A code is the whole header (behind the name of a group, before ". " and the question), or stands in square
    brackets behind the question. It names csat, ces, nps, comment, an item q_... or a side of a KANO pair; in brackets
    also a segment column, where the file holds one of the others. The answers to the iceberg item are problem_spot,
    problem_call ... A header that repeats a code is left out, and a feature of which one side is missing.
    """
    columns: dict[str, str] = {}
    features: dict[str, dict[str, str]] = {}
    segments: dict[str, str] = {}
    for header in headers:
        code, bracketed = _code(header)
        pair, choice = _PAIR.fullmatch(code), _choice(header)
        if choice:
            segments.setdefault(choice, header)
        elif pair:
            features.setdefault(pair[1].upper(), {}).setdefault(pair[2], header)
        elif _RATING.fullmatch(code):
            columns.setdefault(_snake(code), header)
        elif bracketed and _FEATURE.fullmatch(code):
            features.setdefault(code.upper(), {}).setdefault(_side(header), header)
        elif bracketed and _SEGMENT.fullmatch(code) and code not in _NO_SEGMENT:
            segments.setdefault(code, header)
    whole = {f: parts for f, parts in features.items() if {"functional", "dysfunctional"} <= parts.keys()}
    kept = columns | segments if columns or whole else {}
    return HeaderMap(
        {header: column for column, header in kept.items()},
        {f: {side: parts[side] for side in _SIDES if side in parts} for f, parts in whole.items()},
    )


def _code(header: str) -> tuple[str, bool]:
    """Return what may be a code of ours in a header, and whether it stands in square brackets."""
    text = _plain(header).strip()
    bracketed = _BRACKET.findall(text)
    if bracketed and not _SUBQUESTION.fullmatch(text):
        return bracketed[-1], True
    return _PATH.sub("", text.split(". ", maxsplit=1)[0]), False


def _choice(header: str) -> str:
    """Return the column of one answer to the iceberg item, which tools name by its code or in words."""
    text = _plain(header)
    coded, worded = _CHOICE.search(text), _CHOICE_IN_WORDS.search(text)
    known = _iceberg()
    code = coded[1] if coded else known.get(worded[1], "") if worded else ""
    return f"problem_{code}" if code in known.values() else ""


def _snake(code: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", code).lower()


def _side(header: str) -> str:
    """Return the side of a KANO pair that a question asks; empty where its wording is not ours."""
    text = _plain(header)
    return next((side for side, words in _wordings().items() if any(w.search(text) for w in words)), "")


@cache
def _wordings() -> dict[str, list[re.Pattern[str]]]:
    return {side: [_pattern(text) for text in resource("wording")["items"][side].values()] for side in _SIDES}


@cache
def _iceberg() -> dict[str, str]:
    """Return ``{answer in words: its code}``."""
    return {
        _plain(said): code
        for code, texts in resource("wording")["answers"]["problem"].items()
        for said in texts.values()
    }


def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern of a wording with any name in it."""
    parts = _plain(text).split("{name}")
    return re.compile(".+".join(re.escape(part) for part in parts))


def _plain(text: str) -> str:
    """Return a text with its full-width signs and curly quotes made plain, as some tools do."""
    return unicodedata.normalize("NFKC", text).translate(_QUOTES)
