"""One frame of what a run's chapters found: topics, key points and needs, as the ledger takes it."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

COLUMNS = [
    *("subject", "label", "kind", "people", "incidents", "share", "low", "high", "rank", "department"),
    *("mapped", "key_point", "rose"),
]


def matters(
    topics: pd.DataFrame,
    *,
    links: pd.DataFrame | None = None,
    points: pd.DataFrame | None = None,
    needs: pd.DataFrame | None = None,
    rose: Collection[str] = (),
    top: int = 10,
) -> pd.DataFrame:
    """Return `Seen.matters`.

    Topics open issues as their kind says. A touchpoint that is a key point opens one only where no topic is tied to it;
    other touchpoints, and needs that are not taken up this round, name and measure what is there. What a chapter that
    did not run would have said is missing, not "no".

    Parameters
    ----------
    topics
        ``code``, ``label``, ``kind`` (bare, or a phrase key that ends in it), ``people``, ``incidents``, ``share``,
        ``low``, ``high``.
    links
        `crosswalk.Crosswalk.links`: a topic with a touchpoint stands on the journey.
    points
        ``point``, ``place``, ``step``, ``people`` (`keypoints.sieve`); optional ``label`` and ``lead``.
    needs
        ``subject``, ``original``, ``chosen`` (`keypoints.needs_pool`); optional ``label``.
    rose
        Codes of the topics that were tested as new or rising.
    top
        Points up to this place that a step of the sieve chose are key points.

    Returns
    -------
    DataFrame
        One row a subject; see `Seen`.
    """
    kinds = topics["kind"].str.rpartition("kind_")[2]
    size = topics["people"].rank(ascending=False, method="min")
    found = topics.assign(subject="topic:" + topics["code"], kind=kinds, rank=size, rose=topics["code"].isin(rose))
    if links is not None:
        placed = links.loc[links["touchpoint"] != "", "topic"]
        found = found.assign(mapped=topics["code"].isin(placed))
    frames = [found]
    if points is not None:
        frames.append(_points(points, top))
    if needs is not None:
        frames.append(_needs(needs))
    rows = [row for frame in frames for row in frame.reindex(columns=COLUMNS).astype(object).to_dict("records")]
    made = pd.DataFrame(rows, columns=COLUMNS)
    first = made.groupby("subject", sort=False).first().reset_index()
    return first.astype(dict.fromkeys(COLUMNS[3:9], "float64"))[COLUMNS]


def _points(points: pd.DataFrame, top: int) -> pd.DataFrame:
    chosen = (points["place"] <= top) & (points["step"] != "rest")
    kind = chosen.map({True: "problem", False: "place"})
    named = points.rename(columns={"point": "subject", "lead": "department", "place": "rank"})
    there = named["subject"].str.startswith("touchpoint:").map({True: True, False: None})
    return named.assign(kind=kind, key_point=chosen, mapped=there)


def _needs(needs: pd.DataFrame) -> pd.DataFrame:
    sides = needs["subject"].str.partition(":")[0]
    known = needs[sides.isin(["topic", "touchpoint", "feature"])]
    kind = known["chosen"].astype(bool).map({True: "need", False: "wish"})
    return known.assign(kind=kind, people=known["original"])
