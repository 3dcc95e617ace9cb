"""How few points hold most of the people: a Pareto table in which a person counts once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.insight.keypoints.ingredients import Tally

MARK = 0.8


def pareto(counted: Tally, *, mark: float = MARK) -> pd.DataFrame:
    """Order points by people and add them up.

    A person with pains at two points stands behind both bars, but is counted once in the sum, so that the sum ends at
    all people with a pain and not beyond. (Juran's vital few; the 80 % mark is a convention, not a finding.)

    Returns
    -------
    DataFrame
        ``point``, ``people``, ``cumulative`` (people with a pain at this point or one above), ``cumulative_share`` (of
        all people with a pain), ``within`` (True up to the point that reaches `mark`). Most people first, then by
        name.
    """
    people = counted.there.sum(axis=0)
    order = np.lexsort((np.array(counted.points), -people))
    seen = np.logical_or.accumulate(counted.there[:, order], axis=1).sum(axis=0)
    total = max(int(counted.there.any(axis=1).sum()), 1)
    share = seen / total
    before = np.concatenate([[0.0], share[:-1]]) if len(share) else share
    return pd.DataFrame(
        {
            "point": pd.Series([counted.points[place] for place in order], dtype="str"),
            "people": people[order].astype("int64"),
            "cumulative": seen.astype("int64"),
            "cumulative_share": share,
            "within": before < mark,
        }
    )
