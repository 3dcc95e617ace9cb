"""每日原声: which customers' own words a leader reads today."""

from __future__ import annotations

import pandas as pd

LANES = ("red_line", "problem", "need", "praise", "question")


def daily(complaints: pd.DataFrame, readings: pd.DataFrame, *, most: int = 20, fewest: int = 5) -> pd.DataFrame:
    """Choose texts of the last day; of the last days, where one day brought few.

    Every red line comes first, then the kinds of text take turns, so that a day of complaints still shows a wish and a
    word of praise; within a kind the newest first. One text a customer.

    Parameters
    ----------
    complaints
        ``complaint_id``, ``received_at``, ``customer_key`` where known. Rows without a date are left out.
    readings
        ``complaint_id``, ``kind`` (problem, need, praise, question, empty) and ``red_line`` (true or false).
    fewest
        Days are added backwards until there are so many texts to choose from, at most seven days.

    Returns
    -------
    DataFrame
        ``complaint_id``, ``day``, ``lane`` (red_line or the kind), in the order of reading; empty without dates.
    """
    known = complaints[complaints["received_at"].notna()].merge(readings, on="complaint_id")
    known = known[known["kind"].isin(LANES)]
    if known.empty:
        return pd.DataFrame(columns=["complaint_id", "day", "lane"])
    known = known.assign(day=known["received_at"].dt.normalize(), lane=known["kind"].astype("str"))
    known.loc[known["red_line"].astype(bool), "lane"] = "red_line"
    last = known["day"].max()
    back = next((d for d in range(7) if (known["day"] >= last - pd.Timedelta(days=d)).sum() >= fewest), 6)
    shown = known[known["day"] >= last - pd.Timedelta(days=back)]
    shown = shown.sort_values(["received_at", "complaint_id"], ascending=[False, True])
    if "customer_key" in shown:
        shown = shown[~shown["customer_key"].duplicated() | shown["customer_key"].isna()]
    turn = shown.groupby("lane").cumcount().where(shown["lane"] != "red_line", -1)
    lane = shown["lane"].map({lane: place for place, lane in enumerate(LANES)})
    shown = shown.assign(turn=turn, place=lane).sort_values(["turn", "place"], kind="stable").head(most)
    order = shown.sort_values("place", kind="stable")
    return order[["complaint_id", "day", "lane"]].reset_index(drop=True)
