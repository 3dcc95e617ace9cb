"""Delimited text (CSV, TSV, TXT) becomes a table of strings; records that do not fit keep their line number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd

_DELIMITERS = (",", "\t", ";", "|")
_LONGEST_FIELD = 2**31 - 1
_SAME_WIDTH = 0.9


@dataclass
class Records:
    """Records of a file: rows of one width with their first physical line, and those of another width."""

    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    malformed: list[dict[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = [len(r) for r in islice(csv.reader(iter(physical), delimiter=delimiter), 200) if r]
        if not widths or widths[0] < 2:
            continue
        usual = Counter(widths[1:] or widths).most_common(1)[0]
        score = (usual[1] / len(widths[1:] or widths), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def unique_headers(raw: list[str], notes: list[str]) -> list[str]:
    """Return headers without outer blanks, unnamed ones numbered and repeated ones suffixed ``.2``, ``.3`` ..."""
    names: list[str] = []
    seen: Counter[str] = Counter()
    for position, value in enumerate(raw, start=1):
        name = value.replace("\ufeff", "").strip() or f"unnamed_{position}"
        seen[name] += 1
        if seen[name] > 1:
            repeated, name = name, f"{name}.{seen[name]}"
            notes.append(f"header '{repeated}' occurs more than once; column {position} is called '{name}'")
        names.append(name)
    return names


def _collect(physical: list[str], delimiter: str) -> Records:
    rows, lines = [], []
    notes: list[str] = []
    for row, line in _read(physical, delimiter, notes):
        if any(cell.strip() for cell in row):
            rows.append(row)
            lines.append(line)
    header = rows.pop(0) if rows else []
    lines = lines[1:]
    records = Records(header, notes=notes)
    usual = _settle_width(records, [len(r) for r in rows])
    width = max(usual, len(records.header))
    for row, line in zip(rows, lines, strict=True):
        row = _trim(row, width)
        if len(row) in (usual, width):
            records.rows.append(row + [""] * (width - len(row)))
            records.lines.append(line)
        else:
            records.malformed.append({"line": line, "fields": len(row), "expected": width})
    return records


def _settle_width(records: Records, widths: list[int]) -> int:
    """Return the width of a sound row: the header's, unless nearly every row agrees on another one."""
    width = len(records.header)
    if not widths:
        return width
    usual, times = Counter(widths).most_common(1)[0]
    if usual == width or times < _SAME_WIDTH * len(widths):
        return width
    if usual > width:
        records.notes.append(
            f"shifted columns: the header has {width} names, {times} of {len(widths)} rows have {usual} fields; "
            f"the last {usual - width} column(s) are unnamed and every name may sit one column off"
        )
        records.header += [""] * (usual - width)
        return usual
    records.notes.append(
        f"shifted columns: the header is longer ({width} names) than {times} of {len(widths)} rows ({usual} fields); "
        "the last columns are left empty and names may sit beside the wrong column"
    )
    return usual


def _trim(row: list[str], width: int) -> list[str]:
    """Drop surplus fields that are empty (spreadsheets pad lines with delimiters)."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row


def _read(physical: list[str], delimiter: str, notes: list[str]) -> Iterator[tuple[list[str], int]]:
    """Yield records with their first line; a quote that is opened and never closed costs one line, not the rest."""
    start, width = 0, 0
    while start < len(physical):
        reader = csv.reader(islice(physical, start, None), delimiter=delimiter)
        begin = start
        for row in reader:
            end = start + reader.line_num
            width = width or len(row)
            if end - begin > 1 and _runaway(physical[begin:end], delimiter, fits=len(row) == width):
                notes.append(f"line {begin + 1}: a quotation mark is opened and not closed; read as plain text")
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
