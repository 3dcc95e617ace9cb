"""The two starts of a journey told: what the customers of an event, or of a family of problems, went through."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxlab.cells import SMALLEST
from cxlab.insight.counts import persons
from cxlab.insight.intervals import wilson
from cxlab.insight.journey import starts
from cxlab.insight.journey.draft import Material
from cxlab.insight.journey.seats import by_stage

STEPS = ("before", "event", "again", "reported", "answered", "resolved", "reopened", "after")
MOST_PLACES = 5
FEWEST_FOR_A_SHARE = 20
_STARTS = ["kind", "title", "codes", "touchpoint", "people", "rows", "share", "low", "high", "usual"]
_COURSE = ["kind", "step", "touchpoint", "stage", "people", "n", "share", "low", "high", "usual"]
_COURSE += ["days_median", "usual_days"]
_MOMENTS = {"reported": "received_at", "answered": "first_response_at", "resolved": "resolved_at"}


@dataclass(frozen=True)
class Led:
    """What the customers of each start went through.

    Attributes
    ----------
    starts
        ``kind`` (day: many complaints of one unit and day; rise: a matter that rose lately; family:
        one family of problems), ``title`` (unit and day; else as ``codes``), ``codes`` (matters, joined with blanks),
        ``people``, ``rows``, and of the touchpoint that most of them spoke of: ``touchpoint``, ``share`` of the people
        with Wilson's ``low`` and ``high``, ``usual`` (the same share among all other customers).
    course
        One row a step, in the order of `STEPS` (before, event, again: with the same within the window, reported,
        answered, resolved, reopened, after): ``kind``, ``step``, ``touchpoint`` (of the event: at most
        five, at least five people each), ``stage`` (before and after: where at least five people were; empty:
        anywhere), ``people``, ``n`` (of the start), ``share`` with Wilson's ``low`` and ``high`` (missing below 20
        people), ``usual`` (the share among other customers; missing before, again and after), ``days_median`` (of
        before, again and after from the customer's own first record of the start, of reported, answered and resolved
        from the case's own moment) and ``usual_days``.
    """

    starts: pd.DataFrame
    course: pd.DataFrame


def led(
    material: Material,
    at: pd.DataFrame,
    *,
    risen: Collection[str] = (),
    months: int = 2,
    codes: Collection[str] = (),
    window: int = 30,
) -> Led:
    """Follow the customers of both starts; parameters as in `event_led` and `problem_led`."""
    both = (
        event_led(material, at, risen=risen, months=months, window=window),
        problem_led(material, at, codes, window=window),
    )
    frames = {part: [getattr(one, part) for one in both] for part in ("starts", "course")}
    joined = {part: [frame for frame in some if len(frame)] or some[:1] for part, some in frames.items()}
    return Led(**{part: pd.concat(some, ignore_index=True) for part, some in joined.items()})


def event_led(
    material: Material, at: pd.DataFrame, *, risen: Collection[str] = (), months: int = 2, window: int = 30
) -> Led:
    """Follow the customers of the largest day (`starts.events`) and of the rising matter with most people.

    Parameters
    ----------
    material
        What the map is drawn from.
    at
        `draft.Draft.seats`.
    risen
        Codes of the matters that rose or appeared lately (`cxlab.insight.changes`), whose last `months` are the event.
    window
        Days before and after within which other records of the same customer belong to it.
    """
    complaints, mentions = material.complaints, material.mentions
    chosen: list[tuple[dict[str, str], list[str]]] = []
    for row in starts.events(complaints, mentions).head(1).itertuples():
        ids = starts.of_event(complaints, str(row.unit), pd.Timestamp(str(row.day)))
        title = f"{row.unit} {pd.Timestamp(str(row.day)):%Y-%m-%d}"
        chosen.append(({"kind": "day", "title": title, "codes": str(row.codes)}, ids))
    if starts.moment(complaints) is not None:
        known = [code for code in risen if code in set(mentions["code"])]
        rises = [(code, starts.of_rise(complaints, mentions, code, months=months)) for code in known]
        rises = [(code, ids) for code, ids in rises if _people(complaints, ids) >= SMALLEST]
        largest = sorted(rises, key=lambda rise: (-_people(complaints, rise[1]), rise[0]))[:1]
        chosen += [({"kind": "rise", "title": code, "codes": code}, ids) for code, ids in largest]
    return _led(material, at, chosen, window)


def problem_led(material: Material, at: pd.DataFrame, codes: Collection[str], *, window: int = 30) -> Led:
    """Follow the customers who have one family of problems: the matters `codes` (see `largest_family`)."""
    if starts.moment(material.complaints) is None or not codes:
        return _led(material, at, [], window)
    ids = set(starts.of_family(material.mentions, codes))
    complaints = material.complaints
    if "kind" in complaints:
        ids &= set(complaints.loc[complaints["kind"] == "problem", "complaint_id"])
    title = " ".join(sorted(codes))
    about = {"kind": "family", "title": title, "codes": title}
    return _led(material, at, [(about, sorted(ids))] if _people(complaints, ids) >= SMALLEST else [], window)


def largest_family(material: Material) -> tuple[str, list[str]]:
    """Return the largest family of problems: its touchpoint (empty: none) and its matters.

    Matters that the crosswalk ties to the same touchpoint are one family, one that is tied to none is alone. The
    family with most people who have a problem is returned, ties by touchpoint and code; no matters at all: none.
    """
    complaints = material.complaints.assign(person=persons(material.complaints))
    if "kind" in complaints:
        complaints = complaints[complaints["kind"] == "problem"]
    main = material.mentions.loc[material.mentions["main"], ["complaint_id", "code"]]
    said = complaints[["complaint_id", "person"]].merge(main, on="complaint_id")
    known = {"topic", "touchpoint"} <= set(material.links)
    ties = material.links[["topic", "touchpoint"]] if known else pd.DataFrame(columns=["topic", "touchpoint"])
    ties = ties[ties["touchpoint"].fillna("").ne("")].drop_duplicates()
    placed = said.merge(ties, left_on="code", right_on="topic", how="left").fillna({"touchpoint": ""})
    alone = placed["touchpoint"] == ""
    name = placed["touchpoint"].where(~alone, "\n" + placed["code"])
    people = placed.groupby(name)["person"].nunique().sort_index(ascending=False).sort_values(kind="stable")
    if people.empty:
        return "", []
    members = placed[name == people.index[-1]]
    return str(members["touchpoint"].iloc[0]), sorted(members["code"].unique())


def _led(material: Material, at: pd.DataFrame, chosen: list[tuple[dict[str, str], list[str]]], window: int) -> Led:
    complaints = material.complaints
    records = complaints.assign(person=persons(complaints), when=starts.moment(complaints))
    heads: list[dict[Any, Any]] = []
    courses = []
    for about, ids in chosen:
        phases = starts.around(complaints, ids, window=window)
        rows = _course(records.merge(phases, on="complaint_id", how="left"), at, material.points, window)
        most = rows[(rows["step"] == "event") & rows["touchpoint"].ne("")].head(1)
        told = most.iloc[0][["touchpoint", "share", "low", "high", "usual"]].to_dict() if len(most) else {}
        courses.append(_without_shares_of_few(rows).assign(kind=about["kind"]))
        heads.append({"people": _people(complaints, ids), "rows": len(ids)} | about | told)
    course = pd.concat(courses)[_COURSE] if courses else pd.DataFrame(columns=_COURSE)
    table = pd.DataFrame(heads, columns=_STARTS)
    return Led(table.assign(touchpoint=table["touchpoint"].fillna("")), course.reset_index(drop=True))


def _people(complaints: pd.DataFrame, ids: Collection[str]) -> int:
    return int(persons(complaints[complaints["complaint_id"].isin(set(ids))]).nunique())


def _course(records: pd.DataFrame, at: pd.DataFrame, points: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return the steps of one start; `records` are all complaints, ``phase`` and ``days`` known of those around it."""
    mine, others = records[records["phase"] == "event"], records[records["phase"].isna()]
    n = mine["person"].nunique()
    parts = [_event(mine, others, at), _case(mine, others)]
    if "customer_key" in records and records["customer_key"].notna().any():
        stages = by_stage(at[at["main"]], points).rename(columns={"touchpoint": "stage"})
        parts += [_beside(records[records["phase"] == phase], stages, phase) for phase in ("before", "after")]
        parts.append(_again(mine, window))
    table = pd.concat([part for part in parts if len(part)], ignore_index=True).reindex(columns=_COURSE)
    table[["touchpoint", "stage"]] = table[["touchpoint", "stage"]].astype("object").fillna("").astype("str")
    ends = [wilson(int(k), n) for k in table["people"]]
    table = table.assign(n=n, share=table["people"] / n, low=[e[0] for e in ends], high=[e[1] for e in ends])
    order = table["step"].map({step: place for place, step in enumerate(STEPS)})
    whole = table["touchpoint"].add(table["stage"]).ne("")
    table = table.assign(order=order, whole=whole)
    return table.sort_values(
        ["order", "whole", "people", "touchpoint", "stage"], ascending=[True, True, False, True, True]
    )


def _without_shares_of_few(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(**{c: rows[c].where(rows["n"] >= FEWEST_FOR_A_SHARE) for c in ("share", "low", "high")})


def _event(mine: pd.DataFrame, others: pd.DataFrame, at: pd.DataFrame) -> pd.DataFrame:
    """Return the touchpoints that the records of the start speak of first of all."""
    seats = at.loc[at["main"], ["complaint_id", "touchpoint"]]
    here, elsewhere = (rows.merge(seats, on="complaint_id") for rows in (mine, others))
    grouped = here.groupby("touchpoint").agg(people=("person", "nunique")).reset_index()
    usual = elsewhere.groupby("touchpoint")["person"].nunique() / max(others["person"].nunique(), 1)
    grouped["usual"] = grouped["touchpoint"].map(usual).fillna(0.0)
    grouped = grouped.sort_values(["people", "touchpoint"], ascending=[False, True])
    return grouped[grouped["people"] >= SMALLEST].head(MOST_PLACES).assign(step="event")


def _again(mine: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return how many came with the same once more within the window after their first record."""
    further = mine[mine["days"].gt(0) & mine["days"].le(window)]
    return _anywhere(further).assign(step="again")


def _case(mine: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return what became of the cases: reported, answered, resolved, reopened, beside those of other customers."""
    rows: list[dict[str, object]] = []
    for step, column in _MOMENTS.items():
        if column not in mine or (step == "reported" and "occurred_at" not in mine) or mine[column].isna().all():
            continue
        took, usual = ((part[column] - part["when"]).dt.total_seconds() / 86400 for part in (mine, others))
        came = mine.loc[took.notna(), "person"].nunique()
        about = {"step": step, "people": came, "usual": _share(others, usual.notna())}
        rows.append(about | {"days_median": took.median(), "usual_days": usual.median()})
    if "reopened" in mine and mine["reopened"].notna().any():
        here, elsewhere = (part["reopened"].eq(1).fillna(False).astype(bool) for part in (mine, others))
        came = mine.loc[here, "person"].nunique()
        rows.append({"step": "reopened", "people": came, "usual": _share(others, elsewhere)})
    return pd.DataFrame(rows)


def _share(rows: pd.DataFrame, which: pd.Series) -> float:
    return float(rows.loc[which, "person"].nunique() / max(rows["person"].nunique(), 1))


def _beside(rows: pd.DataFrame, stages: pd.DataFrame, phase: str) -> pd.DataFrame:
    """Return how many have other records before or after, anywhere and by stage."""
    placed = rows.merge(stages[["complaint_id", "stage"]], on="complaint_id")
    some = placed.groupby("stage").agg(people=("person", "nunique"), days_median=("days", "median")).reset_index()
    return pd.concat([_anywhere(rows), some[some["people"] >= SMALLEST]], ignore_index=True).assign(step=phase)


def _anywhere(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame([{"people": rows["person"].nunique(), "days_median": rows["days"].median()}])
