"""Matters that are raised together, more often than their sizes suggest."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.counts import persons
from cxlab.insight.intervals import poisson
from cxlab.insight.noise import Floats

ROUNDS = 2000
CLOSE = 1e-10


def together(mentions: pd.DataFrame, matter: str, *, text: str = "complaint_id", level: float = 0.95) -> pd.DataFrame:
    """Compare how many people raise two matters in one text with what the matters' sizes suggest.

    Most texts raise one matter only, which makes every pair rarer than independent matters would be. So the question
    is asked among texts with several: who is whose companion? Expected counts keep each matter's number of
    companions and nothing else (quasi-independence: the log of a pair's count is a sum of its two matters' terms).

    Parameters
    ----------
    mentions
        One row a text and matter, with `text`, `matter` and ``customer_key`` where known (a text without one is a
        person of its own); rows without a matter are left out.

    Returns
    -------
    DataFrame
        ``first``, ``second`` (by name), ``people`` (raised both in one text), ``of_first`` and ``of_second`` (share
        of the people with that matter), ``expected``, ``lift`` (people / expected) with exact Poisson ``low`` and
        ``high``, ``p`` (two-sided, exact Poisson), ``p_bh``, ``more`` and ``fewer`` (p_bh < 1 - level). All pairs of
        matters that have companions, sorted by name; empty with fewer than three of them.
    """
    known = mentions[mentions[matter].notna()]
    # a text without a customer is one person: its rows have to meet, so persons are counted over texts, not rows
    texts = known.drop_duplicates(text)
    who = dict(zip(texts[text], persons(texts), strict=True))
    known = pd.DataFrame({"text": known[text], "matter": known[matter], "person": known[text].map(who)})
    known = known.drop_duplicates()
    pairs = known.merge(known, on=["text", "person"])
    pairs = pairs[pairs["matter_x"] != pairs["matter_y"]]
    pairs = pairs.drop_duplicates(["person", "matter_x", "matter_y"])
    square = pd.crosstab(pairs["matter_x"], pairs["matter_y"])
    if len(square) < 3:
        return pd.DataFrame()
    seen = square.to_numpy(dtype=float)
    expected = _companions(seen)
    upper = np.triu_indices(len(seen), 1)
    sizes = known.groupby("matter")["person"].nunique().reindex(square.index).to_numpy()
    table = pd.DataFrame(
        {
            "first": square.index[upper[0]],
            "second": square.index[upper[1]],
            "people": seen[upper].astype("int64"),
            "of_first": seen[upper] / sizes[upper[0]],
            "of_second": seen[upper] / sizes[upper[1]],
            "expected": expected[upper],
        }
    )
    return _tested(table, level)


def _companions(seen: Floats) -> Floats:
    """Return the symmetric table with the margins of `seen`, an empty diagonal and products elsewhere."""
    margin = seen.sum(axis=1)
    weight = margin / np.sqrt(margin.sum())
    for _ in range(ROUNDS):
        others = weight.sum() - weight
        step = np.sqrt(margin / (weight * others))
        weight = weight * step
        if np.abs(step - 1).max() < CLOSE:
            break
    expected = np.outer(weight, weight)
    np.fill_diagonal(expected, 0)
    return expected


def _tested(table: pd.DataFrame, level: float) -> pd.DataFrame:
    seen, expected = table["people"].to_numpy(), table["expected"].to_numpy()
    ends = np.array([poisson(k, level) for k in seen])
    table["lift"], table["low"], table["high"] = seen / expected, ends[:, 0] / expected, ends[:, 1] / expected
    tails = np.minimum(stats.poisson.cdf(seen, expected), stats.poisson.sf(seen - 1, expected))
    table["p"] = np.minimum(1.0, 2 * tails)
    table["p_bh"] = stats.false_discovery_control(table["p"])
    told = table["p_bh"] < 1 - level
    table["more"], table["fewer"] = told & (table["lift"] > 1), told & (table["lift"] < 1)
    return table
