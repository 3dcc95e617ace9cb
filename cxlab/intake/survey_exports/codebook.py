"""The codebook of a survey's questions: one row a column, with its words, its kind and the answers seen."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cxlab.intake.survey_exports.cells import as_text
from cxlab.intake.survey_exports.export import META, MULTIPLE, OPEN, RANK, SCALE, SINGLE, Heading
from cxlab.intake.words import plain

COLUMNS = ["column", "header", "number", "text", "option", "kind", "n", "answers"]
_SHOWN, _LONG, _UNLIKE, _FEW, _HIGHEST = 20, 15, 0.5, 10, 10
Labels = dict[str, dict[object, str]]


def codebook(columns: Iterable[tuple[str, Heading, pd.Series, Labels]]) -> pd.DataFrame:
    """Return the codebook: column, header, number, text, option, kind, n, answers; one row a column.

    `answers` lists, of a closed question, the value labels, or the answers that at least two respondents gave, so that
    nobody's own words stand in it.
    """
    rows = []
    for column, heading, cells, labels in columns:
        kind = heading.kind or kind_of(cells)
        shown = "" if kind in (META, OPEN, MULTIPLE, RANK) else _answers(cells, labels.get(heading.source, {}))
        row = (column, heading.source, heading.number, heading.text, heading.option, kind, int(cells.notna().sum()))
        rows.append((*row, shown))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"n": "int64"})


def kind_of(cells: pd.Series) -> str:
    """Return what a column of answers to one question is: open, scale (numbers of a short scale) or single."""
    given = cells.dropna()
    if given.empty:
        return SINGLE
    if pd.api.types.is_numeric_dtype(given):
        short = bool((given % 1 == 0).all()) and given.min() >= -_HIGHEST and given.max() <= _HIGHEST
        return SCALE if short else OPEN
    texts = given.map(plain)
    unlike = texts.nunique() / len(texts)
    if len(texts) < _FEW:
        return OPEN if texts.str.len().mean() >= _LONG and unlike > _UNLIKE else SINGLE
    return OPEN if unlike > _UNLIKE or texts.nunique() > 2 * _SHOWN else SINGLE


def _answers(cells: pd.Series, labels: dict[object, str]) -> str:
    if labels:
        return "; ".join(f"{as_text(code)} = {label}" for code, label in labels.items())
    counts = cells.dropna().map(as_text).value_counts()
    common = sorted(counts[counts > 1].index, key=lambda v: (len(v), v) if v.lstrip("-").isdigit() else (99, v))
    more = f"; … (+{len(common) - _SHOWN})" if len(common) > _SHOWN else ""
    return "; ".join(common[:_SHOWN]) + more
