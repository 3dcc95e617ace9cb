"""The draft with the researcher's edits over it, each marked as such."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.journey.cells import COLUMNS, ELEMENTS
from cxlab.insight.journey.edits import JourneyEdits, PointEdit
from cxlab.insight.journey.points import COLUMNS as POINT_COLUMNS
from cxlab.phrases import in_both_languages
from cxlab.study import Text


def edited_points(points: pd.DataFrame, edits: JourneyEdits) -> pd.DataFrame:
    """Return the touchpoints as the researcher has them: before texts are placed, so that new words are heard.

    Parameters
    ----------
    points
        From `points.points`.

    Returns
    -------
    DataFrame
        As `points`, with ``edited``: empty, changed or added. A removed touchpoint has no row, and its
        words are not heard; an added one stands last in its stage; ``place`` counts anew.

    Raises
    ------
    InputError
        The edits name a touchpoint or stage that is not there, or no touchpoint is left.
    """
    edits.check(points["touchpoint"], points["stage"].unique())
    stages = points.drop_duplicates("stage").set_index("stage")
    rows: list[dict[Any, Any]] = points.assign(edited="").to_dict("records")
    for id, edit in edits.touchpoints.items():
        known = [row for row in rows if row["touchpoint"] == id]
        rows = [row for row in rows if row["touchpoint"] != id] if edit.removed else rows
        for row in known:
            row.update(_changes(edit), edited="changed")
        if not known and not edit.removed:
            blank = {"touchpoint": id, "words": (), "process": None, "lead": None, "support": (), "side": "front"}
            rows.append(blank | {"place": len(points), "stage": edit.stage} | _changes(edit) | {"edited": "added"})
    if not rows:
        raise InputError("journey.yaml removes every touchpoint; leave at least one.")
    table = pd.DataFrame(rows)
    for name in ("stage_zh", "stage_en"):
        table[name] = table["stage"].map(stages[name])
    order = table["stage"].map({stage: number for number, stage in enumerate(stages.index)})
    table = table.assign(order=order).sort_values(["order", "place", "touchpoint"], ignore_index=True)
    return table.assign(place=range(len(table)))[[*POINT_COLUMNS, "edited"]]


def edited_cells(cells: pd.DataFrame, edits: JourneyEdits) -> pd.DataFrame:
    """Return the cells with what the researcher wrote and saw beside the data.

    Parameters
    ----------
    cells
        From `cells.cells`.

    Returns
    -------
    DataFrame
        As `cells`, with ``zh`` and ``en`` (a text in both languages, empty for data), ``by`` (a role) and ``why``
        (`cxlab.phrases.visible` reads both).
        Rows of the researcher come after the data of their cell and have ``source`` researcher and ``state`` edited
        (a text), removed (the data were taken out, for the reason in ``why``) or walk (seen on a walk); their evidence
        is 0: it counts customers. An empty cell that gets a text is empty no more.
    """
    table = cells.assign(zh="", en="", by="", why="")
    head = cells.drop_duplicates("touchpoint").set_index("touchpoint")[["place", "stage"]]
    own: list[dict[str, object]] = []
    for id, elements in edits.cells.items():
        for element, cell in elements.items():
            if id not in head.index:
                continue
            own.append(
                _own(head, id, element, "removed" if cell.removed else "edited", cell.text, why=_words(cell.why))
            )
    for walk in edits.walks:
        if walk.touchpoint in head.index:
            own.append(
                _own(head, walk.touchpoint, walk.element, "walk", walk.seen, by=_words(walk.by), why=_words(walk.how))
            )
    if not own:
        return table
    added = pd.DataFrame(own)
    filled = set(zip(added["touchpoint"], added["element"], strict=True))
    gone = added[added["state"] == "removed"]
    gone_cells = set(zip(gone["touchpoint"], gone["element"], strict=True))
    places = zip(table["touchpoint"], table["element"], strict=True)
    empty = table["state"] == "empty"
    keep = [c not in gone_cells and not (e and c in filled) for c, e in zip(places, empty, strict=True)]
    types = {column: cells[column].dtype for column in COLUMNS}
    table = pd.concat([table[keep], added.astype(types)], ignore_index=True)
    order = table["element"].map({element: number for number, element in enumerate(ELEMENTS)})
    mine = table["source"] == "researcher"
    table = table.assign(order=order, mine=mine).sort_values(["place", "order", "mine", "rank", "key"], kind="stable")
    return table.drop(columns=["order", "mine"]).reset_index(drop=True)


def touched(points: pd.DataFrame, cells: pd.DataFrame) -> list[str]:
    """Return the touchpoints in which the researcher has a hand, in the order of the journey.

    Parameters
    ----------
    points, cells
        From `edited_points` and `edited_cells`.
    """
    own = set(cells.loc[cells["source"] == "researcher", "touchpoint"])
    mine = points["edited"].ne("") | points["touchpoint"].isin(own)
    return points.loc[mine, "touchpoint"].tolist()


def validation(edits: JourneyEdits) -> pd.DataFrame:
    """Return how far the map is validated, one row a walk or confirmation, the newest last.

    Returns
    -------
    DataFrame
        ``state`` (of the whole map, the same in every row), ``step`` (walked, confirmed; empty where there was
        neither), ``by`` (a role), ``date``, ``how``, and of a walk ``touchpoint`` and what was seen there as ``zh`` and
        ``en``.
    """
    steps: list[tuple[str, str, dt.date | None, str, str, str, str]] = [
        ("walked", _words(walk.by), walk.date, _words(walk.how), walk.touchpoint, walk.seen.zh, walk.seen.en)
        for walk in edits.walks
    ]
    steps += [("confirmed", _words(check.by), check.date, _words(check.how), "", "", "") for check in edits.confirmed]
    columns = ["step", "by", "date", "how", "touchpoint", "zh", "en"]
    table = pd.DataFrame(steps or [("", "", None, "", "", "", "")], columns=columns)
    table.insert(0, "state", edits.state)
    return table.sort_values(["date", "step", "touchpoint"], kind="stable", ignore_index=True)


def _words(text: Text | None) -> str:
    return in_both_languages(text) if text else ""


def _changes(edit: PointEdit) -> dict[str, object]:
    given = edit.model_dump(include={"stage", "process", "lead", "support", "side"}, exclude_none=True)
    words = {"words": edit.words} if edit.words else {}
    names = {"zh": edit.name.zh, "en": edit.name.en} if edit.name else {}
    return given | words | names


def _own(
    head: pd.DataFrame, id: str, element: str, state: str, text: Text | None, *, by: str = "", why: str = ""
) -> dict[str, object]:
    """Return the row of one text of the researcher."""
    place = {"place": head.loc[id, "place"], "stage": head.loc[id, "stage"], "touchpoint": id, "element": element}
    blank = {"rank": 1, "key": "", "mark": "", "value": None, "low": None, "high": None, "n": None, "evidence": 0}
    said = {"zh": text.zh if text else "", "en": text.en if text else ""}
    return place | blank | {"source": "researcher", "state": state} | said | {"by": by, "why": why}
