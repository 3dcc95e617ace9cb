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
    ratings: pd.DataFrame | None, links: pd.DataFrame, points: pd.DataFrame, scale: Scales
) -> pd.DataFrame:
    """Summarise the ratings of each touchpoint; a touchpoint that nobody rated has no row.

    Parameters
    ----------
    ratings
        One row an answer, of one pool (relationship and transaction surveys are never mixed); uses ``touchpoint``
        (an id or a name) with ``csat`` and ``ces`` where present, the linked items, and ``weight``. None gives an
        empty frame.
    links
        ``touchpoint`` and ``item``: the crosswalk; rows without both are passed over.
    points
        From `points.points`. A rated touchpoint that is not among them is left out: see `strangers`.
    scale
        Returns the scale of an item (`Study.scale`).

    Returns
    -------
    DataFrame
        ``touchpoint``, ``item`` (csat, ces or the linked one), ``source`` (here: asked about this touchpoint; linked:
        a general item that the study links to it), ``shared`` (touchpoints that have this item in common: a linked
        item says one thing about all of them), ``scale``, ``n``, ``mean`` with its t interval, ``share`` of top
        answers with Wilson's ``low`` and ``high`` (missing below 20 answers). In the order of the journey.
    """
    if ratings is None or ratings.empty:
        return pd.DataFrame(columns=_COLUMNS)
    known = links[links["touchpoint"].isin(points["touchpoint"])]
    pieces = [piece for piece in (*_asked_here(ratings, points, scale), _linked(ratings, known, scale)) if len(piece)]
    if not pieces:
        return pd.DataFrame(columns=_COLUMNS)
    table = pd.concat(pieces).rename(columns={"top_share": "share", "top_low": "low", "top_high": "high"})
    table["shared"] = (
        table.groupby(["item", "source"])["touchpoint"].transform("nunique").where(table["source"] == "linked", 1)
    )
    table.loc[table["n"] < FEWEST_FOR_A_SHARE, ["share", "low", "high"]] = np.nan
    table = table.merge(points[["touchpoint", "place"]], on="touchpoint")
    return table.sort_values(["place", "source", "item"], ignore_index=True)[_COLUMNS]


def strangers(ratings: pd.DataFrame | None, points: pd.DataFrame) -> pd.DataFrame:
    """Return ``touchpoint`` and ``n``: what ratings call a touchpoint although the journey has none of that name."""
    if ratings is None or "touchpoint" not in ratings:
        return pd.DataFrame(columns=["touchpoint", "n"])
    unknown = ratings["touchpoint"].dropna()
    unknown = unknown[~unknown.isin(_ids(points))]
    return unknown.value_counts().sort_index().rename("n").rename_axis("touchpoint").reset_index()


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


def each_once(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the line with every rating once: touchpoints that share an item stand in one row.

    An item that the study links to three touchpoints is one answer of the customers, not three that agree.

    Parameters
    ----------
    drawn
        From `line`.

    Returns
    -------
    DataFrame
        ``item``, ``touchpoints`` (a list of ids in the order of the journey), ``shared`` (how many these
        are), ``share``, ``low``, ``high``, ``n``; in the order of the first touchpoint, gaps left out.
    """
    rated = drawn[drawn["gap"] == ""]
    # What was asked at each touchpoint is an answer of its own, though the item has one name.
    own = rated["touchpoint"].where(rated["shared"] < 2, "")
    grouped = rated.assign(own=own).groupby(["item", "own"], sort=False)
    table = grouped.agg(
        touchpoints=("touchpoint", list),
        shared=("touchpoint", "size"),
        **{c: (c, "first") for c in ("share", "low", "high", "n")},
    )
    return table.reset_index().drop(columns="own")


def _asked_here(ratings: pd.DataFrame, points: pd.DataFrame, scale: Scales) -> list[pd.DataFrame]:
    """Return one summary a touchpoint of the answers given about it."""
    asked = [item for item in ASKED if item in ratings]
    if "touchpoint" not in ratings or not asked:
        return []
    named = ratings["touchpoint"].map(_ids(points))
    weights = _weights(ratings)
    return [
        performance(rows, asked, scale, weights=weights).assign(touchpoint=point, source="here")
        for point, rows in ratings.groupby(named)
    ]


def _linked(ratings: pd.DataFrame, links: pd.DataFrame, scale: Scales) -> pd.DataFrame:
    """Return the summary of each general item once for each touchpoint that the study links to it."""
    pairs = links.loc[links["item"].isin(ratings.columns), ["touchpoint", "item"]].drop_duplicates()
    if pairs.empty:
        return pairs
    rated = performance(ratings, sorted(pairs["item"].unique()), scale, weights=_weights(ratings))
    return pairs.merge(rated, on="item").assign(source="linked") if len(rated) else rated


def _weights(ratings: pd.DataFrame) -> str | None:
    return "weight" if "weight" in ratings and ratings["weight"].notna().any() else None


def _ids(points: pd.DataFrame) -> dict[str, str]:
    """Return the id of a touchpoint by its id and by its names."""
    return {str(name): str(row.touchpoint) for row in points.itertuples() for name in (row.zh, row.en, row.touchpoint)}
