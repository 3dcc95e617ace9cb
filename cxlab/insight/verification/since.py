"""What customers say since an action: how far its original problems are solved, and which problems are new there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from cxlab.insight.counts import persons
from cxlab.insight.intervals import wilson
from cxlab.insight.periods import labels
from cxlab.insight.verification.actions import Verified
from cxlab.insight.verification.plan import Plan, sides
from cxlab.insight.verification.registered import Registered
from cxlab.insight.verification.series import complete, counts_by_period
from cxlab.insight.verification.solved import new_since, solved_degree

Said = Mapping[str, Collection[str]]
"""Subject (``topic:T002``, ``touchpoint:wallet``) → the complaints that speak of it."""
ENDS = ("before", "after")


def sided(rows: pd.DataFrame, action: Registered, periods: Sequence[str], *, to_date: bool = False) -> pd.Series:
    """Return ``before``, ``after`` or another side of `plan.sides` for every row by its day; empty without one.

    Parameters
    ----------
    rows
        ``received_at`` or, for answers, ``answered_at``.
    periods
        Whole months of the study; a row outside them is on no side.
    to_date
        Count all that came after, not only what came up to the evaluation date.
    """
    plan = replace(action.plan, evaluate_at=None) if to_date else action.plan
    when = rows["received_at"] if "received_at" in rows else rows["answered_at"]
    dates = when.dt.tz_localize(None) if when.dt.tz is not None else when
    month = pd.Series(pd.NA, index=rows.index, dtype="str")
    month[dates.notna()] = labels(dates[dates.notna()], "month")
    return month.map(sides(list(periods), action.start, plan)).fillna("")


def original_problems(
    told: Sequence[Verified],
    complaints: pd.DataFrame,
    said: Said,
    about: Mapping[str, Sequence[str]],
    covers: tuple[dt.date, dt.date],
    *,
    exposure: pd.Series | None = None,
) -> pd.DataFrame:
    """Return how many customers still have the problems that each action was to solve.

    Only actions with a verdict: before the evaluation date nothing is compared.

    Parameters
    ----------
    complaints
        ``complaint_id``, ``received_at``, and ``customer_key``, ``unit`` where known.
    about
        Subjects of an action, by ``action_id``.
    covers
        First and last day of the data.
    exposure
        By month, for the rate; without it problems are told per average month.

    Returns
    -------
    DataFrame
        ``action_id``, ``subject``; for ``before`` and ``after`` ``people_…`` with the problem, ``n_…`` people who
        complained of anything, ``share_…`` with Wilson's ``low_…`` and ``high_…``; ``left`` (rate after over rate
        before, from `solved.solved_degree`) with ``left_low``, ``left_high`` and ``caveats``. A share moves with what
        else people complain of: the rate is what the problem is judged by.
    """
    rows, months = [], complete(covers, "month")
    for one in told:
        if one.verdict.verdict == "observing" or not len(one.line):
            continue
        side = sided(complaints, one.action, months)
        if not (side == "after").any():
            continue
        for subject in about.get(one.action.action_id, ()):
            mine = complaints["complaint_id"].isin(said.get(subject, ()))
            shares = _share(complaints, mine, side, "before") | _share(complaints, mine, side, "after")
            counts = counts_by_period(complaints[mine], covers, outages=True)
            degree = solved_degree(
                pd.DataFrame([counts], index=[subject]), one.action.start, exposure=exposure, plan=one.action.plan
            )
            left = degree.rename(columns={"low": "left_low", "high": "left_high"}).iloc[0]
            kept = {name: left[name] for name in ("left", "left_low", "left_high", "caveats")}
            rows.append({"action_id": one.action.action_id, "subject": subject} | shares | kept)
    return pd.DataFrame(rows, columns=COLUMNS)


def new_problems(
    told: Sequence[Verified],
    complaints: pd.DataFrame,
    said: Said,
    places: Mapping[str, Sequence[str]],
    covers: tuple[dt.date, dt.date],
    *,
    exposure: pd.Series | None = None,
    fewest: int = 20,
) -> pd.DataFrame:
    """Return the topics that hardly existed at an action's touchpoints before it, and do now.

    Counted to date, not to the evaluation date: what is new is a matter to look at, not a test of the action, and
    that it came after says nothing about why.

    Parameters
    ----------
    places
        Touchpoint subjects of an action, by ``action_id``.
    fewest
        Incidents after that a new problem needs, as in `solved.new_since`.

    Returns
    -------
    DataFrame
        ``action_id``, ``touchpoint`` (subject), ``topic`` (subject), ``count_before``, ``count_after``,
        ``rate_before``, ``rate_after``; most frequent first within an action.
    """
    topics = sorted(subject for subject in said if subject.startswith("topic:"))
    rows, months = [], complete(covers, "month")
    for one in told:
        free = Plan(baseline=one.action.plan.baseline, ramp_days=one.action.plan.ramp_days)
        for place in places.get(one.action.action_id, ()):
            here = complaints[complaints["complaint_id"].isin(said.get(place, ()))]
            if here.empty or not (sided(here, one.action, months, to_date=True) == "after").any():
                continue
            counts = pd.DataFrame(
                {name: counts_by_period(here[here["complaint_id"].isin(said[name])], covers) for name in topics}
            ).T
            counts = counts[counts.sum(axis=1) >= fewest]
            if counts.empty:
                continue
            degree = solved_degree(counts, one.action.start, exposure=exposure, plan=free)
            new = degree[degree["matter"].isin(new_since(degree, fewest=fewest))]
            found = new.rename(columns={"matter": "topic"}).assign(action_id=one.action.action_id, touchpoint=place)
            rows += found.sort_values("count_after", ascending=False, kind="stable")[NEW].to_dict("records")
    return pd.DataFrame(rows, columns=NEW)


COLUMNS = [
    *("action_id", "subject"),
    *(f"{name}_{end}" for end in ENDS for name in ("people", "n", "share", "low", "high")),
    *("left", "left_low", "left_high", "caveats"),
]
NEW = ["action_id", "touchpoint", "topic", "count_before", "count_after", "rate_before", "rate_after"]


def _share(complaints: pd.DataFrame, mine: pd.Series, side: pd.Series, end: str) -> dict[str, object]:
    person, here = persons(complaints), side == end
    people, n = person[mine & here].nunique(), person[here].nunique()
    low, high = wilson(people, n)
    found = {"people": people, "n": n, "share": people / n if n else float("nan"), "low": low, "high": high}
    return {f"{name}_{end}": value for name, value in found.items()}
