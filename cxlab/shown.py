"""Exhibits as Jupyter shows them, also those that a cell made in a loop or under a condition."""

from __future__ import annotations

import html
import json
import sys
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cxlab import charts
from cxlab.numbers import fill
from cxlab.phrases import Lang, columns, resolve
from cxlab.record import Exhibit


@dataclass(frozen=True, eq=False)
class Shown:
    """An exhibit as Jupyter shows it: title, chart or table, one sentence of reading."""

    exhibit: Exhibit
    table: pd.DataFrame
    figure: go.Figure | None
    lang: Lang

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display

        if self in _waiting:
            _waiting.remove(self)
        said = {
            part: html.escape(fill(getattr(self.exhibit, part), self.exhibit.values, self.exhibit.names, self.lang))
            for part in ("title", "reading")
        }
        display(HTML(f"<h4>{said['title']}</h4>"))
        if self.figure is None:
            display(_in_words(self.table, self.lang))
        else:
            drawn = go.Figure(resolve(json.loads(charts.to_json(self.figure)), self.lang))
            display(drawn.update_layout(template=charts.template()))
        display(HTML(f"<p>{said['reading']}</p>"))


_waiting: list[Shown] = []
"""Made in the cell that is running and not shown yet."""


def show_after_cell(shown: Shown) -> Shown:
    """Show it when the running cell ends, unless the cell does so itself; outside Jupyter nothing happens."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        _waiting.append(shown)
        if _show_waiting not in shell.events.callbacks["post_run_cell"]:
            shell.events.register("post_run_cell", _show_waiting)
    return shown


def _show_waiting(_: Any) -> None:
    for shown in list(_waiting):
        shown._ipython_display_()


def _in_words(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return a table with its headings and phrases in one language."""
    heads = {name: entry[lang] for name, entry in columns().items()}
    return table.map(lambda cell: resolve(cell, lang) if isinstance(cell, str) else cell).rename(columns=heads)
