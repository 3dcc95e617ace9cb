"""The map as a table (表格法): every cell in words of both languages, each piece with its evidence in brackets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxlab.insight.journey.cells import ELEMENTS
from cxlab.study import Text

_COUNTS = ("need", "red_line")
_BETWEEN = {"zh": "；", "en": "; "}
_COLUMNS = ["place", "stage", "touchpoint", "element", "zh", "en", "evidence", "state"]


def table_view(cells: pd.DataFrame, names: Mapping[str, Text]) -> pd.DataFrame:
    """Write every cell out: what stands there, its share, and in brackets how many people or answers say so.

    Parameters
    ----------
    cells
        From `edited.edited_cells`.
    names
        How keys and marks are called (topics, features, items, emotions, reasons, …; one without a name stands as it
        is), and ``empty``, ``few``, ``removed``, ``walk``: what is written for a cell without evidence, for one of
        fewer than five (whose numbers must not be seen), for data that were taken out, and before what was seen on a
        walk.

    Returns
    -------
    DataFrame
        One row a touchpoint and element, in the order of the journey: ``place``, ``stage``, ``touchpoint``,
        ``element``, ``zh``, ``en``, ``evidence`` (the largest in the cell; 0 for empty, few, and the researcher's own)
        and ``state`` (data, few, empty, or edited where the researcher has a hand in it).
    """
    grouped: dict[tuple[Any, ...], list[dict[Any, Any]]] = {}
    for row in cells.to_dict("records"):
        grouped.setdefault(tuple(row[column] for column in _COLUMNS[:4]), []).append(row)
    rows = []
    for cell, told in grouped.items():
        states = {row["state"] for row in told}
        state = "edited" if states & {"edited", "removed", "walk"} else "data" if "data" in states else told[0]["state"]
        shown = [row for row in told if row["state"] != "few"] or told[:1]
        said = {lang: _BETWEEN[lang].join(_piece(row, names, lang) for row in shown) for lang in _BETWEEN}
        evidence = max((row["evidence"] for row in shown if row["state"] == "data"), default=0)
        rows.append((*cell, said["zh"], said["en"], evidence, state))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    order = table["element"].map({element: number for number, element in enumerate(ELEMENTS)})
    table = table.assign(order=order).sort_values(["place", "order"], ignore_index=True)
    return table[_COLUMNS]


def _piece(row: Mapping[Any, Any], names: Mapping[str, Text], lang: str) -> str:
    """Return one thing that stands in a cell, in one language."""

    def name(key: str) -> str:
        return str(getattr(names[key], lang)) if key in names else key

    if row["state"] in ("empty", "few"):
        return name(row["state"])
    if row["state"] == "removed":
        return f"{name('removed')} {row['why']}"
    if row["state"] in ("edited", "walk"):
        return f"{name('walk')} {row[lang]}" if row["state"] == "walk" else str(row[lang])
    words = [name(key) for key in (row["key"], row["mark"]) if key]
    share = [] if row["element"] in _COUNTS or pd.isna(row["value"]) else [f"{row['value']:.0%}"]
    return " ".join([*words, *share, f"({row['evidence']})"])
