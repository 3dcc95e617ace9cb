"""Credamo (见数): headers are codes ("Q3", "Q3_2"), with the question's words behind them or in a second row."""

from __future__ import annotations

import re

from cxlab.intake.survey_exports import numbered
from cxlab.intake.survey_exports.export import Form, Heading
from cxlab.intake.survey_exports.grid import Grid
from cxlab.intake.survey_exports.metadata import headings as metadata
from cxlab.intake.survey_exports.metadata import marks

_FEWEST_MARKS = 2
_CODE = re.compile(
    r"[Qq](?P<number>\d+)(?:[_.\-](?P<part>\d+(?:[_.\-]\w+)?|R?\d+|TEXT))?(?:[\s.、:：_\-]+(?P<text>\D.*))?", re.DOTALL
)


def read(grid: Grid) -> Form | None:
    """Return the form of a Credamo export (two of the tool's own columns and codes Q1, Q2 …), else None."""
    codes = [_CODE.fullmatch(name) for name in grid.names]
    if len(marks("credamo").intersection(grid.plain_names)) < _FEWEST_MARKS or not any(codes):
        return None
    second = _has_texts(grid, codes)
    texts = grid.row(0) if second else ("",) * len(codes)
    others: list[tuple[str, str]] = []
    asked: dict[str, list[tuple[str, str, str]]] = {}
    for label, name, code, below in zip(grid.labels, grid.names, codes, texts, strict=True):
        if code is None:
            others.append((label, name))
        else:
            words = below or (code["text"] or "").strip()
            asked.setdefault(code["number"], []).append((label, words, code["part"] or ""))
    meta, left_out = metadata(others)
    headings = [h for number, columns in asked.items() for h in _question(number, columns)]
    return Form("credamo", (*meta, *headings), grid.records(int(second)), "┋", left_out=tuple(left_out))


def _has_texts(grid: Grid, codes: list[re.Match[str] | None]) -> bool:
    """Return whether the first row of the table holds the questions' words: no number below any code."""
    below = [cell for cell, code in zip(grid.row(0), codes, strict=True) if code is not None and cell]
    first = [cell for cell, code in zip(grid.row(0), codes, strict=True) if code is None]
    repeated = {cell for row in range(1, 4) for cell in grid.row(row)}
    longer = any(any(mark in cell for mark in "？?：:。") for cell in below)
    return bool(below) and longer and not any(c in repeated for c in below) and not any(c.isdigit() for c in first)


def _question(number: str, columns: list[tuple[str, str, str]]) -> list[Heading]:
    stem, items = numbered.split([words for _, words, _ in columns])
    return [Heading(label, number, stem, item or part) for (label, _, part), item in zip(columns, items, strict=True)]
