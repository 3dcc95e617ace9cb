"""Counting customers' voices as rows, people and incidents: one loud day is not ninety customers.

* **rows** as the table has them;
* **people** distinct customers (a row without a customer counts as one person);
* **incidents** what happened to them: the rows of one matter in one unit on one day are one incident where there
  are ten or more (an outage); otherwise the rows of one customer on one matter are one incident until a week
  without any of them has passed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

OUTAGE_ROWS = 10
EPISODE_DAYS = 7


def incidents(frame: pd.DataFrame, *, matter: str | None = None) -> pd.Series:
    """Return an incident number for every row of `frame`, in its order.

    Parameters
    ----------
    frame
        Complaints; uses ``customer_key``, ``unit`` and ``occurred_at`` (else ``received_at``) where present.
    matter
        Column that says what a row is about (a topic). None treats all rows as one matter and sees no outages:
        ten complaints at a busy unit need not be one event.

    Notes
    -----
    Without customers every row is an incident of its own unless it belongs to an outage; without dates all rows of
    one customer on one matter are one incident, and outages cannot be seen.
    """
    about = frame[matter].astype("str").fillna("") if matter else pd.Series("", index=frame.index)
    person = persons(frame)
    days = _days(frame)
    order = np.lexsort((days.fillna(0), about, person))
    sorted_about, sorted_person, sorted_days = about.iloc[order], person.iloc[order], days.iloc[order]
    new = (
        (sorted_person.to_numpy() != np.roll(sorted_person.to_numpy(), 1))
        | (sorted_about.to_numpy() != np.roll(sorted_about.to_numpy(), 1))
        | (sorted_days.diff().fillna(0).to_numpy() > EPISODE_DAYS)
    )
    number = pd.Series(index=frame.index, dtype="int64")
    number.iloc[order] = np.cumsum(new)
    if matter is None or "unit" not in frame or days.isna().all():
        return number
    cell = pd.Series(list(zip(frame["unit"].astype("str"), about, days, strict=True)), index=frame.index)
    known = frame["unit"].notna() & days.notna()
    outage = known & (cell.groupby(cell).transform("size") >= OUTAGE_ROWS)
    number[outage] = -1 - pd.factorize(cell[outage])[0]
    return number


def count(frame: pd.DataFrame, by: Sequence[str] = (), *, matter: str | None = None) -> pd.DataFrame:
    """Count rows, people and incidents of `frame` per group of `by`.

    Returns
    -------
    DataFrame
        The columns of `by`, then ``rows``, ``people``, ``incidents``, ``share`` (of people over all groups; one
        person may stand in several). Rows whose group is missing are left out. Largest first, ties by name.
    """
    work = frame[list(by)].assign(_person=persons(frame), _incident=incidents(frame, matter=matter))
    if not by:
        total = {"rows": len(work), "people": work["_person"].nunique(), "incidents": work["_incident"].nunique()}
        return pd.DataFrame([total])
    grouped = work.dropna(subset=list(by)).groupby(list(by), observed=True, sort=True)
    table = grouped.agg(rows=("_person", "size"), people=("_person", "nunique"), incidents=("_incident", "nunique"))
    table["share"] = table["people"] / work["_person"].nunique()
    return table.reset_index().sort_values("people", ascending=False, kind="stable", ignore_index=True)


def with_intervals(table: pd.DataFrame, people: int) -> pd.DataFrame:
    """Return a table from `count` with ``share`` of `people` (distinct) and its 95 % Wilson ends ``low``, ``high``."""
    ends = [stats.binomtest(int(k), people).proportion_ci(method="wilson") for k in table["people"]]
    share = table["people"] / people
    return table.assign(share=share, low=[float(e.low) for e in ends], high=[float(e.high) for e in ends])


def persons(frame: pd.DataFrame) -> pd.Series:
    """Return a number for the person of every row; a row without a customer is a person of its own."""
    codes = pd.Series(np.arange(len(frame)), index=frame.index)
    if "customer_key" in frame:
        found = pd.factorize(frame["customer_key"])[0]
        codes = codes.where(found < 0, -1 - found)
    return codes


def _days(frame: pd.DataFrame) -> pd.Series:
    when = next((c for c in ("occurred_at", "received_at") if c in frame and frame[c].notna().any()), None)
    if when is None:
        return pd.Series(np.nan, index=frame.index)
    dates = frame[when].fillna(frame["received_at"]) if "received_at" in frame else frame[when]
    naive = dates.dt.tz_localize(None) if dates.dt.tz is not None else dates
    return (naive.dt.normalize() - pd.Timestamp("1970-01-01")).dt.days.astype("float64")
