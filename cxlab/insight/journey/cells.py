"""The map as cells: one touchpoint and one element each, with what stands in it and how much evidence it has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

import numpy as np
import pandas as pd

from cxlab.cells import SMALLEST

Element = Literal[
    "voice",
    "role",
    "scene",
    "expectation",
    "emotion",
    "pain",
    "opportunity",
    "satisfaction",
    "need",
    "red_line",
    "effort",
    "severity",
]
ELEMENTS: tuple[Element, ...] = get_args(Element)
"""Stage and touchpoint, the other two of the eight elements of a journey map, are where a cell stands."""
COLUMNS = [
    "place",
    "stage",
    "touchpoint",
    "element",
    "rank",
    "key",
    "mark",
    "value",
    "low",
    "high",
    "n",
    "evidence",
    "source",
    "state",
]
_JUDGED = ("emotion", "effort", "severity")
_TOP = 3


def cells(points: pd.DataFrame, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put parts together into the map: every element at every touchpoint has at least one row.

    Parameters
    ----------
    points
        From `points.points`.
    parts
        From the functions below.

    Returns
    -------
    DataFrame
        ``place``, ``stage``, ``touchpoint``, ``element`` (`ELEMENTS`), ``rank`` (1, 2, 3 where a cell holds several
        things), ``key`` (what: a topic code, feature, item, phrase, emotion, reason), ``mark`` (how it stands there),
        ``value`` with ``low`` and ``high`` (a share 0..1; needs and red lines are counts, expectations and
        opportunities have none), ``n`` (its base), ``evidence`` (people, texts or answers behind it), ``source``
        (complaints, ratings, kano) and ``state``: data, few (1 to 4: not to leave the researcher's machine) or empty.
    """
    given = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=COLUMNS)])
    grid = points[["place", "stage", "touchpoint"]].merge(pd.DataFrame({"element": ELEMENTS}), how="cross")
    given = given.drop(columns=[c for c in ("place", "stage") if c in given])
    table = grid.merge(given, on=["touchpoint", "element"], how="left")
    table["rank"] = table["rank"].fillna(1).astype("int64")
    table["evidence"] = table["evidence"].fillna(0).astype("int64")
    table["n"] = table["n"].astype("Int64")
    for column in ("key", "mark", "source"):
        table[column] = table[column].astype("str").fillna("")
    for column in ("value", "low", "high"):
        table[column] = table[column].astype("float64")
    states = [table["evidence"] == 0, table["evidence"] < SMALLEST]
    table["state"] = pd.Series(np.select(states, ["empty", "few"], "data"), dtype="str")
    order = table["element"].map({element: number for number, element in enumerate(ELEMENTS)})
    table = table.assign(order=order).sort_values(["place", "order", "rank", "key"], ignore_index=True)
    return table[COLUMNS]


def voice_cells(voices: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that complaints fill: voice, emotion, effort, severity and needs."""
    spoken = voices[voices["people"] > 0]
    people = spoken["people"]
    parts = [_part(spoken, "voice", value=spoken["share"], low=spoken["low"], high=spoken["high"], evidence=people)]
    for name in [name for name in _JUDGED if f"{name}_mark" in spoken]:
        ends = {end: spoken[f"{name}_{column}"] for end, column in _ENDS.items()}
        key = spoken["feeling"] if name == "emotion" else ""
        parts.append(_part(spoken, name, key=key, mark=spoken[f"{name}_mark"], n=people, evidence=people, **ends))
    wishes = voices[voices["needs"] > 0]
    parts.append(_part(wishes, "need", value=wishes["needs"], evidence=wishes["needs"]))
    return pd.concat([part for part in parts if len(part)] or [_part(voices.head(0), "voice", evidence=0)])


def pain_cells(pains: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of the three matters with most people at each touchpoint."""
    top = pains[pains["rank"] <= _TOP]
    ends = {end: top[column] for end, column in _ENDS.items()}
    return _part(top, "pain", rank=top["rank"], key=top["code"], n=top["of"], evidence=top["people"], **ends)


def red_line_cells(lanes: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of red lines, one row a lane; the evidence are texts, and one is enough."""
    rank = lanes.groupby("touchpoint").cumcount() + 1
    return _part(lanes, "red_line", rank=rank, key=lanes["lane"], value=lanes["texts"], evidence=lanes["texts"])


def satisfaction_cells(rated: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of ratings; the mark says whether the item is asked here, linked, or shared with others."""
    mark = rated["source"].where(rated["shared"] < 2, "shared")
    ends = {end: rated[column] for end, column in _ENDS.items()}
    rank = rated.groupby("touchpoint").cumcount() + 1
    found = _part(
        rated, "satisfaction", rank=rank, key=rated["item"], mark=mark, n=rated["n"], evidence=rated["n"], **ends
    )
    return found.assign(source="ratings")


def expectation_cells(expected: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of features; the mark is the class, or the classes between which it is not certain."""
    mark = expected["category"].where(expected["sure"].astype(bool), expected["between"])
    rank = expected.groupby("touchpoint").cumcount() + 1
    found = _part(expected, "expectation", rank=rank, key=expected["feature"], mark=mark, evidence=expected["n"])
    return found.assign(source="kano")


def opportunity_cells(found: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of opportunities: the key is the reason, the mark the feature."""
    rank = found.groupby("touchpoint").cumcount() + 1
    return _part(found, "opportunity", rank=rank, key=found["reason"], mark=found["feature"], evidence=found["people"])


def scene_cells(phrases: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of scenes: telling word pairs, from `phrases_in_topic` with touchpoints as matters."""
    top = phrases[phrases.groupby("touchpoint").cumcount() < _TOP]
    ends = {end: top[column] for end, column in _ENDS.items()}
    rank = top.groupby("touchpoint").cumcount() + 1
    return _part(top, "scene", rank=rank, key=top["phrase"], evidence=top["people"], **ends)


def role_cells(roles: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of roles that stand out at a touchpoint, from `roles.roles`; the mark is more or fewer."""
    told = roles[roles["differs"].astype(bool)].sort_values(["touchpoint", "role"])
    ends = {end: told[column] for end, column in _ENDS.items()}
    rank = told.groupby("touchpoint").cumcount() + 1
    people = told["people"]
    return _part(told, "role", rank=rank, key=told["role"], mark=told["mark"], n=told["n"], evidence=people, **ends)


_ENDS = {"value": "share", "low": "low", "high": "high"}


def _part(frame: pd.DataFrame, element: str, **columns: object) -> pd.DataFrame:
    found = pd.DataFrame({"touchpoint": frame["touchpoint"], "element": element, "source": "complaints"})
    return found.assign(**{"rank": 1, "n": pd.NA, "key": "", "mark": "", **_NUMBERS, **columns})  # type: ignore[arg-type]


_NUMBERS = dict.fromkeys(("value", "low", "high"), np.nan)
