"""Shares of topics as people would have coded them, and how much of each topic the machine finds."""

from __future__ import annotations

import math

import pandas as pd

from cxlab.audit.answers import NONE, UNCLEAR
from cxlab.audit.weighted import Floats, drawn_together, ends, variance
from cxlab.numbers import NO_PERCENTAGE

COLUMNS = (
    *("code", "machine", "share", "low", "high", "n"),
    *("read", "elsewhere", "in_none", "recall", "recall_low", "recall_high"),
)


def shares(coded: pd.DataFrame, strata: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return shares corrected for misclassification, and recall.

    The corrected share of topic k is the sum over the machine's topics j of (share of j's people) x (part of the texts
    read from j that people put into k): the stratified estimate (Cochran 1977, 5.1), post-stratified by what the
    machine said (Tenenbein 1970). Recall is its part from k itself over the whole, a ratio of two such estimates
    (Cochran 1977, 6.44, combined). Intervals: `cxlab.audit.weighted`.

    Parameters
    ----------
    coded
        id, code, answer (`cxlab.audit.answered` or `agreed`).
    strata
        `Sample.strata`.

    Returns
    -------
    DataFrame
        code (topics, then ``none``); machine and share (of people in topics, each person once a topic, ``none``
        included; 0-1) with low and high; n (clear answers in all); read (of these, texts that people put into k),
        elsewhere (of those, read from another topic or none), in_none (read from none); recall (share of k's people
        whom the machine put into k) with its ends. Machine topics without a clear answer are left out on both sides.
        share, recall and their ends are NaN where n, for recall where read is below 20.
    """
    clear = coded[coded["answer"] != UNCLEAR]
    n = clear["code"].value_counts()
    known = strata[strata["code"].isin(n.index)]
    if known.empty:
        return pd.DataFrame({name: pd.Series(dtype="str" if name == "code" else "float64") for name in COLUMNS})
    weight = known.set_index("code")["people"] / known["people"].sum()
    codes = sorted({*known["code"], *clear["answer"]}, key=lambda code: (code == NONE, code))
    hits = pd.crosstab(clear["code"], clear["answer"]).reindex(index=weight.index, columns=codes, fill_value=0)
    rows = [_row(hits[code], weight, n.loc[weight.index], level) for code in codes]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(hits: pd.Series, weight: pd.Series, n: pd.Series, level: float) -> dict[str, object]:
    own = (hits.index == hits.name).astype(float)
    total, read = int(n.sum()), int(hits.sum())
    w, size, part = (column.to_numpy(dtype=float) for column in (weight, n, hits / n))
    share, low, high = _share(own, w, size, part, level)
    recall, recall_low, recall_high = _recall(own, w, size, part, read, level)
    return {
        "code": hits.name,
        "machine": float(own @ w),
        "share": share,
        "low": low,
        "high": high,
        "n": total,
        "read": read,
        "elsewhere": int(hits[own == 0].sum()),
        "in_none": int(hits[(own == 0) & (hits.index == NONE)].sum()),
        "recall": recall,
        "recall_low": recall_low,
        "recall_high": recall_high,
    }


def _share(own: Floats, w: Floats, size: Floats, part: Floats, level: float) -> tuple[float, float, float]:
    if size.sum() < NO_PERCENTAGE:
        return math.nan, math.nan, math.nan
    share = float(w @ part)
    spread = variance(drawn_together(part * size, size, own), size, w)
    return share, *ends(share, spread, math.inf if 0 < share < 1 else size.sum(), level)


def _recall(own: Floats, w: Floats, size: Floats, part: Floats, read: int, level: float) -> tuple[float, float, float]:
    """Return recall with its ends; its variance is that of ``part x (own - recall)`` over the share (linearised)."""
    if read < NO_PERCENTAGE:
        return math.nan, math.nan, math.nan
    share = float(w @ part)
    recall = float((w * own) @ part) / share
    return recall, *ends(recall, variance(part, size, w * (own - recall) / share), read, level)
