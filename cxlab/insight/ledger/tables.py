"""Columns of a ledger's tables, and how a table is made from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from pandas.api.types import is_scalar

TABLES: Mapping[str, Mapping[str, str]] = {
    "runs": {"run": "int64", "as_of": "str", "round": "int64"},
    "issues": {
        "issue": "str",
        "subject": "str",
        "label": "str",
        "department": "str",
        "run": "int64",
        "parent": "str",
    },
    "events": {
        "run": "int64",
        "issue": "str",
        "trip": "int64",
        "lane": "str",
        "state": "str",
        "ref": "str",
        "detail": "str",
    },
    "links": {"issue": "str", "kind": "str", "ref": "str", "trip": "int64", "run": "int64"},
    "evidence": {
        "run": "int64",
        "issue": "str",
        "subject": "str",
        "measure": "str",
        "value": "float64",
        "low": "float64",
        "high": "float64",
        "n": "float64",
    },
    "unlinked": {"kind": "str", "ref": "str", "subject": "str"},
}


def table(name: str, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Return the table `name` with its columns and types; a missing number is NaN, a missing word is empty."""
    told = list(rows)
    return pd.DataFrame(
        {
            column: pd.Series([_filled(row.get(column), kind) for row in told], dtype=kind)
            for column, kind in TABLES[name].items()
        }
    )


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries; what is missing is None."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _filled(value: Any, kind: str) -> Any:
    missing = is_scalar(value) and pd.isna(value)
    return value if not missing else "" if kind == "str" else float("nan")


def _plain(value: Any) -> Any:
    return None if is_scalar(value) and pd.isna(value) else value


def appended(name: str, before: pd.DataFrame, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return `before` with further rows below it."""
    new = table(name, rows)
    if before.empty:
        return new
    return pd.concat([before, new], ignore_index=True) if len(new) else before
