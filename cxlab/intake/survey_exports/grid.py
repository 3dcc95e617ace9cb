"""A raw table seen with the header rows that a survey tool writes, blank and repeated headers included."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from cxlab.intake.words import plain

_UNNAMED = re.compile(r"unnamed_(\d+)")


@dataclass(frozen=True)
class Grid:
    """The header as the file has it (`names`, one a column of `frame`), rows above it, and the table below it."""

    frame: pd.DataFrame
    names: tuple[str, ...]
    above: tuple[tuple[str, ...], ...] = ()

    @property
    def labels(self) -> list[str]:
        """Labels of the columns in `frame`."""
        return list(self.frame.columns)

    @property
    def plain_names(self) -> list[str]:
        """The header as it is compared."""
        return [plain(name) for name in self.names]

    def row(self, position: int) -> tuple[str, ...]:
        """Return a row of the table as strings, empty where a cell is missing; all empty behind the last row."""
        if position >= len(self.frame):
            return ("",) * len(self.names)
        return tuple("" if pd.isna(v) else str(v).strip() for v in self.frame.iloc[position])

    def records(self, start: int) -> pd.DataFrame:
        """Return the rows from `start` on: what is left when header rows are taken away."""
        return self.frame.iloc[start:]


def grid(raw: pd.DataFrame) -> Grid:
    """Return a raw table of `read_table` as a grid: names that reading had to make up are blank or double again."""
    given = {n["name"]: str(n["header"]) for n in raw.attrs["notes"] if n["code"] == "header_repeated"}
    names = [_written(str(label), place, given) for place, label in enumerate(raw.columns, start=1)]
    above = tuple(_fit(row, len(names)) for row in raw.attrs.get("above", ()))
    return Grid(raw, tuple(names), above)


def _written(label: str, place: int, given: dict[str, str]) -> str:
    made = _UNNAMED.fullmatch(given.get(label, label))
    return "" if made and int(made.group(1)) == place else given.get(label, label).strip()


def _fit(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*row, *[""] * width)[:width]
