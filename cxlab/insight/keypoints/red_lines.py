"""Red lines put where they belong: what is said of a touchpoint itself, or of a topic that stands alone."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

LANES = ("safety", "privacy", "crowd")
"""Lanes about what happened; whom it happened to and where customers turned to says how grave a matter is."""
COLUMNS = ["complaint_id", "point", "lane"]


def red_lines(
    found: pd.DataFrame, remarked: pd.DataFrame, read: pd.DataFrame, *, lanes: Sequence[str] = LANES
) -> pd.DataFrame:
    """Return the red lines of each point; one is enough, and each is noticed on the same day by `voice` anyway.

    A text that names five touchpoints and one burnt hand has one dangerous touchpoint: at a touchpoint a red line
    counts where it stands beside its word, at a topic of its own where the text has it anywhere.

    Parameters
    ----------
    found
        From `pains.pains`.
    remarked
        ``complaint_id``, ``touchpoint``, ``red_line`` of each remark (`remarks.remarks`, then
        `cxlab.text.reading.read`; lanes joined with ``|``).
    read
        ``complaint_id``, ``red_line`` of each whole text.
    lanes
        Which lanes to look at.

    Returns
    -------
    DataFrame
        ``complaint_id``, ``point``, ``lane``; none twice, sorted by all three.
    """
    beside = remarked.assign(point="touchpoint:" + remarked["touchpoint"])
    alone = found.loc[found["point"].str.startswith("topic:") & (found["how"] == "main"), ["complaint_id", "point"]]
    rows = pd.concat([beside, alone.merge(read, on="complaint_id")])[["complaint_id", "point", "red_line"]]
    rows = rows.assign(lane=rows["red_line"].str.split("|")).explode("lane")
    kept = rows.loc[rows["lane"].isin(list(lanes)), COLUMNS].drop_duplicates()
    return kept.sort_values(COLUMNS, ignore_index=True)
