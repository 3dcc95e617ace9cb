"""Delimited text (CSV, TSV, TXT) becomes a table of strings; records that do not fit keep their line number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pandas as pd

from cxlab.intake import edges
from cxlab.intake.notes import Note, listed, note

_DELIMITERS = (",", "\t", ";", "|")
_LONGEST_FIELD = 2**31 - 1
_SAME_WIDTH = 0.9


@dataclass
class Records:
    """Records of a file: rows of one width with their first physical line, and what was set aside.

    `malformed` holds ``{line, value, reason}`` of records of another width and of totals below the last one, `above`
    the rows that stand above the header.
    """

    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    malformed: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    above: list[tuple[str, ...]] = field(default_factory=list)


def parse(text: str) -> tuple[pd.DataFrame, str, Records]:
    """Return the table (all `str`, empty cells missing, index "line"), the delimiter and the records behind it.

    A record with too many or too few fields is kept out of the table and listed in ``Records.malformed`` with
    its line; where nearly all rows share another width than the header, the header is what is wrong: it is
    padded, or the rows are, and a note says so.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    physical = io.StringIO(text.replace("\x00", ""), newline="").readlines()
    delimiter = sniff(physical)
    records = _collect(physical, delimiter)
    header = unique_headers(records.header, records.notes)
    frame = pd.DataFrame(records.rows, columns=header, index=pd.Index(records.lines, name="line", dtype="int64"))
    frame = frame.astype("str")
    return frame.mask(frame == ""), delimiter, records


def sniff(physical: list[str]) -> str:
    """Return the delimiter under which most of the first 200 records have as many fields as the first."""
    return _best(physical, first=2) or _best(physical, first=1) or ","


def _best(physical: list[str], *, first: int) -> str:
    """Return the best delimiter that gives the first record at least `first` fields (a title above has only one)."""
    best, best_score = "", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = [len(r) for r in islice(csv.reader(iter(physical), delimiter=delimiter), 200) if r]
        if not widths or widths[0] < first:
            continue
        usual = Counter(widths[1:] or widths).most_common(1)[0]
        if usual[0] < 2:
            continue
        score = (usual[1] / len(widths[1:] or widths), widths[0] if first > 1 else usual[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def unique_headers(raw: list[str], notes: list[Note]) -> list[str]:
    """Return headers without outer blanks, unnamed ones numbered and repeated ones suffixed ``.2``, ``.3`` ..."""
    names: list[str] = []
    seen: Counter[str] = Counter()
    for position, value in enumerate(raw, start=1):
        name = value.replace("\ufeff", "").strip() or f"unnamed_{position}"
        seen[name] += 1
        if seen[name] > 1:
            repeated, name = name, f"{name}.{seen[name]}"
            notes.append(note("header_repeated", header=repeated, position=position, name=name))
        names.append(name)
    return names


def _collect(physical: list[str], delimiter: str) -> Records:
    rows, lines = [], []
    notes: list[Note] = []
    for row, line in _read(physical, delimiter, notes):
        if any(cell.strip() for cell in row):
            rows.append(row)
            lines.append(line)
    rows, lines, records = _without_edges(rows, lines, notes)
    usual = _settle_width(records, [len(r) for r in rows])
    width = max(usual, len(records.header))
    for row, line in zip(rows, lines, strict=True):
        row = _trim(row, width)
        if len(row) in (usual, width):
            records.rows.append(row + [""] * (width - len(row)))
            records.lines.append(line)
        else:
            records.malformed.append({"line": line, "value": str(len(row)), "reason": f"fields {width}"})
    wrong = sorted(m["line"] for m in records.malformed if m["reason"].startswith("fields"))
    if wrong:
        records.notes.append(note("other_width", count=len(wrong), expected=width, lines=listed(wrong)))
    return records


def _without_edges(
    rows: list[list[str]], lines: list[int], notes: list[Note]
) -> tuple[list[list[str]], list[int], Records]:
    """Take the header, what stands above it, and the totals below the last record off the rows."""
    top = edges.header_at(rows)
    if top:
        notes.append(note("above_header", lines=listed(lines[:top])))
    above = [tuple(cell.strip() for cell in row) for row in rows[:top]]
    records = Records(rows[top] if rows else [], notes=notes, above=above)
    rows, lines = rows[top + 1 :], lines[top + 1 :]
    end = edges.records_end(rows)
    records.malformed += edges.set_aside(rows[end:], lines[end:], notes)
    return rows[:end], lines[:end], records


def _settle_width(records: Records, widths: list[int]) -> int:
    """Return the width of a sound row: the header's, unless nearly every row agrees on another one."""
    width = len(records.header)
    if not widths:
        return width
    usual, times = Counter(widths).most_common(1)[0]
    if usual == width or times < _SAME_WIDTH * len(widths):
        return width
    seen = {"names": width, "times": times, "rows": len(widths), "fields": usual}
    if usual > width:
        records.notes.append(note("short_header", **seen, surplus=usual - width))
        records.header += [""] * (usual - width)
        return usual
    records.notes.append(note("long_header", **seen))
    return usual


def _trim(row: list[str], width: int) -> list[str]:
    """Drop surplus fields that are empty (spreadsheets pad lines with delimiters)."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row


def _read(physical: list[str], delimiter: str, notes: list[Note]) -> Iterator[tuple[list[str], int]]:
    """Yield records with their first line; a quote that is opened and never closed costs one line, not the rest."""
    start, width = 0, 0
    while start < len(physical):
        reader = csv.reader(islice(physical, start, None), delimiter=delimiter)
        begin = start
        for row in reader:
            end = start + reader.line_num
            width = width or len(row)
            if end - begin > 1 and _runaway(physical[begin:end], delimiter, fits=len(row) == width):
                notes.append(note("open_quote", line=begin + 1))
                yield _plain(physical[begin], delimiter), begin + 1
                start = begin + 1
                break
            yield row, begin + 1
            begin = end
        else:
            return


def _runaway(lines: list[str], delimiter: str, *, fits: bool) -> bool:
    """True when the quote of a record is never closed, or closed only after lines that are records themselves."""
    try:
        next(csv.reader(iter(lines), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error) or not fits
    width = len(_plain(lines[0], delimiter))
    alike = sum(len(_plain(line, delimiter)) == width for line in lines)
    return not fits and width > 1 and alike > len(lines) / 2


def _plain(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE))
