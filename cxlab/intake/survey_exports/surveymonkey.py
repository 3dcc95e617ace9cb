"""SurveyMonkey: two header rows; the question stands above its first column only, the second row holds options."""

from __future__ import annotations

from cxlab.intake.survey_exports.cells import words
from cxlab.intake.survey_exports.export import OPEN, Form, Heading
from cxlab.intake.survey_exports.grid import Grid
from cxlab.intake.survey_exports.metadata import headings as metadata
from cxlab.intake.survey_exports.metadata import is_metadata, marks
from cxlab.intake.words import plain

_FEWEST_MARKS = 2


def read(grid: Grid) -> Form | None:
    """Return the form of a SurveyMonkey export, None for another file.

    Where the first header row is filled so thinly that reading took it for a title above the table, it is found there.
    """
    for row in (*grid.above, grid.names):
        if len(marks("surveymonkey").intersection(map(plain, row))) >= _FEWEST_MARKS and _is_first(row):
            second, start = (grid.row(0), 1) if row == grid.names else (_second(grid), 0)
            return _form(grid, row, second, start) if _is_second(row, second) else None
    return None


def _is_first(row: tuple[str, ...]) -> bool:
    return "respondent id" in map(plain, row)


def _second(grid: Grid) -> tuple[str, ...]:
    return grid.names


def _is_second(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether a row is the second header row: blank below every column of metadata."""
    return all(not below for name, below in zip(first, second, strict=True) if is_metadata(name)) and any(second)


def _form(grid: Grid, first: tuple[str, ...], second: tuple[str, ...], start: int) -> Form:
    headings: list[Heading] = []
    others: list[tuple[str, str]] = []
    number, stem = 0, ""
    for label, name, below in zip(grid.labels, first, second, strict=True):
        if name and (is_metadata(name) or not (below or number)):
            others.append((label, name))
            continue
        if name:
            number, stem = number + 1, name
        if stem:
            headings.append(_heading(label, str(number), stem, below))
    meta, left_out = metadata(others)
    return Form("surveymonkey", (*meta, *headings), grid.records(start), left_out=tuple(left_out))


def _heading(label: str, number: str, stem: str, below: str) -> Heading:
    typed = plain(below) in words("open_option")
    option = "" if plain(below) in words("no_option") else below
    return Heading(label, number, stem, option, OPEN if typed else "")
