"""Whose journey it is: what each kind of customer says at each touchpoint, against all the others."""

from __future__ import annotations

import pandas as pd

from cxlab.insight.counts import count
from cxlab.insight.differences import differences


def roles(at: pd.DataFrame, complaints: pd.DataFrame, by: str = "customer_type") -> pd.DataFrame:
    """Compare the roles' shares of people with a problem at each touchpoint.

    Parameters
    ----------
    at
        From `seats.seats`; only texts of kind problem count where ``kind`` is known.
    complaints
        All complaints that were placed: their people are the bases. One row each, with `by`.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``role``, ``people`` (with a problem there), ``n`` (people of the role), ``share`` with
        ``low`` and ``high`` (effective n, see `differences`), ``p``, ``p_bh`` (over all touchpoints and roles),
        ``differs``, ``mark`` (more, fewer, or empty where no difference is told). Empty where `by` is absent or has
        one value only.
    """
    columns = ["touchpoint", "role", "people", "n", "share", "low", "high", "p", "p_bh", "differs", "mark"]
    if by not in complaints or complaints[by].nunique() < 2:
        return pd.DataFrame(columns=columns)
    problems = at[at["kind"] == "problem"] if "kind" in at else at
    silent = complaints[~complaints["complaint_id"].isin(problems["complaint_id"])]
    every = pd.concat([problems, silent.assign(touchpoint=None)], ignore_index=True)
    table = differences(every, "touchpoint", by).rename(columns={"group": "role"})
    # `differences` leaves out roles in which nobody speaks of a touchpoint: the base is everybody all the same.
    everybody = count(complaints, [by])["people"].sum()
    more = table["share"] > table.groupby("touchpoint")["people"].transform("sum") / everybody
    table["mark"] = more.map({True: "more", False: "fewer"}).where(table["differs"], "").astype("str")
    return table[columns]
