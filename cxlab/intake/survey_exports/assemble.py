"""Understood header rows and records become tidy answers and the codebook of questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, count

import pandas as pd

from cxlab.intake import dates
from cxlab.intake.notes import Note, note
from cxlab.intake.survey_exports import codebook, options
from cxlab.intake.survey_exports.cells import in_kind, split_typed, without_codes
from cxlab.intake.survey_exports.export import MATRIX, META, MULTIPLE, OPEN, RANK, Form, Heading, SurveyExport
from cxlab.intake.survey_exports.metadata import slug

_MINUTES_AT_MOST = 24 * 60
_TYPED = ["line", "column", "text"]


@dataclass(frozen=True)
class Answered:
    """One column of the tidy table: its name, the heading that it came from (with its kind), and its cells."""

    column: str
    heading: Heading
    cells: pd.Series


def assemble(form: Form) -> SurveyExport:
    """Return the tidy export of a file whose header rows are understood."""
    notes = list(form.notes)
    meta = list(_metadata(form, notes))
    typed: list[pd.DataFrame] = []
    asked: list[Answered] = []
    for number, headings in _groups(form.headings).items():
        asked += _question(form, _name(number), headings, typed)
    columns = _distinct([*meta, *asked])
    answers = pd.DataFrame({a.column: a.cells for a in columns}, index=form.rows.index)
    if form.left_out:
        notes.append(note("columns_left_out", headers=", ".join(form.left_out)))
    words = pd.concat(typed, ignore_index=True) if typed else pd.DataFrame(columns=_TYPED)
    book = codebook.codebook([(a.column, a.heading, a.cells, form.value_labels) for a in columns])
    return SurveyExport(
        form.tool, answers, book, words.sort_values(["line", "column"], ignore_index=True), tuple(notes)
    )


def _metadata(form: Form, notes: list[Note]) -> Iterator[Answered]:
    """Yield columns of metadata in a fixed order, without those that are blank throughout."""
    meta = [h for h in form.headings if h.kind == META]
    blank = [h for h in meta if not _given(form.rows[h.source]).any()]
    if blank:
        notes.append(note("blank_columns", headers=", ".join(h.text for h in blank)))
    found = {h.column: Answered(h.column, h, _plain_meta(h, form.rows[h.source])) for h in meta if h not in blank}
    spent = _duration(found)
    if spent is not None:
        found["duration_seconds"] = spent
    yield from (found[c] for c in sorted(found, key=_order))


def _given(values: pd.Series) -> pd.Series:
    return values.notna() & (values.astype("str").str.strip() != "")


def _plain_meta(heading: Heading, values: pd.Series) -> pd.Series:
    """Return metadata as they are: ids as strings, the rest in its own kind."""
    if heading.column != "respondent_id":
        return in_kind(values.where(_given(values)))
    texts = values.where(_given(values)).map(lambda v: v if pd.isna(v) else str(v).removesuffix(".0").strip())
    return texts.astype("str")


def _order(column: str) -> tuple[int, str]:
    first = ("respondent_id", "answered_at", "started_at", "duration_seconds", "source")
    return (first.index(column), "") if column in first else (len(first), column)


def _duration(found: dict[str, Answered]) -> Answered | None:
    """Return the seconds from start to end where the tool states both and no duration."""
    if "duration_seconds" in found or not {"answered_at", "started_at"} <= set(found):
        return None
    ends = {
        c: dates.parse(found[c].cells.astype("object"), day_first=False, timezone="UTC").values
        for c in ("started_at", "answered_at")
    }
    seconds = (ends["answered_at"] - ends["started_at"]).dt.total_seconds()
    seconds = seconds.where(seconds.between(0, 60 * _MINUTES_AT_MOST))
    heading = replace(found["answered_at"].heading, text="", column="duration_seconds")
    return Answered("duration_seconds", heading, seconds) if seconds.notna().any() else None


def _groups(headings: tuple[Heading, ...]) -> dict[str, list[Heading]]:
    """Return the headings of each question, in the order of the file."""
    found: dict[str, list[Heading]] = {}
    for heading in headings:
        if heading.kind != META:
            found.setdefault(heading.number, []).append(heading)
    return found


def _name(number: str) -> str:
    """Return the stable name of a question: q and its number, or the tool's own code."""
    short = slug(number)
    return f"q{short}" if short[0].isdigit() else short


def _distinct(columns: list[Answered]) -> list[Answered]:
    """Return columns of which none has another's name: codes may differ in a sign only, or be one of our names."""
    used: set[str] = set()
    out = []
    for found in columns:
        names = chain([found.column], (f"{found.column}_x{k}" for k in count(2)))
        name = next(n for n in names if n not in used)
        used.add(name)
        out.append(replace(found, column=name))
    return out


def _question(form: Form, name: str, headings: list[Heading], typed: list[pd.DataFrame]) -> list[Answered]:
    """Return the tidy columns of one question."""
    words = [h for h in headings if h.kind == OPEN]
    rest = [h for h in headings if h.kind != OPEN]
    found = list(_closed(form, name, rest, typed)) if rest else []
    for place, heading in enumerate(words, start=1):
        column = f"{name}_text" if found or len(words) > 1 else name
        column = f"{column}_{place}" if len(words) > 1 else column
        found.append(Answered(column, heading, in_kind(without_codes(form.rows[heading.source])).astype("str")))
    return found


def _closed(form: Form, name: str, headings: list[Heading], typed: list[pd.DataFrame]) -> Iterator[Answered]:
    cells = []
    for heading in headings:
        bare, words = split_typed(form.rows[heading.source])
        typed += [pd.DataFrame({"line": words.index, "column": name, "text": words.to_numpy()})] if len(words) else []
        cells.append(bare)
    shape, table = _table(form, headings, cells)
    if table is None:
        many = len(headings) > 1 or bool(headings[0].option)
        for place, (heading, values) in enumerate(zip(headings, cells, strict=True), start=1):
            column = f"{name}_{place}" if many else name
            kind = heading.kind or (MATRIX if len(headings) > 1 else "")
            yield Answered(column, replace(heading, kind=kind), in_kind(without_codes(values)))
        return
    by_option = {h.option: h for h in headings}
    for place, option in enumerate(table.columns, start=1):
        heading = by_option.get(option, headings[0])
        yield Answered(f"{name}_{place}", replace(heading, option=str(option), kind=shape), table[option])


def _table(form: Form, headings: list[Heading], cells: list[pd.Series]) -> tuple[str, pd.DataFrame | None]:
    """Return the ticks or ranks that a question's columns hold, if it is a multiple choice or a ranking."""
    if len(headings) == 1:
        if options.is_ordered(cells[0]):
            return RANK, options.ranks_from_cells(cells[0])
        if form.joined and (headings[0].kind == MULTIPLE or options.is_joined(cells[0], form.joined)):
            return MULTIPLE, options.from_cells(cells[0], form.joined)
        return "", None
    stated = {h.kind for h in headings}
    columns = [(h.option, c) for h, c in zip(headings, cells, strict=True)]
    if MATRIX in stated or len({o for o, _ in columns}) < len(columns):
        return "", None
    if MULTIPLE in stated or options.are_ticks(columns):
        ticks = options.from_ticks(columns)
        return MULTIPLE, options.by_answers(ticks) if form.two_forms else ticks
    if RANK in stated or options.are_ranks(columns):
        ranks = options.from_ranks(columns)
        return RANK, ranks[sorted(ranks.columns[ranks.notna().any()])] if form.two_forms else ranks
    return "", None
