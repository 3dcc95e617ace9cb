"""How many fewer people a year, if the target of a draft is met."""

from __future__ import annotations

import pandas as pd

from cxlab.insight.solutions.draft import Drafts
from cxlab.insight.solutions.kpis import YEAR

COLUMNS = ["solution", "people_a_year", "people_fewer", "fewer_low", "fewer_high"]


def yearly(drafts: Drafts, periods: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the customers a year that each draft is about, and how many fewer its target promises.

    People are taken to fall as the KPI does. The interval is that of where the KPI stands (counts are restless);
    whether the target is met is another question, which `verification` answers.

    Parameters
    ----------
    periods
        From `kpis.kpi_periods`; fewer than twelve months are told for a year.
    now
        From `standing.standing` of the same periods.

    Returns
    -------
    DataFrame
        ``solution``, ``people_a_year`` (distinct customers of the last twelve months), ``people_fewer`` with
        ``fewer_low`` and ``fewer_high`` (positive: fewer), a row for each draft with a target below zero on a KPI that
        was counted.
    """
    known = now.set_index("kpi")
    months = periods.groupby("kpi")["period"].nunique()
    people = periods.groupby("kpi")["people"].first().astype("float64") * YEAR / months
    rows = []
    for id, draft in drafts.solutions.items():
        kpi, target = draft.verification.kpi or "", draft.verification.target
        if kpi in people.index and target is not None and target < 0:
            level = known.loc[kpi]
            ends = [-target * people[kpi] * level[end] / level["value"] for end in ("value", "low", "high")]
            rows.append((id, people[kpi], *ends))
    return pd.DataFrame(rows, columns=COLUMNS)
