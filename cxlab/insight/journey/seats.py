"""Complaints at their touchpoints, or at their stages: one row a text and place."""

from __future__ import annotations

import pandas as pd


def seats(mentions: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """Return the complaints once for each touchpoint that they speak of.

    Parameters
    ----------
    mentions
        `placed.Placed.mentions` or `by_topic.by_topic`: ``complaint_id``, ``touchpoint``, ``main``.
    complaints
        One row a complaint with ``complaint_id``, beside what is known of it: customer, dates, unit, and the columns
        of `cxlab.text.reading.read`.
    """
    return mentions[["complaint_id", "touchpoint", "main", *mentions.columns.intersection(["how"])]].merge(
        complaints, on="complaint_id", how="inner"
    )


def by_stage(at: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return the complaints once for each stage: as `seats`, with the stage's id under ``touchpoint``.

    `voices`, `traces` and the others then speak of stages; a text at two touchpoints of a stage counts once, and its
    main stage is that of its main touchpoint.

    Parameters
    ----------
    at
        From `seats`.
    points
        From `points.points`.
    """
    stage = at["touchpoint"].map(points.set_index("touchpoint")["stage"])
    ordered = at.assign(touchpoint=stage).sort_values("main", ascending=False, kind="stable")
    return ordered.drop_duplicates(["complaint_id", "touchpoint"]).sort_index().reset_index(drop=True)
