"""The codebook of a survey's questions: one row a column, with its words, its kind and the answers seen."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxlab.intake.guess import SURE
from cxlab.intake.scales.recognise import recognise
from cxlab.intake.survey_exports.cells import as_text, mentions
from cxlab.intake.survey_exports.export import META, MULTIPLE, OPEN, RANK, SCALE, SINGLE, Heading
from cxlab.intake.words import plain

COLUMNS = ["column", "header", "number", "text", "option", "kind", "n", "answers"]
_TOLD_BY_WORDS = ("nps", "csat", "ces", "importance", "kano-functional", "kano-dysfunctional")
_SHOWN, _LONG, _UNLIKE, _FEW, _HIGHEST = 20, 15, 0.5, 10, 10
Labels = dict[str, dict[object, str]]


def codebook(columns: Sequence[tuple[str, Heading, pd.Series, Labels]]) -> pd.DataFrame:
    """Return the codebook: column, header, number, text, option, kind, n, answers; one row a column.

    `answers` lists, of a closed question, the value labels, or the answers that at least two respondents gave, so that
    nobody's own words stand in it.
    """
    worded = any(not h.kind and _is_worded(cells) and cells.dropna().duplicated().any() for _, h, cells, _ in columns)
    rows = []
    for column, heading, cells, labels in columns:
        words = f"{heading.text} {heading.option}".strip()
        kind = heading.kind or kind_of(cells, words, worded=worded)
        shown = "" if kind in (META, OPEN, MULTIPLE, RANK) else _answers(cells, labels.get(heading.source, {}))
        row = (column, heading.source, heading.number, heading.text, heading.option, kind, int(cells.notna().sum()))
        rows.append((*row, shown))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"n": "int64"})


def kind_of(cells: pd.Series, text: str, *, worded: bool) -> str:
    """Return what a column of answers to one question is: scale, open or single.

    A short scale of numbers is a scale where the question's words say so, or where other questions of the file are
    answered in words (`worded`); in a file of codes a number may as well stand for an option.
    """
    given = cells.dropna()
    if given.empty:
        return SINGLE
    guess = recognise(given, text)
    if pd.api.types.is_numeric_dtype(given):
        short = bool((given % 1 == 0).all()) and given.min() >= -_HIGHEST and given.max() <= _HIGHEST
        told = guess.kind in _TOLD_BY_WORDS
        if guess.kind == "nps" and guess.confidence >= SURE:
            return SCALE  # whatever slips of the pen lie above 10
        return (SCALE if told or worded else SINGLE) if short else OPEN
    if guess.kind not in ("none", "binary") and guess.confidence >= SURE and not guess.unknown:
        return SCALE
    own = mentions(text, "open_words") and given.map(plain).nunique() > _UNLIKE * len(given)
    return SINGLE if _is_worded(given) and not own else OPEN


def _is_worded(cells: pd.Series) -> bool:
    """Return whether cells are options in words: few of them, and short where respondents are few."""
    given = cells.dropna()
    if given.empty or pd.api.types.is_numeric_dtype(given) or pd.api.types.is_datetime64_any_dtype(given):
        return False
    texts = given.map(plain)
    unlike = texts.nunique() / len(texts)
    if len(texts) < _FEW:
        return bool(texts.str.len().mean() < _LONG or unlike <= _UNLIKE)
    return bool(unlike <= _UNLIKE and texts.nunique() <= 2 * _SHOWN)


def _answers(cells: pd.Series, labels: dict[object, str]) -> str:
    if labels:
        return "; ".join(f"{as_text(code)} = {label}" for code, label in labels.items())
    counts = cells.dropna().map(as_text).value_counts()
    common = sorted(counts[counts > 1].index, key=lambda v: (len(v), v) if v.lstrip("-").isdigit() else (99, v))
    more = f"; … (+{len(common) - _SHOWN})" if len(common) > _SHOWN else ""
    return "; ".join(common[:_SHOWN]) + more
