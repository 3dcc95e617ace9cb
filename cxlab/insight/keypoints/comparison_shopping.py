"""Where others do better: comparison visits beside the visits of mystery shoppers to the own units."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

FEWEST_VISITS = 5
COLUMNS = ["subject", "own", "theirs", "gap", "low", "high", "n_own", "n_theirs", "p", "p_bh", "behind"]


def comparison_shopping(audits: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Compare scores of competitors with the own ones, dimension by dimension.

    Own scores are those of mystery visits, since a shopper who is not announced visits competitors too; announced
    audits score higher and are used only where there are no mystery visits. Scores are percent of the maximum.

    Parameters
    ----------
    audits
        The table ``audits``: ``dimension``, ``score``, ``kind``, where known ``max_score`` (else 100) and ``item``; one
        row a visit and dimension (or item).

    Returns
    -------
    DataFrame
        ``subject`` (``item:…`` where the rows name one, else ``dimension:…``), ``own`` and ``theirs`` (mean percent),
        ``gap`` (theirs - own, points) with Welch's ``low`` and ``high``, ``n_own`` and ``n_theirs`` (visits), ``p``,
        ``p_bh`` (Benjamini-Hochberg over the rows), ``behind`` (theirs higher, p_bh below 1 - level). Where either
        side has fewer than five visits, or every visit the same score, the gap has no interval. Largest gap first.
    """
    frame = audits.assign(percent=100 * audits["score"] / _most(audits), subject=_subjects(audits))
    theirs = frame[frame["kind"] == "comparison"]
    own = frame[frame["kind"] == "mystery"]
    own = own if len(own) else frame[frame["kind"] == "audit"]
    rows = []
    for subject, seen in theirs.groupby("subject"):
        mine = own.loc[own["subject"] == subject, "percent"].dropna().to_numpy(dtype=float)
        other = seen["percent"].dropna().to_numpy(dtype=float)
        if len(mine) and len(other):
            gap = other.mean() - mine.mean()
            rows.append((subject, mine.mean(), other.mean(), gap, *_welch(other, mine, level), len(mine), len(other)))
    table = pd.DataFrame(rows, columns=["subject", "own", "theirs", "gap", "low", "high", "p", "n_own", "n_theirs"])
    tested = table["p"].notna()
    table["p_bh"] = np.nan
    if tested.any():
        table.loc[tested, "p_bh"] = stats.false_discovery_control(table.loc[tested, "p"])
    table["behind"] = (table["gap"] > 0) & (table["p_bh"] < 1 - level)
    return table.sort_values(["gap", "subject"], ascending=[False, True], ignore_index=True)[COLUMNS]


def _most(audits: pd.DataFrame) -> pd.Series:
    hundred = pd.Series(100.0, index=audits.index)
    return audits["max_score"].fillna(hundred) if "max_score" in audits else hundred


def _subjects(audits: pd.DataFrame) -> pd.Series:
    names = "dimension:" + audits["dimension"].astype("str")
    if "item" not in audits:
        return names
    return ("item:" + audits["item"].astype("str")).where(audits["item"].notna(), names)


def _welch(theirs: np.ndarray, own: np.ndarray, level: float) -> tuple[float, float, float]:
    if min(len(theirs), len(own)) < FEWEST_VISITS or theirs.std() + own.std() == 0:
        return float("nan"), float("nan"), float("nan")
    test = stats.ttest_ind(theirs, own, equal_var=False)
    ends = test.confidence_interval(level)
    return float(ends.low), float(ends.high), float(test.pvalue)
