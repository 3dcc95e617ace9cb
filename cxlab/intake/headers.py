"""Headers of a file become our column names: by the study's mapping, or where the name is ours already."""

from __future__ import annotations

import difflib
import re
from functools import cache

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.intake import tables
from cxlab.intake.notes import Note, note
from cxlab.intake.words import plain, resource
from cxlab.study import TableSource

_NUMBERING = re.compile(r"^(?:[a-z]{0,2}\d+(?:[_-]\d+)?\s*[、.．:：)]|[（(【\[]?\d+[)）】\]])\s*", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")


def folded(header: str) -> str:
    """Return a header as it is compared: no numbering ("5、", "Q3."), blanks, punctuation or case."""
    return _SIGNS.sub("", unnumbered(plain(header)))


def unnumbered(header: str) -> str:
    """Return a header without the numbering of a questionnaire ("5、", "Q3.", "(2)")."""
    return _NUMBERING.sub("", header.strip())


@cache
def synonyms(table: str) -> dict[str, str]:
    """Return ``{folded header: our column}`` of one table, our own names included."""
    found = {folded(c): c for c in tables.TABLES[table]}
    for column, words in resource("headers").get(table, {}).items():
        for word in words:
            found.setdefault(folded(word), column)
    return found


def apply(
    frame: pd.DataFrame, table: str, source: TableSource, *, features: tuple[str, ...] = ()
) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Rename and select the columns of a raw table.

    Parameters
    ----------
    frame
        Raw table from `read_table`; ``frame.attrs["file"]`` names the file in messages.
    source
        `columns` maps headers to ours; a header that is our name already needs no mapping. One that is mapped to ""
        is left out.
    features
        Headers of wide KANO answers, kept as they are.

    Returns
    -------
    frame, mapped, ignored
        The table with our names (and `features`), ``{header: our column}``, and the headers that are not used.

    Raises
    ------
    InputError
        When a mapped header is not in the file (the nearest is named), two headers map to one column, a column
        name is not allowed, or a required column is not mapped.
    """
    name = str(frame.attrs["file"])
    mapped: dict[str, str] = {}
    left_out: set[str] = set()
    for header, ours in source.columns.items():
        found = find(frame, header, name, f"tables.{table}.columns")
        if not ours:
            left_out.add(found)
            continue
        _check_name(table, ours)
        if ours in mapped.values():
            other = next(h for h, o in mapped.items() if o == ours)
            raise InputError(
                f"study.yaml, tables.{table}.columns: headers '{other}' and '{header}' of {name} both map to "
                f"'{ours}'. Keep one, or give the other a segment name."
            )
        mapped[found] = ours
    for header in frame.columns:
        ours = plain(header)
        own = ours in tables.TABLES[table] or tables.kind(table, ours) == "number"
        free = header not in mapped and header not in left_out and header not in features
        if own and free and ours not in mapped.values():
            mapped[header] = ours
    _check_required(table, set(mapped.values()), frame, melted=bool(features))
    ignored = [h for h in frame.columns if h not in mapped and h not in features]
    return frame[[*mapped, *features]].rename(columns=mapped), mapped, ignored


def find(frame: pd.DataFrame, header: str, name: str, where: str) -> str:
    """Return the header of the file that `header` means: the same, or the same but for width, blanks and case.

    Of a survey tool's export the short name of a question (q5_2) and the header as the file has it are known too.
    """
    if header in frame.columns:
        return header
    aliases: dict[str, str] = frame.attrs.get("aliases", {})
    if header in aliases:
        return aliases[header]
    alike = [h for h in frame.columns if plain(h) == plain(header)]
    alike = alike or [title for alias, title in aliases.items() if plain(alias) == plain(header)]
    if len(alike) == 1:
        return str(alike[0])
    shown = ", ".join(f"'{h}'" for h in frame.columns[:30])
    raise InputError(
        f"study.yaml, {where}: {name} has no header '{header}'.{nearest(header, frame.columns)} Its headers: {shown}."
    )


def suspicious_segments(table: str, mapped: dict[str, str]) -> list[Note]:
    """Say which segment names look like a misspelt column of ours."""
    notes: list[Note] = []
    for ours in mapped.values():
        if ours not in tables.TABLES[table] and tables.kind(table, ours) == "word":
            alike = difflib.get_close_matches(ours, tables.TABLES[table], n=1, cutoff=0.8)
            notes += [note("near_name", ours=ours, alike=alike[0])] if alike else []
    return notes


def _check_name(table: str, ours: str) -> None:
    if ours in tables.TABLES[table] or re.fullmatch(tables.SEGMENT, ours):
        return
    raise InputError(
        f"study.yaml, tables.{table}.columns: '{ours}' is no column of '{table}'.{nearest(ours, tables.TABLES[table])} "
        f"Allowed: {', '.join(tables.TABLES[table])}, or a segment name of small letters, digits and _; "
        'or "" to leave the column out.'
    )


def _check_required(table: str, ours: set[str], frame: pd.DataFrame, *, melted: bool) -> None:
    supplied = {"feature", "functional", "dysfunctional"} if melted else set()
    absent = [c for c in tables.required(table) if c not in ours | supplied]
    if not absent:
        return
    known = synonyms(table)
    hints = [f"'{h}' may be '{known[folded(h)]}'" for h in frame.columns if known.get(folded(h)) in absent]
    raise InputError(
        f"study.yaml, tables.{table}: {frame.attrs['file']} lacks the required column(s) {', '.join(absent)}. "
        f"Map a header to each under `columns:`{' (' + '; '.join(hints) + ')' if hints else ''}. "
        f"Headers: {', '.join(repr(str(h)) for h in frame.columns[:30])}."
    )
