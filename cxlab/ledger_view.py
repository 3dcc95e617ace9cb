"""The issue ledger as tables for the terminal."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml
from rich.markup import escape
from rich.table import Table

from cxlab.insight.ledger import Ledger, history
from cxlab.insight.ledger.lanes import WAITING
from cxlab.phrases import Lang, visible

LISTED = ("issue", "step", "state", "label", "department", "people", "since")
TOLD = ("as_of", "run", "issue", "step", "state", "ref", "detail", "people")
WHOLE = ("issue", "as_of", "since", "step", "run", "people")
"""Columns whose cells are never broken."""


def title(ledger: Ledger, study: str, lang: Lang) -> str:
    """Return one line that says whose ledger this is and until when."""
    last = ledger.runs.iloc[-1]
    facts = {"n": len(ledger.issues), "as_of": last["as_of"], "run": last["run"], "round": last["round"]}
    return _said("title", lang).format(study=study, **facts)


def listed(rows: pd.DataFrame, lang: Lang) -> Table | str:
    """Return the rows of `standing` as a table, or a sentence where there are none."""
    shown = rows.assign(label=rows["label"].where(rows["label"] != "", rows["subject"]))
    return _table(shown, LISTED, lang) if len(rows) else _said("nothing", lang)


def story(ledger: Ledger, issue: str, lang: Lang) -> Table:
    """Return the history of one issue as a table."""
    return _table(history(ledger, issue), TOLD, lang)


def state_code(word: str) -> str:
    """Return the code of a state that is given as it is shown, in either language; any other word as it is."""
    shown = {
        said: key.removeprefix("state_")
        for key, both in _words().items()
        if key.startswith("state_")
        for said in both.values()
    }
    return shown.get(word, word)


def loose_ends(ledger: Ledger, lang: Lang) -> str:
    """Return a sentence that names what the last run could tie to no issue."""
    names = [f"{row.kind} {row.ref} ({row.subject})" for row in ledger.unlinked.itertuples()]
    return _said("unlinked", lang).format(names=", ".join(names))


def _table(rows: pd.DataFrame, columns: tuple[str, ...], lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(_said(f"column_{column}", lang), no_wrap=column in WHOLE, overflow="fold")
    for row in rows.to_dict("records"):
        table.add_row(*(escape(_cell(column, {str(k): v for k, v in row.items()}, lang)) for column in columns))
    return table


def _cell(column: str, row: dict[str, Any], lang: Lang) -> str:
    value = row[column]
    if pd.isna(value) or value == "" or (column == "detail" and row["state"] in WAITING):
        return ""
    if column == "state":
        return _state(row, lang)
    if column in ("detail", "ref"):
        keys = [key for key in (f"detail_{value}", f"state_{value}") if key in _words()]
        return _said(keys[0], lang) if keys else str(value)
    if column == "label":
        return str(getattr(visible(value), lang))
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _state(row: dict[str, Any], lang: Lang) -> str:
    """Return the state and the day to wait for; of a listed issue also its heir, and its trip after the first."""
    trip = _said("trip", lang).format(n=row["trip"]) if row.get("returned") and row["state"] != "returned" else ""
    day = row["until"] if "until" in row else row["detail"] if row["state"] in WAITING else ""
    until = _said("until", lang).format(day=day) if day else ""
    heir = f" {row['heir']}" if row.get("heir") else ""
    return _said(f"state_{row['state']}", lang) + until + heir + trip


def _said(key: str, lang: Lang) -> str:
    return _words()[key][lang]


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("cxlab").joinpath("resources/ledger/words.yml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found
