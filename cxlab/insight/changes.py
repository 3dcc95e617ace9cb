"""Which matters rose, fell or appeared lately: against the months before and against the same season a year ago.

How often this cries wolf is measured in ``docs/emerging.md``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.insight.noise import Contrast, Floats, contrast, matrices, noise
from cxlab.insight.periods import bounds, spring, year_before
from cxlab.study import Event

PER = 1000
NEW = 0.1
Places = npt.NDArray[np.intp]


def changes(
    monthly: pd.DataFrame,
    by: str,
    *,
    last: int = 2,
    before: int = 12,
    value: str = "people",
    level: float = 0.95,
    events: Sequence[Event] = (),
) -> pd.DataFrame:
    """Compare the rate of the last complete periods with earlier ones, group by group.

    A change is told where the last periods differ from the up to `before` periods ahead of them (quasi-Poisson test
    that allows for dispersion and autocorrelation, `noise.contrast`; Benjamini-Hochberg over the groups), unless
    the season may explain it: then they must also lie beyond (one-sided, 5 %, the same way)

    * the same periods a year ago, where the data reach back that far: what comes back every winter is no news;
    * with a spring festival in `events` near either, January and February of last year: the festival's month moves.

    Parameters
    ----------
    monthly
        From `rates.with_rates`, of any calendar period; all groups over the same periods.
    last, before
        Periods compared.
    value
        Column of counts.

    Returns
    -------
    DataFrame
        `by`, ``now``, ``before`` (counts), ``rate_now``, ``rate_before`` (per 1,000), ``ratio``, ``low``, ``high``
        (against the periods before), ``ratio_year`` (against a year ago, missing without), ``p`` and ``p_bh``
        (two-sided, against the periods before), ``state`` (``new``: at most a tenth of the rate before;
        ``rising``; ``falling``; ``seasonal``: differs from the periods before but not from last year's season;
        ``level``), ``months`` (periods used). In the order of the groups' names; empty when fewer than two
        earlier periods exist.
    """
    known = monthly[monthly["complete"] & monthly["exposure"].notna()]
    names, periods, counts, exposure = matrices(known, by, value)
    now = np.arange(len(periods))[-last:]
    past = np.arange(len(periods))[:-last][-before:]
    if len(past) < 2 or not len(names):
        return pd.DataFrame()
    spread = noise(counts[:, past], exposure[:, past])
    first = contrast(counts, exposure, now, past, spread, level)
    twins = [contrast(counts, exposure, now, twin, spread, level) for twin in _twins(periods, now, past, events)]
    p = np.minimum(1.0, 2 * np.minimum(first.rise, 1 - first.rise))
    table = pd.DataFrame({by: names, "now": _sum(counts, now), "before": _sum(counts, past)})
    table["rate_now"], table["rate_before"] = (_rate(counts, exposure, places) for places in (now, past))
    table["ratio"], table["low"], table["high"] = first.ratio, first.low, first.high
    table["ratio_year"] = twins[0].ratio if twins else np.nan
    table["p"], table["p_bh"] = p, stats.false_discovery_control(p)
    table["state"] = _state(table, twins, 1 - level)
    table["months"] = len(now) + len(past)
    return table


def _twins(periods: list[str], now: Places, past: Places, events: Sequence[Event]) -> list[Places]:
    """Return the periods of last year that `now` is compared with, all of which must lie ahead of `now`."""
    place = {label: i for i, label in enumerate(periods)}
    twin = [year_before(periods[i], events) for i in now]
    around = {label[:4] for label in twin if _near_festival(label, events)}
    around |= {label[:4] for i, label in zip(now, twin, strict=True) if _near_festival(periods[i], events)}
    months = {f"{year}-{month}" for year in around for month in ("01", "02")}
    found: list[Places] = []
    for choice in (set(twin), set(twin) | months):
        places = np.array(sorted(place[label] for label in choice if label in place), dtype=np.intp)
        whole = len(places) == len(choice) and places[-1] < now[0] and not np.array_equal(places, past)
        if whole and not any(np.array_equal(places, other) for other in found):
            found.append(places)
    return found


def _near_festival(label: str, events: Sequence[Event]) -> bool:
    """Whether a month is touched by a spring festival (weeks are aligned by `year_before`, quarters hold it whole)."""
    if len(label) != len("2026-02"):
        return False
    first, last = bounds(label)
    return any(pd.Timestamp(e.start) <= last and pd.Timestamp(e.end) >= first for e in spring(events))


def _state(table: pd.DataFrame, twins: Sequence[Contrast], alpha: float) -> npt.NDArray[np.object_]:
    told, up = table["p_bh"] < alpha, table["ratio"] > 1
    beyond = np.ones(len(table), dtype=bool)
    for twin in twins:
        beyond &= np.where(up, twin.rise, 1 - twin.rise) < alpha
    new = up & (table["rate_before"] <= NEW * table["rate_now"])
    found = [told & ~beyond, told & new, told & up, told]
    return np.select(found, ["seasonal", "new", "rising", "falling"], "level").astype(object)


def _sum(counts: Floats, places: Places) -> npt.NDArray[np.int64]:
    return counts[:, places].sum(axis=1).astype("int64")


def _rate(counts: Floats, exposure: Floats, places: Places) -> Floats:
    return np.asarray(counts[:, places].sum(axis=1) / exposure[:, places].sum(axis=1) * PER)
