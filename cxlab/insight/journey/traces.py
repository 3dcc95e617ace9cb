"""Customers' records in time order: what follows what, what comes round again, and how an event usually runs.

Only customers who can be recognised (``customer_key``) have a journey here. Keys never leave this module: traces are
numbered, and what fewer than five people did is left out and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.cells import SMALLEST
from cxlab.errors import InputError
from cxlab.insight.intervals import wilson
from cxlab.insight.journey.starts import WINDOW_DAYS, moment


@dataclass(frozen=True)
class Traces:
    """What customers' records show in time order.

    Attributes
    ----------
    transitions
        ``source``, ``target`` (touchpoints, equal ones where the same comes up again), ``people``, ``times``,
        ``of`` (people with a record at the source), ``share`` of these with Wilson's ``low`` and
        ``high``, ``days`` (median between the two records), ``back`` (True: the target stands before the source in
        the journey).
    loops
        ``kind`` (returned: A, then others, then A; again: A twice in a row; after_resolved: A again after the record
        before it was resolved; back: B, then A that stands before B in the journey), ``touchpoint`` (A), ``by`` (B of
        returned and back, else empty), ``people``, ``times``.
    typical
        The sequences of touchpoints that most people went through, repeats next to each other taken together:
        ``trace`` (1: most people), ``people``, ``step`` (1 …), ``touchpoint``, ``day`` (median days since the first
        record).
    longest
        The longest sequences of single people, for the researcher only (``people`` is 1 in every row): as `typical`,
        with ``day`` as it was.
    summary
        One row: ``records`` (with customer, date, touchpoint), ``people``, ``followed`` (people with two or more
        records within the window), of these ``again`` (the next record at the same touchpoint) and ``back`` (at an
        earlier one) for at least one of their records, ``hidden_transitions``, ``hidden_loops`` (kinds that fewer than
        five people did).
    """

    transitions: pd.DataFrame
    loops: pd.DataFrame
    typical: pd.DataFrame
    longest: pd.DataFrame
    summary: pd.DataFrame


def traces(at: pd.DataFrame, order: list[str], *, window: int = WINDOW_DAYS, most: int = 3) -> Traces:
    """Follow customers from record to record.

    A record is a complaint at its main touchpoint; the next record of the same customer follows it when it comes at
    most `window` days later. Complaints are the moments that hurt, not every step of a journey: the traces show how
    troubles follow each other.

    Parameters
    ----------
    at
        From `seats.seats`, or `seats.by_stage` where touchpoints are too many for the customers who come again (stages
        then stand for touchpoints throughout). Needs ``customer_key`` and ``occurred_at`` or ``received_at``; uses
        ``resolved_at`` where known. Records without customer or date are left out; those of one moment stand in the
        order of their ids.
    order
        Touchpoints (or stages) in the order of the journey.
    most
        How many typical and how many longest sequences are given.

    Raises
    ------
    InputError
        `window` is below 1, or no customer or date column is there.
    """
    if window < 1:
        raise InputError(f"window is {window} days; allowed: 1 or more.")
    records = _records(at, window)
    steps = _steps(records)
    transitions, few_ways = _transitions(steps, records, order)
    steps = steps.assign(back=_leads_back(steps, order))
    loops, few_loops = _loops(steps)
    sequences = _sequences(records)
    summary = {
        "records": len(records),
        "people": records["customer_key"].nunique(),
        "followed": steps["customer_key"].nunique(),
        "again": steps.loc[steps["source"] == steps["target"], "customer_key"].nunique(),
        "back": steps.loc[steps["back"], "customer_key"].nunique(),
        "hidden_transitions": few_ways,
        "hidden_loops": few_loops,
    }
    return Traces(transitions, loops, _typical(sequences, most), _longest(sequences, most), pd.DataFrame([summary]))


def _records(at: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return one row a record in time order within each customer; ``trace`` numbers unbroken sequences."""
    when = moment(at)
    if "customer_key" not in at or when is None:
        raise InputError("Traces need customer_key and occurred_at or received_at; the complaints lack one of them.")
    kept = at.assign(when=when)[at["main"] & at["customer_key"].notna() & when.notna()]
    kept = kept.sort_values(["customer_key", "when", "complaint_id"], ignore_index=True)
    days = kept.groupby("customer_key")["when"].diff().dt.total_seconds() / 86400
    resolved = kept["resolved_at"] if "resolved_at" in kept else pd.Series(pd.NaT, index=kept.index)
    columns = kept[["customer_key", "touchpoint", "when"]].assign(days=days, resolved=resolved)
    return columns.assign(trace=(~(days <= window)).cumsum())


def _steps(records: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of records that follow each other."""
    before = records.shift(1)
    follows = records["trace"] == before["trace"]
    pairs = pd.DataFrame(
        {
            "customer_key": records["customer_key"],
            "trace": records["trace"],
            "source": before["touchpoint"],
            "target": records["touchpoint"],
            "days": records["days"],
            "after_resolved": before["resolved"] <= records["when"],
        }
    )
    return pairs[follows]


def _transitions(steps: pd.DataFrame, records: pd.DataFrame, order: list[str]) -> tuple[pd.DataFrame, int]:
    grouped = steps.groupby(["source", "target"])
    table = grouped.agg(people=("customer_key", "nunique"), times=("days", "size"), days=("days", "median"))
    table, few = _told(table.reset_index())
    table["of"] = table["source"].map(records.groupby("touchpoint")["customer_key"].nunique()).astype("int64")
    ends = [wilson(k, n) for k, n in zip(table["people"], table["of"], strict=True)]
    table["share"] = table["people"] / table["of"]
    table["low"], table["high"] = [e[0] for e in ends], [e[1] for e in ends]
    table["back"] = _leads_back(table, order)
    columns = ["source", "target", "people", "times", "of", "share", "low", "high", "days", "back"]
    return _most_first(table, ["source", "target"])[columns], few


def _leads_back(steps: pd.DataFrame, order: list[str]) -> pd.Series:
    place = {point: number for number, point in enumerate(order)}
    return steps["target"].map(place) < steps["source"].map(place)


def _loops(steps: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    again = steps[steps["source"] == steps["target"]]
    again = again.assign(kind="again", touchpoint=again["source"], by="")
    resolved = again[again["after_resolved"]].assign(kind="after_resolved")
    moves = steps[steps["source"] != steps["target"]]
    before = moves.shift(1)
    # Moves only: of A, B, B, A the second B is no step, and the customer is back at A all the same.
    back = (moves["trace"] == before["trace"]) & (moves["target"] == before["source"])
    returned = moves[back]
    returned = returned.assign(kind="returned", touchpoint=returned["target"], by=returned["source"])
    earlier = steps[steps["back"]]
    earlier = earlier.assign(kind="back", touchpoint=earlier["target"], by=earlier["source"])
    every = pd.concat([returned, again, resolved, earlier])
    grouped = every.groupby(["kind", "touchpoint", "by"])
    table = grouped.agg(people=("customer_key", "nunique"), times=("days", "size")).reset_index()
    table, few = _told(table)
    return _most_first(table, ["kind", "touchpoint", "by"]), few


def _sequences(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row a trace of two or more touchpoints: who, the path without repeats in a row, days of its steps."""
    moved = (records["trace"] != records["trace"].shift()) | (records["touchpoint"] != records["touchpoint"].shift())
    kept = records[moved].copy()
    first = records.groupby("trace")["when"].min()
    kept["day"] = (kept["when"] - kept["trace"].map(first)).dt.total_seconds() / 86400
    grouped = kept.groupby("trace")
    table = pd.DataFrame(
        {
            "customer_key": grouped["customer_key"].first(),
            "path": grouped["touchpoint"].agg(tuple),
            "day": grouped["day"].agg(tuple),
            "records": records.groupby("trace").size(),
        }
    )
    return table[table["path"].map(len) > 1]


def _typical(sequences: pd.DataFrame, most: int) -> pd.DataFrame:
    counted = sequences.groupby("path")["customer_key"].nunique().rename("people").reset_index()
    told = _most_first(_told(counted)[0], ["path"]).head(most)
    rows: list[_Step] = []
    for number, (path, people) in enumerate(zip(told["path"], told["people"], strict=True), start=1):
        days = np.median(np.array(sequences.loc[sequences["path"] == path, "day"].tolist()), axis=0)
        rows += _numbered(number, people, path, days.tolist())
    return pd.DataFrame(rows, columns=_TRACE)


def _longest(sequences: pd.DataFrame, most: int) -> pd.DataFrame:
    length = sequences["path"].map(len)
    order = sequences.assign(length=length).sort_values(["length", "records", "path"], ascending=[False, False, True])
    rows: list[_Step] = []
    for number, (path, days) in enumerate(zip(order["path"].head(most), order["day"].head(most), strict=True), start=1):
        rows += _numbered(number, 1, path, days)
    return pd.DataFrame(rows, columns=_TRACE)


_Step = tuple[int, int, int, str, float]
_TRACE = ["trace", "people", "step", "touchpoint", "day"]


def _numbered(number: int, people: int, path: Sequence[str], days: Sequence[float]) -> list[_Step]:
    steps = enumerate(zip(path, days, strict=True), start=1)
    return [(number, people, step, point, float(day)) for step, (point, day) in steps]


def _told(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Leave out what fewer than five people did, and say how many lines that were."""
    enough = table["people"] >= SMALLEST
    return table[enough].reset_index(drop=True), int((~enough).sum())


def _most_first(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    return table.sort_values(["people", *names], ascending=[False, *(True for _ in names)], ignore_index=True)
