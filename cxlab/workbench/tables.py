"""Tables in which a researcher sorts, searches and selects; all they need travels with them, nothing is fetched."""

from __future__ import annotations

from typing import Any

import pandas as pd
from itables.widget import ITable

from cxlab.numbers import Unit
from cxlab.phrases import Lang
from cxlab.report import tables as words_of
from cxlab.workbench.words import say

PER_PAGE = 10
_LAYOUT = {"topStart": "pageLength", "topEnd": "search", "bottomStart": "info", "bottomEnd": "paging"}


def interactive(
    frame: pd.DataFrame, lang: Lang = "zh", *, unit: Unit | None = None, per_page: int = PER_PAGE, select: bool = False
) -> ITable:
    """Return a frame as a table that sorts by its headings and searches in all columns.

    Parameters
    ----------
    frame
        Headings and units are those of ``columns.yml``, as in a report; texts are shown letter by letter.
    unit
        Unit of the columns whose names do not tell it (``value``, ``low``, ``high``).
    select
        Whether rows can be selected; the widget's ``selected_rows`` holds their places in `frame`.
    """
    table, styles = _in_words(frame, lang, unit)
    language = {key: say(f"table_{key}", lang) for key in _SAID}
    return ITable(
        table,
        showIndex=False,
        maxBytes=0,
        select="multi" if select else False,
        layout=_LAYOUT,
        pageLength=per_page,
        lengthMenu=[PER_PAGE, 25, 100],
        language=language,
        columnDefs=styles,
        css=_NO_ENGLISH,
        classes="display compact",
        style="width:100%",
    )


def fill(table: ITable, frame: pd.DataFrame, lang: Lang) -> None:
    """Put other rows into a table that `interactive` made from a frame with the same columns."""
    rows, styles = _in_words(frame, lang, None)
    table.update(rows, maxBytes=0, columnDefs=styles)


def _in_words(frame: pd.DataFrame, lang: Lang, unit: Unit | None) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return `frame` as a reader sees it, and how its columns are set: numbers to the right, only long texts broken."""
    columns = [words_of.column(str(name), frame[name], unit, lang) for name in frame]
    cells = [
        [words_of.cell(value, column.unit, lang) for value in frame[name]]
        for name, column in zip(frame, columns, strict=True)
    ]
    rows = list(zip(*cells, strict=True)) if len(frame) else []
    table = pd.DataFrame(rows, columns=[column.label for column in columns], dtype="str")
    sides = ["dt-right" if column.numeric else "dt-left" for column in columns]
    broken = ["" if column.unit in _LONG else " dt-nowrap" for column in columns]
    styles = [{"targets": [n], "className": side + b} for n, (side, b) in enumerate(zip(sides, broken, strict=True))]
    return table, styles


_LONG = ("text", "quote")
"""Units of columns whose cells may take several lines."""
_NO_ENGLISH = ".dt-container .select-info { display: none }"
"""How many rows are selected can only be said in English; a desk says it in words of its own."""
_SAID = ("search", "lengthMenu", "info", "infoEmpty", "infoFiltered", "zeroRecords", "emptyTable")
"""What DataTables calls the words around a table."""
