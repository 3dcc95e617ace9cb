"""Cells that hold a list (JSON lines) become one column an entry, as other tools write a multiple choice."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd


def spread(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table without lists: ``problem: ["spot", "call"]`` becomes ``problem/call`` and ``problem/spot``.

    These hold 1 or 0, missing where the record has no such list; they stand in the order of the entries' names, in
    place of the list. A list of objects, or beside other values, becomes its JSON text.
    """
    pieces = [_spread(frame[column]) for column in frame.columns]
    return pd.concat(pieces, axis=1) if pieces else frame


def _spread(cells: pd.Series) -> pd.DataFrame:
    held = cells.map(lambda v: isinstance(v, list)).astype(bool)
    if not held.any():
        return cells.to_frame()
    lists = cells[held]
    plain = all(not isinstance(entry, list | dict) for entries in lists for entry in entries)
    if not plain or cells[~held].notna().any():
        return cells.map(_text).to_frame()
    entries = sorted({str(entry) for found in lists for entry in found})
    ticks = {f"{cells.name}/{entry}": lists.map(lambda v, e=entry: int(e in map(str, v))) for entry in entries}
    return pd.DataFrame(ticks, index=cells.index).astype("Int64").astype("object")


def _text(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
