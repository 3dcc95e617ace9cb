"""What nobody would look for before it is too late: data that no longer arrive, a channel that went silent.

Both compare complaints with their own past, so that a study of five complaints a month is not called stale and one of
five hundred a day is missed on the second day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxlab.schedule.period import Days, Every, before

_PAST = pd.Timedelta(days=90)
_SHORTEST = 3
"""Days: a weekend without an export is none to tell of."""
_PATIENCE = 2
"""Times the longest gap of the last 90 days."""
_EARLIER = 4
"""Earlier periods that a silent one is compared with."""
_USUAL = 5
"""Complaints in each of them: a channel with fewer may well have none by chance."""


@dataclass(frozen=True)
class Stale:
    """The day of the newest complaint, and how many whole days ago that is."""

    newest: dt.date
    days: int


def stale(received: pd.Series, today: dt.date) -> Stale | None:
    """Return how old the newest complaint is, where that is longer than this study is used to.

    Parameters
    ----------
    received
        When each complaint was received, in the study's time zone; missing ones are left out.
    today
        The day of the run there, or the day after the last one that counts.

    Returns
    -------
    Stale or None
        None while the newest is at most 3 days old, or at most twice the longest gap between two days with a
        complaint in the 90 days before it; None also without any complaint.
    """
    days = pd.to_datetime(received).dropna().dt.normalize().drop_duplicates().sort_values()
    if days.empty:
        return None
    newest = days.iloc[-1]
    lately = days[days >= newest - _PAST]
    usual = lately.diff().max().days if len(lately) > 1 else 0
    age = (pd.Timestamp(today) - newest).days
    return Stale(newest.date(), age) if age > max(_SHORTEST, _PATIENCE * usual) else None


def silent(complaints: pd.DataFrame, days: Days, length: Every) -> tuple[str, ...]:
    """Return the channels without one complaint in `days` that had five or more in each of the four periods before.

    Parameters
    ----------
    complaints
        ``received_at`` in the study's time zone, and ``channel`` where there are several.
    days
        The period; it is compared with the four before it (a day with the same weekday of four weeks, so that a
        closed Sunday is none).

    Returns
    -------
    tuple of str
        ``""`` alone where the study as a whole fell silent, else the channels in order; empty where none did. Where
        complaints come at random (Poisson), fewer than 1 in 1,000 periods of a channel are called silent by chance,
        whatever its volume; most of them at 5 or 6 a period, where the four before are usual in 1 of 6 cases.
    """
    periods = [days]
    for _ in range(_EARLIER):
        periods.append(before(periods[-1], length))
    dates = pd.to_datetime(complaints["received_at"]).dt.date
    rows = [complaints[(dates >= p.start) & (dates <= p.end)] for p in periods]
    if rows[0].empty:
        return ("",) if min(map(len, rows[1:])) >= _USUAL else ()
    if "channel" not in complaints:
        return ()
    counts = pd.DataFrame([part["channel"].value_counts() for part in rows]).fillna(0)
    fell = counts.columns[(counts.iloc[0] == 0) & (counts.iloc[1:] >= _USUAL).all()]
    return tuple(sorted(map(str, fell)))


def new_red_lines(artifacts: Path, earlier: Path | None, days: Days) -> int:
    """Count complaints with a red line (safety, regulator, media, …) that the report before had not.

    Parameters
    ----------
    artifacts, earlier
        Artifacts of this run and of the one published before it, or None.
    days
        Where there is no earlier chapter on the voice of the customer, those received in these days count.
    """
    now, then = _cases(artifacts), _cases(earlier) if earlier else None
    if now is None:
        return 0
    if then is not None:
        now = now[~now["complaint_id"].isin(then["complaint_id"])]
    elif "received_at" in now:
        received = now["received_at"].dt.date
        now = now[(received >= days.start) & (received <= days.end)]
    return int(now["complaint_id"].nunique())


def _cases(artifacts: Path) -> pd.DataFrame | None:
    """Return ``complaint_id`` and, where there is one, ``received_at``; a complaint has a row for each of its lanes."""
    file = artifacts / "voice" / "red_line_cases.parquet"
    return pd.read_parquet(file) if file.is_file() else None
