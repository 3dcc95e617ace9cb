"""One input file becomes one raw table; every reader keeps the line or row that a record came from."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from cxlab.errors import InputError
from cxlab.intake import delimited, lists, sheets, shifted
from cxlab.intake.decode import Decoded, decode
from cxlab.intake.notes import Note, listed, note

_TEXT = (".csv", ".tsv", ".txt")
_SHEETS = (".xlsx", ".xlsm", ".xls")
_SNIFFED = 64
_DISGUISED = {  # first bytes, in small letters
    b"%pdf": "a PDF",
    b"pk\x03\x04": "a workbook or ZIP archive",
    b"\xd0\xcf\x11\xe0": "a workbook of Excel 97-2003",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"rar!": "an archive",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<table": "a web page",
}


def read_table(path: str | Path, *, encoding: str | None = None, sheet: str | int | None = None) -> pd.DataFrame:
    """Read one file without interpreting it.

    Parameters
    ----------
    path
        CSV, TSV, TXT (delimiter sniffed), XLSX, XLS, Parquet, JSON lines or SPSS ``.sav``.
    encoding
        Declared encoding of a text file; left out, it is found (see `decode`).
    sheet
        Name or 0-based position of the sheet of a workbook; left out, the first one.

    Returns
    -------
    DataFrame
        One row a record, columns as the file names them. Text formats give `str` columns with empty cells
        missing; the others keep native values. The index "line" is the 1-based physical line (text), sheet row
        or record number. SPSS variables measured as nominal show their labels, others keep their codes.
        ``frame.attrs`` holds file, encoding, delimiter, sheet, notes (see `notes.note`), malformed (records
        that were set aside: line, value, reason), value_labels ({column: {code: label}}), above (rows above the header,
        as strings) and, of SPSS, column_labels ({variable: label}).

    Raises
    ------
    InputError
        When the file is missing, empty, of an unknown kind or damaged, or a declared encoding or sheet does not
        fit.
    """
    file = Path(path)
    if not file.is_file():
        what = "is a folder, not a file" if file.is_dir() else f"was not found in '{file.parent.name or '.'}'"
        raise InputError(f"'{file.name}' {what}. Check the path; a pattern such as '2025-*.csv' names several files.")
    if not file.stat().st_size:
        raise InputError(f"{file.name} is empty (0 bytes). Export it again.")
    _refuse_disguised(file)
    frame, facts = _reader(file, encoding=encoding, sheet=sheet)()
    if not len(frame.columns):
        raise InputError(f"{file.name} holds no header and no rows. Export it again.")
    frame.attrs = no_facts(file.name)
    frame.attrs.update(facts)
    frame.attrs["notes"] = [*frame.attrs["notes"], *shifted.misfits(frame)]
    return frame


def _refuse_disguised(file: Path) -> None:
    """Raise where a text file's name stands on something that is no text, known by its first bytes."""
    if file.suffix.lower() not in _TEXT:
        return
    with file.open("rb") as stream:
        start = stream.read(_SNIFFED).lstrip().lower()
    for mark, kind in _DISGUISED.items():
        if start.startswith(mark):
            raise InputError(
                f"{file.name} is {kind}, not text, whatever its name says. Open it in the program it comes from and "
                "save it as CSV UTF-8 or XLSX."
            )


def is_workbook(path: Path) -> bool:
    """Return whether a file is read as a workbook, going by its name."""
    return path.suffix.lower() in _SHEETS


def no_facts(name: str) -> dict[Hashable, Any]:
    """Return the facts (``frame.attrs``) of a raw table of which nothing but the name is known."""
    facts: dict[Hashable, Any] = {"file": name, "notes": [], "malformed": [], "value_labels": {}, "above": []}
    facts.update(dict.fromkeys(("encoding", "delimiter", "sheet")))
    return facts


def _reader(
    file: Path, *, encoding: str | None, sheet: str | int | None
) -> Callable[[], tuple[pd.DataFrame, dict[str, Any]]]:
    kind = file.suffix.lower()
    if kind in _TEXT:
        return lambda: _delimited(file, encoding)
    if is_workbook(file):
        return lambda: sheets.read(file, sheet)
    if kind in (".jsonl", ".ndjson"):
        return lambda: _json_lines(file, encoding)
    if kind in (".parquet", ".pq"):
        return lambda: _parquet(file)
    if kind == ".sav":
        return lambda: _spss(file)
    raise InputError(
        f"{file.name}: files ending in '{kind}' are not read. Allowed: csv, tsv, txt, xlsx, xls, parquet, jsonl, sav."
    )


def _delimited(file: Path, encoding: str | None) -> tuple[pd.DataFrame, dict[str, Any]]:
    decoded = decode(file.read_bytes(), encoding=encoding, name=file.name)
    frame, delimiter, records = delimited.parse(decoded.text)
    return frame, {
        "encoding": decoded.encoding,
        "delimiter": delimiter,
        "notes": [*_stray_note(decoded), *records.notes],
        "malformed": records.malformed,
        "above": records.above,
    }


def _stray_note(decoded: Decoded) -> list[Note]:
    stray = decoded.stray_lines
    return [note("stray_bytes", count=len(stray), encoding=decoded.encoding, lines=listed(stray))] if stray else []


def _json_lines(file: Path, encoding: str | None) -> tuple[pd.DataFrame, dict[str, Any]]:
    decoded = decode(file.read_bytes(), encoding=encoding, name=file.name)
    rows, lines = [], []
    bad: list[dict[str, Any]] = []
    for number, line in enumerate(decoded.text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            record = None
        if isinstance(record, dict):
            rows.append(record)
            lines.append(number)
        else:
            bad.append({"line": number, "value": "", "reason": "no_object"})
    if not rows:
        raise InputError(f"{file.name}: no line holds a JSON object. Write one object a line.")
    frame = lists.spread(pd.json_normalize(rows)).set_axis(pd.Index(lines, name="line", dtype="int64"))
    notes = [note("no_object", count=len(bad), lines=listed(b["line"] for b in bad))] if bad else []
    facts = {"encoding": decoded.encoding, "notes": [*_stray_note(decoded), *notes], "malformed": bad}
    return frame, facts


def _parquet(file: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    try:
        frame = pd.read_parquet(file)
    except (OSError, ValueError) as error:
        raise InputError(f"{file.name} is no readable Parquet ({type(error).__name__}). Export it again.") from None
    return _numbered(frame), {}


def _spss(file: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    try:
        frame, meta = pyreadstat.read_sav(file)
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        raise InputError(f"{file.name} is no readable SPSS file ({error}). Export it again.") from None
    labels = {str(k): dict(v) for k, v in meta.variable_value_labels.items()}
    nominal = [c for c in labels if meta.variable_measure.get(c) == "nominal"]
    for column in nominal:
        known = frame[column].map(labels[column])
        frame[column] = known.where(known.notna(), frame[column].astype("object"))
    notes = [note("value_labels", columns=", ".join(nominal))] if nominal else []
    questions = {str(k): str(v or k) for k, v in meta.column_names_to_labels.items()}
    facts = {"encoding": meta.file_encoding, "value_labels": labels, "column_labels": questions, "notes": notes}
    return _numbered(frame), facts


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Number the records from 1 and keep a meaningful index as columns."""
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    frame.columns = [str(c) for c in frame.columns]
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="line"))
