"""Which process owns a point, which department leads, which ones support; and which topics it is made of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxlab.insight.counts import persons

OWNED = ["point", "process", "lead", "support", "side", "how"]


def owners(points: Sequence[str], links: pd.DataFrame, touchpoints: pd.DataFrame | None = None) -> pd.DataFrame:
    """Match each point to the process that owns it.

    Parameters
    ----------
    points
        ``touchpoint:wallet`` or ``topic:T007``.
    links
        `crosswalk.Crosswalk.links`.
    touchpoints
        `journey.points.points`: ``touchpoint``, ``process``, ``lead``, ``support`` (tuple), ``side``.

    Returns
    -------
    DataFrame
        ``point``, ``process``, ``lead``, ``support`` (joined with ``、``), ``side`` (front, back, or empty), ``how``
        (journey: the study gives it to the touchpoint; else named, words, guessed as the link; none: nobody owns it),
        in the order given. The journey speaks before a link.
    """
    stages = {} if touchpoints is None else {row["touchpoint"]: row for row in touchpoints.to_dict("records")}
    rows = []
    for point in points:
        where, _, name = point.partition(":")
        given = stages.get(name, {}) if where == "touchpoint" else {}
        if isinstance(given.get("lead"), str):
            process = given["process"] if isinstance(given["process"], str) else ""
            rows.append((point, process, given["lead"], "、".join(given["support"]), given["side"], "journey"))
            continue
        held = links[(links[where] == name) & (links["lead"] != "")]
        if held.empty:
            rows.append((point, "", "", "", "", "none"))
        else:
            first = held.iloc[0]
            rows.append((point, first["process"], first["lead"], first["support"], "", first["how"]))
    return pd.DataFrame(rows, columns=OWNED).astype("str")


def made_of(found: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """Count the topics within each point, and the points that a topic falls into.

    Parameters
    ----------
    found
        From `pains.pains`.
    complaints
        ``complaint_id``, ``customer_key`` where known.

    Returns
    -------
    DataFrame
        ``point``, ``topic`` (empty: said of the touchpoint itself, in texts without a topic), ``people``, ``share`` (of
        the point's people; they may have several topics). By point, most people first, then by name.
    """
    who = pd.Series(persons(complaints).to_numpy(), index=complaints["complaint_id"])
    known = found.assign(person=found["complaint_id"].map(who)).dropna(subset="person")
    table = known.groupby(["point", "topic"])["person"].nunique().rename("people").reset_index()
    table["share"] = table["people"] / table["point"].map(known.groupby("point")["person"].nunique())
    return table.sort_values(["point", "people", "topic"], ascending=[True, False, True], ignore_index=True)
