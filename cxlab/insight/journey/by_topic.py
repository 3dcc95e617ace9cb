"""Texts that hold no touchpoint's word, placed where the crosswalk ties their topic."""

from __future__ import annotations

import pandas as pd

_COLUMNS = ["complaint_id", "touchpoint", "main", "how"]


def by_topic(unmapped: pd.Series, mentions: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Place texts by their main topic: customers say 又是我，退了一半 and mean the wallet.

    Only topics with one touchpoint are used: a topic of two places does not tell at which of them a text is. On the
    demo's planted truth a text is placed as well so as by words (73 % of 1,427, where the crosswalk guessed, against
    73 % of 3,455), and what a guess placed stays marked as such.

    Parameters
    ----------
    unmapped
        Ids of texts without a touchpoint's word (`placed.Placed.unmapped`).
    mentions
        ``complaint_id``, ``code``, ``main``.
    links
        ``topic`` (a code of `mentions`), ``touchpoint`` and ``how``: the crosswalk resolved
        (`cxlab.insight.crosswalk.linked`). Without these columns nothing is placed.

    Returns
    -------
    DataFrame
        ``complaint_id``, ``touchpoint``, ``main`` (True), ``how``: topic (a link that names the topic or whose words
        half of its texts hold) or guess (the crosswalk guessed it), by id. What is placed so says what the topic
        says: it is no evidence that a topic belongs to a touchpoint.
    """
    if not {"topic", "touchpoint", "how"} <= set(links):
        return pd.DataFrame(columns=_COLUMNS).astype({"main": bool})
    known = links[links["touchpoint"].fillna("").ne("") & links["topic"].isin(mentions["code"])]
    # A pair that is both known and guessed is known.
    how = known["how"].map({"guessed": "guess"}).fillna("topic").astype("str")
    pairs = known[["topic", "touchpoint"]].assign(how=how).sort_values("how", ascending=False)
    pairs = pairs.drop_duplicates(["topic", "touchpoint"])
    pairs = pairs[~pairs["topic"].duplicated(keep=False)]
    main = mentions[mentions["main"] & mentions["complaint_id"].isin(unmapped)]
    told = main.merge(pairs, left_on="code", right_on="topic")
    return told.sort_values("complaint_id", ignore_index=True)[_COLUMNS]


def standing(at: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """Return how the texts came onto the map: ``how`` (words, topic, guess, unmapped), ``texts``, ``share``.

    Parameters
    ----------
    at
        From `draft.Draft.seats`, with ``how``.
    complaints
        All that were to be placed, one row each.
    """
    texts = at.groupby("how")["complaint_id"].nunique().reindex(["words", "topic", "guess"], fill_value=0)
    texts["unmapped"] = len(complaints) - int(texts.sum())
    table = texts.rename("texts").rename_axis("how").reset_index()
    return table.assign(share=table["texts"] / max(len(complaints), 1)).astype({"how": "str"})
