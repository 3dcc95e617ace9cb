"""Ways into a journey: from one event, one rise, or one family of problems. Each is a choice of complaints."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.insight.counts import incidents, persons

WINDOW_DAYS = 30
_EVENTS = ["event", "unit", "day", "codes", "rows", "people"]


def events(complaints: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Find the large events: days with ten or more complaints of one matter at one unit (`counts.incidents`).

    One event may show as several matters; those with ten rows are taken together.

    Parameters
    ----------
    complaints
        ``complaint_id``, ``unit``, ``occurred_at`` or ``received_at``, ``customer_key`` where known.
    mentions
        ``complaint_id``, ``code``, ``main``.

    Returns
    -------
    DataFrame
        ``event`` (1: most rows), ``unit``, ``day`` (date), ``codes`` (the matters, joined with blanks), ``rows``,
        ``people``. Empty without units or
        dates, or where no day was such.
    """
    when = moment(complaints)
    if "unit" not in complaints or when is None:
        return pd.DataFrame(columns=_EVENTS)
    main = mentions.loc[mentions["main"], ["complaint_id", "code"]]
    coded = complaints.assign(day=when.dt.normalize(), person=persons(complaints)).merge(main, on="complaint_id")
    large = coded[incidents(coded, matter="code") < 0]
    grouped = large.groupby(["unit", "day"])
    table = grouped.agg(codes=("code", _joined), rows=("person", "size"), people=("person", "nunique")).reset_index()
    table = table.sort_values(["rows", "day", "unit"], ascending=[False, True, True], ignore_index=True)
    return table.assign(event=range(1, len(table) + 1))[_EVENTS]


def of_event(complaints: pd.DataFrame, unit: str, day: pd.Timestamp | str) -> list[str]:
    """Return the ids of all complaints about one unit and day, whatever their matter.

    Raises
    ------
    InputError
        There is no such unit, or none of its complaints is of that day.
    """
    when = moment(complaints)
    if "unit" not in complaints or when is None:
        raise InputError("An event is a unit and a day; the complaints have no unit or no date.")
    here = complaints["unit"] == unit
    if not here.any():
        known = sorted(complaints["unit"].dropna().unique())
        raise InputError(f"event names the unit '{unit}', which has no complaints.{nearest(unit, known)}")
    ids = complaints.loc[here & (when.dt.normalize() == pd.Timestamp(day).normalize()), "complaint_id"]
    if ids.empty:
        raise InputError(f"Unit '{unit}' has no complaints of {pd.Timestamp(day):%Y-%m-%d}; take a day from `events`.")
    return list(ids)


def around(complaints: pd.DataFrame, ids: Collection[str], *, window: int = WINDOW_DAYS) -> pd.DataFrame:
    """Return what the customers of a start said before, in and after it: each customer's records by their own clock.

    Parameters
    ----------
    complaints
        ``complaint_id``, ``occurred_at`` or ``received_at``, ``customer_key``; a text without customer stands alone.
    ids
        The start (`of_event`, `of_rise`, `of_family`), or any other choice of complaints.
    window
        Days before a customer's first and after their last record of the start within which others belong to it.

    Returns
    -------
    DataFrame
        ``complaint_id``, ``phase`` (before, event, after), ``days`` (from the customer's own first record of the
        start, negative before it), in time order. Take its ids for `draft.Material.only`; `led` counts them.

    Raises
    ------
    InputError
        No record of the start has a date.
    """
    when = moment(complaints)
    chosen = complaints["complaint_id"].isin(set(ids))
    if when is None or when[chosen].isna().all():
        raise InputError("Records cannot be put in order: the complaints of this start have no date.")
    person, reach = persons(complaints), pd.Timedelta(days=window)
    theirs = when.where(chosen).groupby(person)
    first, last = theirs.transform("min"), theirs.transform("max")
    kept = chosen | when.between(first - reach, last + reach)
    phase = (when < first).map({True: "before", False: "after"}).where(~chosen, "event")
    days = (when - first).dt.total_seconds() / 86400
    table = complaints[["complaint_id"]].assign(when=when, phase=phase, days=days)[kept]
    return table.sort_values(["when", "complaint_id"], ignore_index=True)[["complaint_id", "phase", "days"]]


def of_customer(complaints: pd.DataFrame, number: int = 1) -> list[str]:
    """Return the ids of the complaints of one customer: 1 is the one with most records, ties by first record.

    A number instead of a key, so that nobody can be named; what one person went through stays on the researcher's
    machine (a group of one is suppressed in any report).

    Raises
    ------
    InputError
        Customers cannot be recognised, or there are fewer than `number`.
    """
    if "customer_key" not in complaints or complaints["customer_key"].isna().all():
        raise InputError("No customer can be recognised: the complaints have no customer_id. Start from an event.")
    groups = complaints.groupby("customer_key")["complaint_id"].agg(["size", "min"])
    ranked = groups.sort_values(["size", "min"], ascending=[False, True]).index
    if not 1 <= number <= len(ranked):
        raise InputError(f"customer is {number}; allowed: 1 to {len(ranked)}.")
    return list(complaints.loc[complaints["customer_key"] == ranked[number - 1], "complaint_id"])


def of_rise(complaints: pd.DataFrame, mentions: pd.DataFrame, code: str, *, months: int) -> list[str]:
    """Return the ids of a matter's complaints in the last calendar months of the data: a steep rise as an event.

    All that raise it count, beside their main matter too, as where rises are told.

    Raises
    ------
    InputError
        The complaints have no date.
    """
    when = moment(complaints)
    if when is None or when.isna().all():
        raise InputError("A rise is a matter and its last months; the complaints have no date.")
    since = when.max().to_period("M").start_time - pd.DateOffset(months=months - 1)
    lately = complaints.loc[when >= since, "complaint_id"]
    raised = set(mentions.loc[mentions["code"] == code, "complaint_id"])
    return [id for id in lately if id in raised]


def of_family(mentions: pd.DataFrame, codes: Collection[str]) -> list[str]:
    """Return the ids of the complaints whose main matter is one of `codes`: one family of problems.

    Raises
    ------
    InputError
        A code is not among the matters; the nearest is named.
    """
    known = sorted(mentions["code"].unique())
    strange = [code for code in codes if code not in known]
    if strange:
        raise InputError(f"There is no topic '{strange[0]}' with complaints.{nearest(strange[0], known)}")
    return list(mentions.loc[mentions["main"] & mentions["code"].isin(codes), "complaint_id"])


def moment(complaints: pd.DataFrame) -> pd.Series | None:
    """Return when each complaint happened, else when it came in; None without dates."""
    dates = [column for column in ("occurred_at", "received_at") if column in complaints]
    if not dates:
        return None
    return complaints[dates[0]] if len(dates) == 1 else complaints[dates[0]].fillna(complaints[dates[1]])


def _joined(codes: pd.Series) -> str:
    return " ".join(sorted(set(codes)))
