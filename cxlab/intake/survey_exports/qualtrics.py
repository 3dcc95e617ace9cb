"""Qualtrics: three header rows (name, text, {"ImportId"}), legacy two (V1 … and the name or the text below it)."""

from __future__ import annotations

import json
import re

from cxlab.intake.notes import Note, note
from cxlab.intake.survey_exports.export import MULTIPLE, OPEN, Form, Heading
from cxlab.intake.survey_exports.grid import Grid
from cxlab.intake.survey_exports.metadata import headings as metadata
from cxlab.intake.survey_exports.metadata import is_metadata, marks
from cxlab.intake.words import plain

_PART = re.compile(r"(?P<question>.+?)(?:[_#](?P<part>\d+(?:_\d+)*|x\d+))?(?P<text>_TEXT)?", re.DOTALL)
_TOPICS = re.compile(
    r".+ - (?:Topics|Parent Topics|Sentiment.*)|.+_(?:DO|DO_\d+|First Click|Last Click|Page Submit|Click Count)"
)
_LEGACY = re.compile(r"V\d+")
_CHOICE = " - Selected Choice"
_UNFINISHED = ("0", "false", "no", "falsch", "否")


def read(grid: Grid) -> Form | None:
    """Return the form of a Qualtrics export, None for another file."""
    if all(cell.startswith('{"ImportId"') for cell in grid.row(1) if cell) and any(grid.row(1)):
        return _form(grid, list(grid.names), grid.row(0), _ids(grid.row(1)), start=2)
    below = {plain(cell) for cell in grid.row(0)}
    if any(_LEGACY.fullmatch(n) for n in grid.names) and len(marks("qualtrics_legacy") & below) > 2:
        names = [c if _LEGACY.fullmatch(n) else n for n, c in zip(grid.names, grid.row(0), strict=True)]
        return _form(grid, names, grid.row(0), [""] * len(names), start=1)
    return None


def _ids(row: tuple[str, ...]) -> list[str]:
    """Return the inner names of the third header row; empty where a cell is damaged."""
    found = []
    for cell in row:
        try:
            found.append(str(json.loads(cell)["ImportId"]))
        except (json.JSONDecodeError, KeyError, TypeError):
            found.append("")
    return found


def _form(grid: Grid, names: list[str], texts: tuple[str, ...], ids: list[str], *, start: int) -> Form:
    rows = grid.records(start)
    others: list[tuple[str, str]] = []
    headings: list[Heading] = []
    for label, name, text, inner in zip(grid.labels, names, texts, ids, strict=True):
        question = inner.startswith("QID") if inner else not is_metadata(name)
        if question and not _TOPICS.fullmatch(name) and name and name != text.removesuffix(" "):
            headings.append(_heading(label, name, text))
        else:
            others.append((label, name))
    meta, left_out = metadata(others)
    notes = _unfinished(grid, meta, start)
    return Form("qualtrics", (*meta, *headings), rows, ",", left_out=tuple(left_out), notes=tuple(notes))


def _heading(label: str, name: str, text: str) -> Heading:
    """Return the heading of an answer column: "Q5_2" with "stem - item" is item 2 of Q5, "Q5_TEXT" what was typed."""
    parts = _PART.fullmatch(name)
    part = parts["part"] if parts else None
    number = parts["question"] if parts and (part or parts["text"]) else name
    kind = OPEN if parts and parts["text"] else ""
    if _CHOICE in text:
        stem, _, option = text.partition(_CHOICE)
        return Heading(label, number, stem.strip(), option.removeprefix(" - ").strip(), MULTIPLE if option else kind)
    stem, sign, item = text.rpartition(" - ") if part or kind else (text, "", "")
    return Heading(label, number, (stem if sign else text).strip(), (item if sign else part or "").strip(), kind)


def _unfinished(grid: Grid, meta: list[Heading], start: int) -> list[Note]:
    """Say how many respondents did not reach the end; they are kept."""
    for heading in meta:
        if heading.column == "finished":
            count = sum(plain(v) in _UNFINISHED for v in grid.records(start)[heading.source].dropna())
            return [note("unfinished", count=count)] if count else []
    return []
