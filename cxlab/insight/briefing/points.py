"""How often each key point is raised, over time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxlab.insight.periods import Every, per_period
from cxlab.insight.rates import with_rates
from cxlab.study import Event


def over_time(
    found: pd.DataFrame,
    complaints: pd.DataFrame,
    exposure: pd.DataFrame | None,
    *,
    every: Every = "month",
    events: Sequence[Event] = (),
) -> pd.DataFrame:
    """Count the people at each point by calendar period.

    Parameters
    ----------
    found
        ``complaint_id``, ``point`` (`keypoints.pains`).
    complaints
        ``complaint_id``, ``received_at``, ``customer_key`` where known.
    exposure, events
        As for `rates.with_rates` and `periods.per_period`.

    Returns
    -------
    DataFrame
        ``point``, ``period``, ``people``, ``n`` (the same), ``complete``, ``exposure``, ``value`` with ``low`` and
        ``high``: people per 1,000 orders or contacts, or their number where no exposure is known.
    """
    rows = found[["complaint_id", "point"]].drop_duplicates().merge(complaints, on="complaint_id")
    table = with_rates(per_period(rows, ["point"], every=every, events=events), exposure, ["point"])
    table = table.assign(n=table["people"]).rename(columns={"rate": "value"})
    return table[["point", "period", "people", "n", "complete", "exposure", "value", "low", "high"]]
