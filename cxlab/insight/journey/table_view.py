"""The map as a table (表格法): every cell in words of both languages, each piece with its evidence in brackets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxlab.insight.journey.cells import ELEMENTS
from cxlab.phrases import in_both_languages, visible
from cxlab.study import Text

_COUNTS = ("need", "red_line")
_BETWEEN = {"zh": "；", "en": "; "}
_AND = {"zh": "，", "en": ", "}
_COLUMNS = ["place", "stage", "touchpoint", "element", "zh", "en", "evidence", "state"]


def table_view(cells: pd.DataFrame, names: Mapping[str, Text]) -> pd.DataFrame:
    """Write every cell out: what stands there, its share, and in brackets how many people or answers say so.

    Parameters
    ----------
    cells
        From `edited.edited_cells`.
    names
        How keys and marks are called (topics, features, items, emotions, reasons, …; one without a name stands as it
        is), and ``state_empty``, ``state_few``, ``state_removed``, ``state_edited``, ``state_walk``: what is written
        for a cell without evidence, for one of fewer than five (whose numbers must not be seen), for data that were
        taken out, and before what the researcher wrote or saw on a walk (followed by who saw it).

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


def listed(view: pd.DataFrame, names: Mapping[str, Text]) -> pd.DataFrame:
    """Return the table as it is printed, narrow enough for a phone: what stands there, and in one row what does not.

    Parameters
    ----------
    view
        From `table_view`.
    names
        Those, with ``element_<element>``.

    Returns
    -------
    DataFrame
        ``touchpoint`` (id), ``element`` (``empty`` where the others have no evidence, all in one row), ``said`` in both
        languages (`cxlab.phrases.visible` reads it), in the order of the journey and of `ELEMENTS`.
    """
    rows = []
    for touchpoint, cells in view.groupby("touchpoint", sort=False):
        told = cells[cells["state"] != "empty"]
        rows += [(touchpoint, *row) for row in told[["element", "zh", "en"]].itertuples(index=False, name=None)]
        missing = [names[f"element_{element}"] for element in cells.loc[cells["state"] == "empty", "element"]]
        if missing:
            said = [_AND[lang].join(str(getattr(name, lang)) for name in missing) for lang in ("zh", "en")]
            rows.append((touchpoint, "empty", *said))
    table = pd.DataFrame(rows, columns=["touchpoint", "element", "zh", "en"])
    table["said"] = [in_both_languages(Text(zh=zh, en=en)) for zh, en in zip(table["zh"], table["en"], strict=True)]
    return table[["touchpoint", "element", "said"]]


def _piece(row: Mapping[Any, Any], names: Mapping[str, Text], lang: str) -> str:
    """Return one thing that stands in a cell, in one language."""

    def name(key: str) -> str:
        return str(getattr(names[key], lang)) if key in names else key

    if row["state"] in ("empty", "few"):
        return name(f"state_{row['state']}")
    if row["state"] in ("removed", "edited", "walk"):
        why, by = (str(getattr(visible(row[column]), lang)) for column in ("why", "by"))
        said = why if row["state"] == "removed" else row[lang]
        return f"{name('state_' + row['state'])} {f'({by}) ' if by else ''}{said}"
    # Where a class is not certain, its mark is the letters of the classes that it may be.
    marks = list(row["mark"]) if row["element"] == "expectation" else [row["mark"]]
    words = _AND[lang].join(name(key) for key in (row["key"], *marks) if key)
    share = [] if row["element"] in _COUNTS or pd.isna(row["value"]) else [f"{row['value']:.0%}"]
    return " ".join([*([words] if words else []), *share, f"({row['evidence']:,})"])
