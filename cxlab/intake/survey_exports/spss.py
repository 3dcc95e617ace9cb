"""SPSS: a variable's label is the question, its value labels are the answers; Q6_1, Q6_2 … are one question."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from cxlab.intake.survey_exports import numbered
from cxlab.intake.survey_exports.export import Form, Heading
from cxlab.intake.survey_exports.grid import Grid
from cxlab.intake.survey_exports.metadata import headings as metadata
from cxlab.intake.survey_exports.metadata import is_metadata
from cxlab.intake.words import plain

_PART = re.compile(r"(?P<set>.+?)(?:[_.](?P<part>\d+|[A-Za-z]\d*|other)|[Aa](?P<option>\d+))")


def read(grid: Grid) -> Form | None:
    """Return the form of an SPSS file (one whose raw table has labels of variables), else None."""
    labels: dict[str, str] | None = grid.frame.attrs.get("column_labels")
    if labels is None:
        return None
    sets = Counter(m["set"] for n in grid.names if (m := _PART.fullmatch(n)))
    others: list[tuple[str, str]] = []
    asked: dict[str, list[tuple[str, str]]] = {}
    for label, name in zip(grid.labels, grid.names, strict=True):
        text = (labels.get(label) or name).strip()
        part = _PART.fullmatch(name)
        if is_metadata(name) or is_metadata(text):
            others.append((label, text if is_metadata(text) else name))
        else:
            number = part["set"] if part and sets[part["set"]] > 1 else name
            asked.setdefault(number, []).append((label, text))
    meta, left_out = metadata(others)
    headings = [h for number, columns in asked.items() for h in _question(number, columns)]
    values = {c: dict(v) for c, v in grid.frame.attrs["value_labels"].items()}
    rows = _codes_of_sets(grid.frame, headings, values)
    return Form("spss", (*meta, *headings), rows, left_out=tuple(left_out), value_labels=values)


def _question(number: str, columns: list[tuple[str, str]]) -> list[Heading]:
    stem, items = numbered.split([text for _, text in columns])
    return [
        Heading(label, number, stem or number, item or (label if len(columns) > 1 else ""))
        for (label, _), item in zip(columns, items, strict=True)
    ]


def _codes_of_sets(frame: pd.DataFrame, headings: list[Heading], labels: dict[str, dict[object, str]]) -> pd.DataFrame:
    """Return the table with 0/1 where the columns of a set were read as the labels of 0 and 1."""
    out = frame.copy()
    many = Counter(h.number for h in headings)
    for heading in headings:
        known = labels.get(heading.source, {})
        codes = {plain(v): k for k, v in known.items() if k in (0, 1)}
        if many[heading.number] > 1 and set(known) <= {0, 1} and known:
            out[heading.source] = frame[heading.source].map(lambda v, c=codes: c.get(plain(v), v), na_action="ignore")
    return out
