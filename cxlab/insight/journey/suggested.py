"""Words for touchpoints that the study forgot: what sets the texts on no touchpoint apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special, stats

from cxlab.insight.counts import persons

FEWEST = 5
TWICE = 2
SURE = 0.999
MOST = 20
NEAR = 0.5
NONE = pd.DataFrame({"word": [], "people": [], "share": [], "elsewhere": [], "near": []}).astype(
    {"word": "str", "people": "int64", "share": "float64", "elsewhere": "float64", "near": "str"}
)


def suggested(complaints: pd.DataFrame, mentions: pd.DataFrame, tied: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the words that set the texts on no touchpoint apart from the placed ones.

    A word counts where at least five people of unmapped texts say it, at least twice the share of the people of
    placed texts, beyond the 99.9 % point of the log-likelihood ratio (Dunning 1993). They are ordered like c-TF-IDF
    (Grootendorst 2022) with two classes: the share of people times the log of how much rarer the word is overall.

    Parameters
    ----------
    complaints
        ``complaint_id``, ``tokens`` (words without stop words), ``customer_key`` where known.
    mentions
        `placed.Placed.mentions`: what words place.
    tied
        From `by_topic.by_topic`: where the topics of the others point to; None where topics are not known.

    Returns
    -------
    DataFrame
        ``word``, ``people`` (of unmapped texts), ``share`` (of these people), ``elsewhere`` (share of the people of
        placed texts), ``near`` (main touchpoint of at least half of the texts that hold the word and are placed by
        words or through their topic; empty where there is none). At most 20, the most telling first.
    """
    frame = pd.DataFrame(
        {
            "complaint_id": complaints["complaint_id"].to_numpy(),
            "person": persons(complaints).to_numpy(),
            "mapped": complaints["complaint_id"].isin(mentions["complaint_id"]).to_numpy(),
            "word": complaints["tokens"].map(lambda said: sorted(set(said))).to_numpy(),
        }
    )
    sizes = frame.groupby("mapped")["person"].nunique().reindex([False, True], fill_value=0).to_numpy(dtype=float)
    said = frame.explode("word").dropna(subset="word")
    people = said.groupby(["word", "mapped"])["person"].nunique().unstack(fill_value=0)
    people = people.reindex(columns=[False, True], fill_value=0)
    table = pd.DataFrame({"word": people.index.astype("str"), "people": people[False].to_numpy()})
    table["share"] = table["people"] / max(sizes[0], 1)
    table["elsewhere"] = people[True].to_numpy() / max(sizes[1], 1)
    seen = people.to_numpy(dtype=float)
    cells = np.hstack([seen, sizes - seen])  # who says the word, and who does not
    share = seen.sum(axis=1, keepdims=True) / max(sizes.sum(), 1)
    expected = np.hstack([share * sizes, (1 - share) * sizes])
    ratio = 2 * special.xlogy(cells, np.maximum(cells, 1e-9) / np.maximum(expected, 1e-9)).sum(axis=1)
    weight = table["share"] * np.log(1 + sizes.sum() / np.maximum(seen.sum(axis=1), 1))
    telling = (table["people"] >= FEWEST) & (table["share"] >= TWICE * table["elsewhere"])
    kept = table.assign(weight=weight.round(12))[telling & (ratio > stats.chi2.ppf(SURE, 1))]
    kept = kept.sort_values(["weight", "word"], ascending=[False, True]).head(MOST).reset_index(drop=True)
    near = _nearest(said[said["word"].isin(kept["word"])], mentions if tied is None else pd.concat([mentions, tied]))
    return kept.drop(columns="weight").assign(near=pd.Series([near.get(w, "") for w in kept["word"]], dtype="str"))


def without_names(complaints: pd.DataFrame) -> pd.DataFrame:
    """Return the complaints without the tokens that are part of a unit's or product's name: these are no touchpoints.

    Parameters
    ----------
    complaints
        ``tokens`` and, where known, ``unit`` and ``product``.
    """
    columns = [column for column in ("unit", "product") if column in complaints]
    names = {str(name).casefold() for column in columns for name in complaints[column].dropna().unique()}
    every = "\n".join(sorted(names))
    own = {word for said in complaints["tokens"] for word in said if word in every}
    return complaints.assign(tokens=complaints["tokens"].map(lambda said: [word for word in said if word not in own]))


def _nearest(said: pd.DataFrame, spots: pd.DataFrame) -> dict[str, str]:
    """Return by word the touchpoint that is the main one of at least half of its texts."""
    both = said.merge(spots.loc[spots["main"].astype(bool), ["complaint_id", "touchpoint"]], on="complaint_id")
    near = {}
    for word, rows in both.groupby("word"):
        shares = rows["touchpoint"].value_counts(normalize=True).sort_index()
        if shares.max() >= NEAR:
            near[str(word)] = str(shares.idxmax())
    return near
