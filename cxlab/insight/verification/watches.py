"""The guards that the tables of a study allow: who came elsewhere, who came again, who stayed away in silence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from cxlab.insight.periods import labels
from cxlab.insight.verification.days import days_of
from cxlab.insight.verification.guards import Watch
from cxlab.insight.verification.registered import Registered
from cxlab.insight.verification.series import means_by_period

STEADY = 400.0


@dataclass(frozen=True)
class Sources:
    """The tables that guards are drawn from; what a study lacks stays None and its guard says so.

    `exposure` is by period; `third_party` names the third-party channels of the study's data; `seen` as in
    `silent_churn`.
    """

    complaints: pd.DataFrame
    exposure: pd.Series | None = None
    third_party: tuple[str, ...] = ()
    ratings: pd.DataFrame | None = None
    operations: pd.DataFrame | None = None
    customers: pd.DataFrame | None = None
    seen: pd.Series | None = None


def for_action(
    action: Registered, rows: pd.DataFrame, sources: Sources, periods: Sequence[str], *, item: str = ""
) -> list[Watch]:
    """Return the guards of an action.

    A matter is watched in its own rows: fewer of them must not be more of them on third-party platforms, reopened, or
    from a touchpoint that is rated worse. Where complaining itself was touched (the KPI is a channel) the other
    channels, the service level and silent churn are watched too; these move with the whole house, so they would put
    every action on a matter under suspicion of what another action did.

    Parameters
    ----------
    rows
        Complaints that the KPI counts.
    item
        Rating of the touchpoint; empty without one.
    """
    nothing = pd.DataFrame()
    channel = action.kpi.name if action.kpi and action.kpi.form == "complaints" else ""
    about = sources.complaints if channel else rows
    found = [exposed(sources.exposure)] if sources.exposure is not None else [Watch("exposure", "fall")]
    found += [third_party(about, sources.third_party, channel, periods), reopened(about, periods)]
    ratings = sources.ratings if sources.ratings is not None else nothing
    found += [satisfaction(ratings, item)] if item else [Watch("satisfaction", "fall")]
    if channel:
        customers = sources.customers if sources.customers is not None else nothing
        complained = sources.complaints.get("customer_key", pd.Series(dtype="str")).dropna().unique()
        found += other_channels(sources.complaints, channel, sources.exposure, periods)
        found += [service_level(sources.operations if sources.operations is not None else nothing)]
        found += [silent_churn(customers, complained, periods, seen=sources.seen)]
    return found


def exposed(exposure: pd.Series) -> Watch:
    """Watch the exposure itself: fewer contacts or orders make fewer complaints without any improvement.

    Told in units of which an average period has 400: an exposure of millions moves by far more than chance, and
    chance of 5 % is the least that is allowed for.
    """
    return Watch("exposure", "fall", counts=exposure / exposure.mean() * STEADY)


def other_channels(
    complaints: pd.DataFrame, own: str, exposure: pd.Series | None, periods: Sequence[str]
) -> list[Watch]:
    """Watch every channel but the action's own: complaints that move there are not gone."""
    others = complaints[complaints["channel"].notna() & (complaints["channel"] != own)]
    return [
        Watch("other_channel", "rise", about=str(name), counts=_rows(part, periods), exposure=exposure)
        for name, part in others.groupby("channel", sort=True)
    ]


def third_party(complaints: pd.DataFrame, channels: Collection[str], own: str, periods: Sequence[str]) -> Watch:
    """Watch the share of complaints that come through third-party platforms.

    Parameters
    ----------
    channels
        Names of the third-party channels in the study's data.
    own
        The action's own channel (empty for a matter): left out of the whole, since its fall alone raises the share.
    """
    if "channel" not in complaints or not channels:
        return Watch("third_party_share", "rise")
    rest = complaints[complaints["channel"].notna() & (complaints["channel"] != own)]
    return _share("third_party_share", rest["channel"].isin(list(channels)), rest, periods)


def reopened(rows: pd.DataFrame, periods: Sequence[str]) -> Watch:
    """Watch the share of cases that were opened again, among those of which it is known."""
    if "reopened" not in rows:
        return Watch("reopened", "rise")
    known = rows[rows["reopened"].notna()]
    return _share("reopened", known["reopened"].astype(bool), known, periods)


def satisfaction(ratings: pd.DataFrame, item: str) -> Watch:
    """Watch the mean of a rating of the touchpoint (high = good)."""
    if item not in ratings or "answered_at" not in ratings:
        return Watch("satisfaction", "fall", about=item)
    return Watch("satisfaction", "fall", about=item, answers=means_by_period(ratings, item))


def service_level(operations: pd.DataFrame, column: str = "service_level") -> Watch:
    """Watch the mean service level of the units by month (answered in time; the nearest to hotline abandonment)."""
    if column not in operations or operations[column].notna().sum() == 0:
        return Watch("service_level", "fall")
    month = operations["period"].astype("str").str[:7]
    grouped = operations[column].astype("float64").groupby(month.rename("period"))
    table = grouped.agg(mean="mean", n="count").reset_index()
    within = float(((operations[column] - grouped.transform("mean")) ** 2).sum())
    spread = within / max(int(table["n"].sum()) - len(table), 1)
    return Watch("service_level", "fall", answers=table.assign(variance=spread))


def silent_churn(
    customers: pd.DataFrame, complained: Collection[str], periods: Sequence[str], *, seen: pd.Series | None = None
) -> Watch:
    """Watch customers who never complained and stopped buying: a month's last purchases over those still active.

    Parameters
    ----------
    customers
        ``customer_key`` (or ``customer_id``), ``joined_at``, ``last_purchase_at``, ``churned``.
    complained
        Keys of the customers with a complaint.
    seen
        First day on which each customer is known to have been active, by key, where the table holds only customers
        who were still there on some day (answered a survey): before it they could not have left unseen (delayed
        entry), and a sample that fills up would look like rising churn.
    """
    key = next((name for name in ("customer_key", "customer_id") if name in customers), None)
    if key is None or not {"joined_at", "last_purchase_at", "churned"} <= set(customers):
        return Watch("silent_churn", "rise")
    quiet = customers[~customers[key].isin(set(complained)) & customers["last_purchase_at"].notna()]
    joined, last = (_naive(quiet[name]) for name in ("joined_at", "last_purchase_at"))
    if seen is not None:
        entered = _naive(quiet[key].map(seen.groupby(level=0).min()))
        joined = joined.where(entered.isna() | (joined > entered), entered)
    gone = quiet["churned"].astype("float64").fillna(0) > 0
    counts, active = [], []
    for first, end in map(days_of, periods):
        here = (joined <= end) & ((last >= first) | ~gone)
        counts.append(int((here & gone & (last < end + pd.Timedelta(days=1))).sum()))
        active.append(int(here.sum()))
    under = pd.Series(active, index=list(periods))
    return Watch(
        "silent_churn", "rise", counts=pd.Series(counts, index=list(periods))[under > 0], exposure=under[under > 0]
    )


def _share(guard: str, told: pd.Series, rows: pd.DataFrame, periods: Sequence[str]) -> Watch:
    whole = _rows(rows, periods)
    if whole.sum() == 0:
        return Watch(guard, "rise")
    return Watch(guard, "rise", counts=_rows(rows[told], periods)[whole > 0], exposure=whole[whole > 0])


def _rows(frame: pd.DataFrame, periods: Sequence[str]) -> pd.Series:
    """Count rows by period; `periods` tell whether these are weeks or months."""
    weekly = all((end - first).days == 6 for first, end in map(days_of, periods))
    dates = _naive(frame["received_at"].dropna())
    found = labels(dates, "week" if weekly else "month").value_counts()
    return found.reindex(list(periods)).fillna(0).astype("int64")


def _naive(dates: pd.Series) -> pd.Series:
    return dates.dt.tz_localize(None) if dates.dt.tz is not None else dates
