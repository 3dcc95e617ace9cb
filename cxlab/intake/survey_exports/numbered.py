"""Headers that carry the question's number, as 问卷星 and 腾讯问卷 write them: "5、stem", "第6题(option)", "7.a:b"."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

import pandas as pd

from cxlab.intake.survey_exports import cells
from cxlab.intake.survey_exports.export import MULTIPLE, OPEN, Heading
from cxlab.intake.survey_exports.grid import Grid
from cxlab.intake.survey_exports.metadata import headings as metadata
from cxlab.intake.survey_exports.metadata import is_metadata
from cxlab.intake.words import plain

_NUMBER = r"(\d+(?:[-_.]\d+)*)"
_PLAIN = re.compile(rf"\s*[QqＱ]?\s*{_NUMBER}\s*[、.．。:：)）]\s*(.*)", re.DOTALL)
_CODED = re.compile(rf"\s*第\s*{_NUMBER}\s*题\s*[(（](.*)[)）]\s*", re.DOTALL)
_BLANK = re.compile(r".*_填空\d*", re.DOTALL)
_TYPE = re.compile(r"\s*[\[【(（]\S{1,6}题[\]】)）]\s*\*?$")
_SIGNS = "—–-_:：|/ \t"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】"}
_ITEM = re.compile(r"(.*?)\s*(?:[—–]+|[:：_|]|\s-\s|--+)\s*([^—–:：_|]+)", re.DOTALL)
_IN_BRACKETS = re.compile(r"(.*?)\s*[（(]([^（()）]+)[)）]\s*", re.DOTALL)


Part = tuple[str, str, str, str]
"""Label of a column, number of its question, words and option of its header."""


def numbered(names: Sequence[str]) -> list[tuple[str, str, str] | None]:
    """Return (number, words, option) of each header, None where it carries no number."""
    return [_parts(name) for name in names]


def _parts(name: str) -> tuple[str, str, str] | None:
    coded = _CODED.fullmatch(name)
    if coded:
        return _digits(coded.group(1)), "", coded.group(2).strip()
    found = _PLAIN.fullmatch(name)
    return (_digits(found.group(1)), found.group(2).strip(), "") if found else None


def _digits(number: str) -> str:
    return unicodedata.normalize("NFKC", number)


def headings(grid: Grid, start: int = 0) -> tuple[list[Heading], list[str]]:
    """Return a heading for each column, and the headers that are left out.

    Columns of one number are one question; a header without a number behind a numbered one is its next item where the
    answers are alike (a matrix whose stem stands only in the first column), else metadata.
    """
    rows = grid.records(start)
    groups: list[list[Part]] = []
    others: list[tuple[str, str]] = []
    behind = False
    for label, name, parts in zip(grid.labels, grid.names, numbered(grid.names), strict=True):
        if parts is not None:
            if not groups or not _goes_on(groups[-1], parts):
                groups.append([])
            groups[-1].append((label, *parts))
            behind = True
        elif behind and name and not is_metadata(name) and _alike(rows, groups[-1], label):
            groups[-1].append((label, groups[-1][0][1], name, ""))
        else:
            others.append((label, name or label))
            behind = behind and not name
    meta, left_out = metadata(others)
    return [*meta, *(h for group in _renumbered(groups) for h in _question(group))], left_out


def _goes_on(group: list[Part], parts: tuple[str, str, str]) -> bool:
    """Return whether a header is a further column of a question: its number, and a stem or options in common."""
    _, number, words, option = group[0]
    same = parts[0] == number
    return same and (bool(option) or bool(parts[2]) or bool(split([words, parts[1]], shared_only=True)[0]))


def _renumbered(groups: list[list[Part]]) -> Iterator[list[Part]]:
    """Yield questions with a number of their own: where a part of the survey counts from 1 again, 1 becomes 1b."""
    used: Counter[str] = Counter()
    for group in groups:
        number = group[0][1]
        used[number] += 1
        again = "" if used[number] == 1 else _LETTERS[min(used[number], len(_LETTERS)) - 1]
        yield [(label, f"{number}{again}", words, option) for label, _, words, option in group]


def _alike(rows: pd.DataFrame, group: list[Part], label: str) -> bool:
    """Return whether a column answers as the first of a question does: most of its answers are known there."""
    first, other = (
        {plain(cells.as_text(v)) for v in cells.without_codes(rows[c]).dropna().unique()} for c in (group[0][0], label)
    )
    return bool(first & other) and 2 * len(first & other) >= min(len(first), len(other)) and len(other) <= 20


def _question(group: list[Part]) -> list[Heading]:
    """Return the headings of one question: the stem is what all share, the item what is left."""
    labels, numbers, words, options = (list(column) for column in zip(*group, strict=True))
    if any(options):
        stem = next((w for w in words if w), "")
        items = [o or w for o, w in zip(options, words, strict=True)]
    else:
        stem, items = split(words)
    many = MULTIPLE if cells.mentions(stem, "multiple_words") else ""
    found = [
        Heading(label, number, _TYPE.sub("", stem), item, many if len(group) == 1 or many else "")
        for label, number, item in zip(labels, numbers, items, strict=True)
    ]
    typed = [bool(_BLANK.fullmatch(w)) for w in words]
    return [replace(h, kind=OPEN) if blank else h for h, blank in zip(found, typed, strict=True)]


def split(words: Sequence[str], *, shared_only: bool = False) -> tuple[str, list[str]]:
    """Return the stem that some headers share, and the item of each.

    One header is all stem. Of several the stem is what all begin with, cut back to a separator; where the stem stands
    only in the first, the first is split at its last separator or bracket (unless `shared_only`: then there is none).
    """
    if len(words) == 1:
        return words[0], [""]
    shared = "".join(letters[0] for letters in takewhile(lambda at: len(set(at)) == 1, zip(*words, strict=False)))
    while shared and shared[-1] not in _SIGNS and shared[-1] not in _BRACKETS:
        shared = shared[:-1]
    if shared.strip(_SIGNS):
        stem, items = shared, [w[len(shared) :] for w in words]
        bracket = _BRACKETS.get(shared[-1], "")
        return _trim(stem), [_trim(i.removesuffix(bracket)) for i in items]
    if shared_only:
        return "", list(words)
    first = _IN_BRACKETS.fullmatch(words[0]) or _ITEM.fullmatch(words[0])
    stem, item = first.groups() if first else (words[0], "")
    return _trim(stem), [_trim(item), *(_unwrapped(w) for w in words[1:])]


def _unwrapped(word: str) -> str:
    word = word.strip(_SIGNS)
    return _trim(word[1:-1]) if word and _BRACKETS.get(word[0]) == word[-1] else _trim(word)


def _trim(text: str) -> str:
    return text.strip(_SIGNS + "(（[【").strip()
