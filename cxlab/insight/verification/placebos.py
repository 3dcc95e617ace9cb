"""Placebos of all actions as one table: how often the same test shows as much where nothing was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlab.insight.verification.actions import Verified
from cxlab.insight.verification.placebo import placebo_elsewhere, share_as_good

IMPROVED = ("worked", "displaced_or_silenced")
COLUMNS = ["action_id", "tried_in_time", "as_good_in_time", "tried_elsewhere", "as_good_elsewhere"]


def placebos(
    told: Sequence[Verified],
    matters: pd.DataFrame,
    touched: Mapping[str, Sequence[str]],
    *,
    exposure: pd.Series | None = None,
) -> pd.DataFrame:
    """Return how many placebos of each action whose figure improved were at least as good as the action itself.

    In time: pretended starts within its own baseline. Elsewhere: the other matters of the study in the same windows.

    Parameters
    ----------
    matters
        Counts by month, one subject a row, months in columns.
    touched
        Subjects that an action touches, by ``action_id``; they are no placebos of it.

    Returns
    -------
    DataFrame
        ``action_id``, ``tried_in_time``, ``as_good_in_time``, ``tried_elsewhere``, ``as_good_elsewhere`` (numbers of
        placebos). Actions on means of answers are left out.
    """
    rows = []
    for one in told:
        if one.verdict.verdict not in IMPROVED or one.verdict.scale != "ratio":
            continue
        others = matters[~matters.index.isin(list(touched.get(one.action.action_id, ())))]
        elsewhere = placebo_elsewhere(others, one.action.start, exposure=exposure, plan=one.action.plan)
        shares = [share_as_good(found, one.verdict.effect) for found in (one.placebos, elsewhere)]
        good = [
            0 if np.isnan(share) else round(share * len(found))
            for share, found in zip(shares, (one.placebos, elsewhere), strict=True)
        ]
        rows.append((one.action.action_id, len(one.placebos), good[0], len(elsewhere), good[1]))
    return pd.DataFrame(rows, columns=COLUMNS)
