"""The second classification: every pain put where in the journey it is felt, else left with its topic."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["complaint_id", "point", "topic", "how"]


def pains(
    mentions: pd.DataFrame,
    said: pd.DataFrame,
    links: pd.DataFrame,
    *,
    touchpoints: pd.DataFrame | None = None,
    negative: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Break the topics of complaints down by touchpoint.

    A topic is felt at the touchpoints that it is linked to and that the text speaks of; where it speaks of none of
    them, at the one that the topic is about: the first that the study names, else the one whose words most of the
    topic's texts hold (never one that merely lies within the topic: ``by`` there).
    Touchpoints of the same process that the text speaks of share in it (a screen in a complaint about a charging gun).
    A topic without a touchpoint is a point of its own. Where no topic is about a touchpoint, what is said beside its
    words and reads negative is a pain there, whatever the topic of the text. (Where one is, topics tell better: in the
    demo a quarter of such remarks beside another topic are planted there, against more than half where none is.)

    Parameters
    ----------
    mentions
        ``complaint_id``, ``code``, ``main``. Leave topics of praise out.
    said
        ``complaint_id``, ``touchpoint``: what each text speaks of (`journey.placed.Placed.mentions`).
    links
        `crosswalk.Crosswalk.links`: ``topic``, ``touchpoint``, ``by``, ``share``.
    touchpoints
        ``touchpoint``, ``process`` (`journey.points.points`); None: no journey, every topic is its own point.
    negative
        ``complaint_id``, ``touchpoint`` of remarks (`remarks`) that read negative.

    Returns
    -------
    DataFrame
        ``complaint_id``, ``point`` (``touchpoint:wallet``, ``topic:T007``), ``topic`` (code; empty for remarks of
        texts without one), ``how`` (main, second, remark): one row a complaint and point, sorted by both. Where a
        complaint comes to a point in several ways the first of the three stands.
    """
    homes = links.loc[(links["topic"] != "") & (links["touchpoint"] != ""), ["topic", "touchpoint"]].drop_duplicates()
    topics = mentions.rename(columns={"code": "topic"})[["complaint_id", "topic", "main"]]
    at = topics.merge(homes, on="topic").merge(said[["complaint_id", "touchpoint"]], on=["complaint_id", "touchpoint"])
    elsewhere = _without(topics, at).merge(_abouts(links).drop_duplicates("topic"), on="topic", how="left")
    beside = _beside(topics, homes, said, touchpoints)
    found = pd.concat([at, elsewhere, beside], ignore_index=True)
    linked = found["touchpoint"].notna()
    found["point"] = ("touchpoint:" + found["touchpoint"]).where(linked, "topic:" + found["topic"])
    found["how"] = found["main"].astype("bool").map({True: "main", False: "second"}).astype("str")
    remarked = _remarked(topics, negative, set(_abouts(links)["touchpoint"]))
    return _one_each(pd.concat([found[COLUMNS], remarked[COLUMNS]], ignore_index=True))


def settled(found: pd.DataFrame, apparent: list[str]) -> pd.DataFrame:
    """Return pains with those at apparent touchpoints given back to their topics; mere remarks there are dropped.

    Parameters
    ----------
    found
        From `pains`.
    apparent
        Touchpoints that are set aside (`reality.real_or_apparent`).
    """
    aside = found["point"].isin([f"touchpoint:{name}" for name in apparent])
    kept = found[~aside | (found["how"] != "remark")]
    point = kept["point"].where(~aside[kept.index], "topic:" + kept["topic"])
    return _one_each(kept.assign(point=point))


def _abouts(links: pd.DataFrame) -> pd.DataFrame:
    """Return the touchpoints that topics are about, best first; what is named has no share and comes first."""
    known = (links["topic"] != "") & (links["touchpoint"] != "") & (links["by"] != "there")
    about = links.loc[known, ["topic", "touchpoint", "share"]]
    return about.sort_values("share", ascending=False, na_position="first", kind="stable")[["topic", "touchpoint"]]


def _without(topics: pd.DataFrame, at: pd.DataFrame) -> pd.DataFrame:
    keys = ["complaint_id", "topic"]
    marked = topics.merge(at[keys].drop_duplicates(), on=keys, how="left", indicator=True)
    return marked.loc[marked["_merge"] == "left_only", [*keys, "main"]]


def _beside(
    topics: pd.DataFrame, homes: pd.DataFrame, said: pd.DataFrame, touchpoints: pd.DataFrame | None
) -> pd.DataFrame:
    """Return the touchpoints of the same process as a topic's home that the text speaks of."""
    if touchpoints is None:
        return topics.head(0).assign(touchpoint=pd.Series(dtype="str"))
    runs = touchpoints.loc[touchpoints["process"].notna(), ["touchpoint", "process"]]
    processes = homes.merge(runs, on="touchpoint")[["topic", "process"]].drop_duplicates()
    spoken = said[["complaint_id", "touchpoint"]].merge(runs, on="touchpoint")
    return topics.merge(processes, on="topic").merge(spoken, on=["complaint_id", "process"]).drop(columns="process")


def _remarked(topics: pd.DataFrame, negative: pd.DataFrame | None, told: set[str]) -> pd.DataFrame:
    """Return negative remarks of touchpoints but those that a topic is about (`told`)."""
    if negative is None:
        return pd.DataFrame(columns=COLUMNS)
    negative = negative[~negative["touchpoint"].isin(list(told))]
    main = topics.loc[topics["main"], ["complaint_id", "topic"]].drop_duplicates("complaint_id")
    rows = negative[["complaint_id", "touchpoint"]].drop_duplicates().merge(main, on="complaint_id", how="left")
    return rows.assign(point="touchpoint:" + rows["touchpoint"], topic=rows["topic"].fillna(""), how="remark")


def _one_each(found: pd.DataFrame) -> pd.DataFrame:
    ordered = found.sort_values(["complaint_id", "point", "how", "topic"])  # main < remark < second, by name
    rank = ordered["how"].map({"main": 0, "second": 1, "remark": 2})
    ordered = ordered.assign(rank=rank).sort_values(["complaint_id", "point", "rank", "topic"])
    kept = ordered.drop_duplicates(["complaint_id", "point"])
    return kept[COLUMNS].astype("str").reset_index(drop=True)
