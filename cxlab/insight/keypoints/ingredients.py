"""What speaks for each key point: every ingredient with its interval and n, or the reason why it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.insight.counts import persons
from cxlab.insight.intervals import wilson

HARD = 2
JUDGED = ("severity", "effort")
FROM_PEOPLE = ("people", "red_line", *JUDGED, "worth")
FROM_SURVEYS = ("must_be", "driver", "shortfall")
INGREDIENTS = (*FROM_PEOPLE, *FROM_SURVEYS)
FEWEST_FOR_A_SHARE = 20

Marks = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sources:
    """What other chapters found; None where one did not run.

    Attributes
    ----------
    readings
        ``complaint_id``, ``severity``, ``effort`` (0-3; `cxlab.text.reading.read`).
    red_lines
        ``complaint_id``, ``point``: red lines said of the point itself.
    kano
        `KanoResult.features`: ``feature``, ``category``, ``verdict``, ``between``, ``worse`` with ends, ``n``.
    drivers
        ``driver``, ``share`` (of R²) with ``share_low``, ``share_high``, ``tier``, ``floor``, ``n``, and where known
        ``top_share``, ``top_low``, ``top_high`` (share of top answers).
    worth
        Money a customer (revenue, say), by ``customer_key``; what stands twice is summed.
    """

    readings: pd.DataFrame | None = None
    red_lines: pd.DataFrame | None = None
    kano: pd.DataFrame | None = None
    drivers: pd.DataFrame | None = None
    worth: pd.Series | None = None


@dataclass(frozen=True)
class Tally:
    """Who has which pain: ``there`` (persons, points), the same for what is judged, and ``worth`` of each person.

    `judged` holds red_line, severity, effort where they were read: the person's complaints at that point show it.
    `worth` is NaN for people of whom nothing is known.
    """

    points: tuple[str, ...]
    there: Marks
    judged: Mapping[str, Marks]
    worth: Floats | None


def tally(found: pd.DataFrame, complaints: pd.DataFrame, sources: Sources) -> Tally:
    """Cross people with points.

    Parameters
    ----------
    found
        From `pains.pains` (and `pains.settled`); a red line of `sources` is a pain, too.
    complaints
        All complaints that were looked at, with ``complaint_id`` and ``customer_key`` where known: their people are
        the base of shares.
    """
    ordered = complaints.sort_values("complaint_id", ignore_index=True)
    ordered["person"] = pd.factorize(persons(ordered))[0]
    alarms = found.head(0) if sources.red_lines is None else sources.red_lines
    rows = pd.concat([found, alarms])[["complaint_id", "point"]].drop_duplicates()
    rows = rows.merge(ordered[["complaint_id", "person"]], on="complaint_id")
    points = tuple(sorted(rows["point"].unique()))
    shape = (int(ordered["person"].nunique()), len(points))
    judged = {}
    if sources.red_lines is not None:
        keys = ["complaint_id", "point"]
        judged["red_line"] = _crossed(rows.merge(alarms[keys].drop_duplicates(), on=keys), points, shape)
    if sources.readings is not None:
        read = rows.merge(sources.readings[["complaint_id", *JUDGED]], on="complaint_id")
        judged |= {name: _crossed(read[read[name] >= HARD], points, shape) for name in JUDGED}
    return Tally(points, _crossed(rows, points, shape), judged, _worth(ordered, sources.worth))


def ingredients(counted: Tally, links: pd.DataFrame, sources: Sources) -> pd.DataFrame:
    """Return every ingredient of every point.

    Parameters
    ----------
    counted
        From `tally`.
    links
        `crosswalk.Crosswalk.links`: which feature and item belong to a point. Where several do, the one that counts
        most speaks: the feature whose lack hurts most, the item that moves satisfaction most.

    Returns
    -------
    DataFrame
        ``point``, ``ingredient``, ``value``, ``low``, ``high`` (95 %), ``n``, ``missing``, by point in the order of

        * *people*: share of all people with a pain there (Wilson); *red_line*, *severity*, *effort*: share of these
          people whose text says so (severity and effort at least 2 of 3; not below 20 people);
        * *worth*: money of the customers with a pain there, n of whom it is known (a sum, without interval);
        * *must_be*: |Worse| of the KANO feature; *driver*: share of R² of the item; *shortfall*: share of answers to
          it that are not among the top ones.

        ``missing`` is empty, or the reason: no_source (its chapter did not run, or the column is not there),
        not_linked (the crosswalk names none), not_asked (named, but not in that survey), few (below 20 people).
        Nothing is put in its place.
    """
    rows = []
    for place, point in enumerate(counted.points):
        there = counted.there[:, place]
        rows.append((point, "people", *_share(int(there.sum()), len(there))))
        rows += [(point, name, *_judged(counted, name, place)) for name in ("red_line", *JUDGED)]
        rows.append((point, "worth", *_money(counted.worth, there)))
        features, items = (named(links, point, side) for side in ("feature", "item"))
        rows.append((point, "must_be", *_hurts(sources.kano, features)))
        rows += [(point, name, *numbers) for name, numbers in _moves(sources.drivers, items)]
    columns = ["point", "ingredient", "value", "low", "high", "n", "missing"]
    return pd.DataFrame(rows, columns=columns).astype({"n": "int64", "missing": "str"})


def named(links: pd.DataFrame, point: str, side: str) -> list[str]:
    """Return the features or items (`side`) that belong to a point, in the order of the study."""
    where, _, name = point.partition(":")
    return [value for value in dict.fromkeys(links.loc[links[where] == name, side]) if value]


def strongest(table: pd.DataFrame, key: str, names: list[str], by: str) -> pd.Series | None:
    """Return the row of `table` whose `key` is among `names` and whose `by` is largest in size; None without one."""
    rows = table[table[key].isin(names) & table[by].notna()]
    if rows.empty:
        return None
    return rows.assign(size=-rows[by].abs()).sort_values(["size", key]).iloc[0]


def _crossed(rows: pd.DataFrame, points: tuple[str, ...], shape: tuple[int, int]) -> Marks:
    marks = np.zeros(shape, dtype=bool)
    marks[rows["person"].to_numpy(), pd.Index(points).get_indexer(pd.Index(rows["point"]))] = True
    return marks


def _worth(ordered: pd.DataFrame, worth: pd.Series | None) -> Floats | None:
    if worth is None or "customer_key" not in ordered:
        return None
    money = ordered["customer_key"].map(worth.groupby(level=0).sum(min_count=1)).astype("float64")
    return np.asarray(money.groupby(ordered["person"]).first(), dtype=np.float64)


Numbers = tuple[float, float, float, int, str]


def _lacking(why: str) -> Numbers:
    return float("nan"), float("nan"), float("nan"), 0, why


def _share(some: int, n: int) -> Numbers:
    return (some / n, *wilson(some, n), n, "") if n else _lacking("few")


def _judged(counted: Tally, name: str, place: int) -> Numbers:
    if name not in counted.judged:
        return _lacking("no_source")
    n = int(counted.there[:, place].sum())
    if n < FEWEST_FOR_A_SHARE and name != "red_line":
        return _lacking("few")
    return _share(int(counted.judged[name][:, place].sum()), n)


def _money(worth: Floats | None, there: Marks) -> Numbers:
    if worth is None:
        return _lacking("no_source")
    known = worth[there & ~np.isnan(worth)]
    return (float(known.sum()), float("nan"), float("nan"), len(known), "") if len(known) else _lacking("few")


def _hurts(kano: pd.DataFrame | None, features: list[str]) -> Numbers:
    if kano is None:
        return _lacking("no_source")
    row = strongest(kano, "feature", features, "worse")
    if row is None:
        return _lacking("not_asked" if features else "not_linked")
    ends = (-row["worse_high"], -row["worse_low"]) if "worse_low" in row else (float("nan"), float("nan"))
    return -float(row["worse"]), float(ends[0]), float(ends[1]), int(row["n"]), ""


def _moves(drivers: pd.DataFrame | None, items: list[str]) -> list[tuple[str, Numbers]]:
    row = None if drivers is None else strongest(drivers, "driver", items, "share")
    if row is None:
        why = "no_source" if drivers is None else "not_asked" if items else "not_linked"
        return [("driver", _lacking(why)), ("shortfall", _lacking(why))]
    n = int(row["n"])
    moves = (float(row["share"]), float(row["share_low"]), float(row["share_high"]), n, "")
    if "top_share" not in row or pd.isna(row["top_share"]):
        return [("driver", moves), ("shortfall", _lacking("no_source"))]
    short = (1 - float(row["top_share"]), 1 - float(row["top_high"]), 1 - float(row["top_low"]), n, "")
    return [("driver", moves), ("shortfall", short)]
