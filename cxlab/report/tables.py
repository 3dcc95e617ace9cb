"""An exhibit's table as rows of finished text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pandas as pd

from cxlab import phrases
from cxlab.numbers import plain
from cxlab.phrases import Lang
from cxlab.report.hostile import clean
from cxlab.report.words import words

NUMBERS = frozenset(
    ("percent", "percent_change", "points", "count", "people", "rate", "score", "ratio", "decimal", "days")
)
MOST_ROWS = 400
UNIT_OF_ROW = "unit_of_row"
_ROOM = {"long": 56, "wide": 20}
"""Texts longer than this (in Latin letters; a Chinese character is two) get more room."""
_OWN_LOOK = ("quote", "date", "flag")
_FIRST_CJK = "\u2e80"


@dataclass(frozen=True)
class Column:
    """A column's heading and how it is set: a unit, or ``text``; `longest` is its longest cell in Latin letters."""

    label: str
    unit: str
    longest: int = 0

    @property
    def look(self) -> str:
        """How its cells are set: ``num``, or a unit with a look of its own, and ``wide`` or ``long`` for long texts."""
        if self.numeric:
            return "num"
        room = (name for name, least in _ROOM.items() if self.longest > least)
        return " ".join((*(unit for unit in _OWN_LOOK if unit == self.unit), *islice(room, 1)))

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers (set right-aligned)."""
        return self.unit in NUMBERS or self.unit == "each"

    def of_row(self, unit: str | None) -> Column:
        """Return the column as it stands in a row with a unit of its own."""
        return Column(self.label, unit) if self.unit == "each" and unit else self


@dataclass(frozen=True)
class TableView:
    """A table as a reader sees it; `total` rows of which `rows` are shown."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


def view(frame: pd.DataFrame, unit: str | None, lang: Lang) -> TableView:
    """Return `frame` in words: headings and units from ``columns.yml``, hidden small groups said to be hidden.

    `unit` is that of the columns whose names do not tell it; a column ``unit_of_row`` gives each row its own and is
    not shown.
    """
    hidden = suppressed(frame)
    shown = frame.drop(columns=["suppressed", UNIT_OF_ROW], errors="ignore")
    own = frame[UNIT_OF_ROW] if UNIT_OF_ROW in frame else pd.Series(unit, index=frame.index)
    columns = tuple(column(name, shown[name], unit, lang) for name in shown.columns)
    rows = tuple(
        tuple(_cell(value, c.of_row(here), small, lang) for value, c in zip(row, columns, strict=True))
        for row, small, here in zip(shown.head(MOST_ROWS).itertuples(index=False, name=None), hidden, own, strict=False)
    )
    return TableView(tuple(_measured(c, i, rows) for i, c in enumerate(columns)), rows, len(frame))


def _measured(column: Column, place: int, rows: tuple[tuple[str, ...], ...]) -> Column:
    cells = (row[place] for row in rows)
    return replace(column, longest=max((sum(1 + (char >= _FIRST_CJK) for char in cell) for cell in cells), default=0))


def suppressed(frame: pd.DataFrame) -> list[bool]:
    """Return, row by row, whether its numbers were hidden because the group is small."""
    if "suppressed" not in frame:
        return [False] * len(frame)
    return [bool(flag) for flag in frame["suppressed"].fillna(False)]


def column(name: str, values: pd.Series, unit: str | None, lang: Lang) -> Column:
    """Return heading and unit of a column; one that ``columns.yml`` does not know shows its own name."""
    known = phrases.columns().get(str(name))
    label, stated = (known[lang], known["unit"]) if known else (clean(str(name)), None)
    if stated == "exhibit":
        stated = unit
    return Column(label, stated or _guess(values))


def cell(value: Any, unit: str, lang: Lang) -> str:
    """Return one value as text; a missing one is a dash."""
    if value is None or pd.isna(value):
        return "–"
    if unit == "flag":
        return words(lang)["flag_yes" if value else "flag_no"]
    if unit in NUMBERS:
        return plain(float(value), unit, lang)
    if unit == "date":
        return str(value)[:10]
    return clean(str(phrases.resolve(str(value), lang)))


def _cell(value: Any, column: Column, hidden: bool, lang: Lang) -> str:
    if hidden and column.unit in (*NUMBERS, "flag") and pd.isna(value):
        return words(lang)["hidden"]
    return cell(value, column.unit, lang)


def _guess(values: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(values):
        return "flag"
    if pd.api.types.is_integer_dtype(values):
        return "count"
    if pd.api.types.is_numeric_dtype(values):
        return "decimal"
    return "date" if pd.api.types.is_datetime64_any_dtype(values) else "text"
