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
from importlib.resources import files

import yaml

from cxlab.survey.questionnaire import Item

_SIDES = ("functional", "dysfunctional", "importance")
_BRACKET = re.compile(r"\[([A-Za-z][A-Za-z0-9_]*)\]")
_SUBQUESTION = re.compile(r"\w+\[\w+\]", re.ASCII)
_PAIR = re.compile(r"([A-Za-z]\d{1,3})_?(functional|dysfunctional|importance)")
_FEATURE = re.compile(r"[A-Za-z]\d{1,3}")
_RATING = re.compile(r"csat|ces|nps|comment|q(_[a-z][a-z0-9]*)+|q([A-Z][a-z0-9]*)+")
_SEGMENT = re.compile(r"[a-z][a-z0-9_]*")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
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
    also a segment column, where the file holds one of the others. A header that repeats a code is left out, and a
    feature of which one side is missing.
    """
    columns: dict[str, str] = {}
    features: dict[str, dict[str, str]] = {}
    segments: dict[str, str] = {}
    for header in headers:
        code, bracketed = _code(header)
        pair = _PAIR.fullmatch(code)
        if pair:
            features.setdefault(pair[1].upper(), {}).setdefault(pair[2], header)
        elif _RATING.fullmatch(code):
            columns.setdefault(_snake(code), header)
        elif bracketed and _FEATURE.fullmatch(code):
            features.setdefault(code.upper(), {}).setdefault(_side(header), header)
        elif bracketed and _SEGMENT.fullmatch(code):
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


def _snake(code: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", code).lower()


def _side(header: str) -> str:
    """Return the side of a KANO pair that a question asks; empty where its wording is not ours."""
    text = _plain(header)
    return next((side for side, words in _wordings().items() if any(w.search(text) for w in words)), "")


@cache
def _wordings() -> dict[str, list[re.Pattern[str]]]:
    file = files("cxlab").joinpath("resources/questionnaire/wording.yml")
    items = yaml.safe_load(file.read_text(encoding="utf-8"))["items"]
    return {side: [_pattern(text) for text in items[side].values()] for side in _SIDES}


def _pattern(wording: str) -> re.Pattern[str]:
    """Return a pattern of a wording with any name in it."""
    parts = _plain(wording).split("{name}")
    return re.compile(".+".join(re.escape(part) for part in parts))


def _plain(text: str) -> str:
    """Return a text with its full-width signs and curly quotes made plain, as some tools do."""
    return unicodedata.normalize("NFKC", text).translate(_QUOTES)
