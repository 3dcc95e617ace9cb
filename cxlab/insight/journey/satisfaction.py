"""How touchpoints are rated: answers given about a touchpoint itself, else those of the item linked to it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.survey.performance import Scales, performance

ASKED = ("csat", "ces")
FEWEST_FOR_A_SHARE = 20
_COLUMNS = [
    "touchpoint",
    "item",
    "source",
    "shared",
    "scale",
    "n",
    "mean",
    "mean_low",
    "mean_high",
    "share",
    "low",
    "high",
]


def satisfaction(
    ratings: pd.DataFrame | None, links: pd.DataFrame, touchpoints: list[str], scale: Scales
) -> pd.DataFrame:
    """Summarise the ratings of each touchpoint; a touchpoint that nobody rated has no row.

    Parameters
    ----------
    ratings
        One row an answer; uses ``touchpoint`` with ``csat`` and ``ces`` where present, and the linked items. None
        gives an empty frame.
    links
        ``touchpoint`` and ``item``: the crosswalk; rows without both are passed over.
    scale
        Returns the scale of an item (`Study.scale`).

    Returns
    -------
    DataFrame
        ``touchpoint``, ``item`` (csat, ces or the linked one), ``source`` (here: asked about this touchpoint; linked:
        a general item that the study links to it), ``shared`` (touchpoints that have this item in common: a linked
        item says one thing about all of them), ``scale``, ``n``, ``mean`` with its t interval, ``share`` of top
        answers with Wilson's ``low`` and ``high`` (missing below 20 answers). In the order of `touchpoints`.
    """
    if ratings is None or ratings.empty:
        return pd.DataFrame(columns=_COLUMNS)
    asked = [item for item in ASKED if item in ratings]
    pieces = []
    if "touchpoint" in ratings and asked:
        for point, rows in ratings.groupby("touchpoint", observed=True):
            pieces.append(performance(rows, asked, scale).assign(touchpoint=point, source="here"))
    pairs = links.loc[links["touchpoint"].isin(touchpoints) & links["item"].isin(ratings.columns)]
    pairs = pairs.drop_duplicates(["touchpoint", "item"])
    if len(pairs):
        rated = performance(ratings, sorted(pairs["item"].unique()), scale)
        if len(rated):
            pieces.append(pairs[["touchpoint", "item"]].merge(rated, on="item").assign(source="linked"))
    pieces = [piece for piece in pieces if len(piece)]
    if not pieces:
        return pd.DataFrame(columns=_COLUMNS)
    table = pd.concat(pieces).rename(columns={"top_share": "share", "top_low": "low", "top_high": "high"})
    table["shared"] = (
        table.groupby(["item", "source"])["touchpoint"].transform("nunique").where(table["source"] == "linked", 1)
    )
    table.loc[table["n"] < FEWEST_FOR_A_SHARE, ["share", "low", "high"]] = np.nan
    place = {point: number for number, point in enumerate(touchpoints)}
    table = table[table["touchpoint"].isin(place)].assign(place=table["touchpoint"].map(place))
    return table.sort_values(["place", "source", "item"], ignore_index=True)[_COLUMNS]


def line(rated: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return the satisfaction line along the journey, with its gaps; empty where nothing is rated.

    Each touchpoint shows one number: CSAT asked there, else CES asked there, else the linked item with most answers.
    Shares on two scales are never joined: those off the commonest scale are gaps. Nothing is drawn through a gap.

    Returns
    -------
    DataFrame
        Every row of `points`: ``place``, ``stage``, ``touchpoint``, ``item``, ``share``, ``low``, ``high``, ``n``,
        ``shared``, ``gap`` (empty where there is a number; else not_rated, few (below 20 answers), other_scale).
    """
    columns = ["place", "stage", "touchpoint", "item", "share", "low", "high", "n", "shared", "gap"]
    if rated.empty:
        return pd.DataFrame(columns=columns)
    order = rated["item"].map({"csat": 0, "ces": 1}).where(rated["source"] == "here", 2)
    best = rated.assign(order=order).sort_values(["order", "n", "item"], ascending=[True, False, True])
    best = best.drop_duplicates("touchpoint")
    commonest = best.groupby("scale")["touchpoint"].size().sort_index(kind="stable").idxmax()
    drawn = points[["place", "stage", "touchpoint"]].merge(best, on="touchpoint", how="left")
    reasons = [drawn["item"].isna(), drawn["scale"] != commonest, drawn["share"].isna()]
    drawn["gap"] = pd.Series(np.select(reasons, ["not_rated", "other_scale", "few"], ""), dtype="str")
    drawn.loc[drawn["gap"] != "", ["share", "low", "high"]] = np.nan
    return drawn.sort_values("place", ignore_index=True)[columns]
