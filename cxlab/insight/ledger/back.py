"""What is back at step 1, with the people who raised it then and those who raise it since."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from cxlab.insight.counts import persons
from cxlab.insight.ledger.book import Ledger
from cxlab.insight.ledger.choose import step_one
from cxlab.insight.ledger.directory import Directory, directory
from cxlab.insight.ledger.standing import counted
from cxlab.insight.ledger.tables import rows

COLUMNS = ["issue", "subject", "label", "department", "why", "ref", "came_back"]
PEOPLE = ["people_then", "people_now", "people_since"]


def back(
    ledger: Ledger | None,
    complaints: pd.DataFrame,
    mentions: pd.DataFrame | None,
    *,
    said: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
    moved: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the issues that the last run sent back to step 1, and what this run's customers say of them.

    Parameters
    ----------
    ledger
        Of the last published run, None before the first.
    complaints
        This run's: ``complaint_id``; ``received_at`` and ``customer_key`` where known.
    mentions
        ``complaint_id``, ``code``: one row a complaint and topic; None where this run has no topics.
    said
        ``complaint_id``, ``touchpoint``: one row a complaint and touchpoint; without it a touchpoint means the topics
        that `links` tie it to.
    links
        `crosswalk.Crosswalk.links`.
    moved
        What became of topics since: `moves`.

    Returns
    -------
    DataFrame
        ``issue``, ``subject``, ``label``, ``department``, ``why`` (detail of the return: a verdict, ``rose_again``, or
        a researcher's words), ``ref`` (id of the action, or ``researcher``), ``came_back`` (day of the run that said
        so), and distinct people: ``people_then`` (as that run counted them), ``people_now`` (in all of this run's
        data), ``people_since`` (with a complaint after that day). Missing where not counted, never filled. Most people
        since first.
    """
    ledger = ledger or Ledger.empty()
    waiting = step_one(ledger)
    first = waiting[waiting["because"] == "returned"]
    events = ledger.events[ledger.events["state"] == "returned"].merge(ledger.runs, on="run")
    last = events.drop_duplicates("issue", keep="last")[["issue", "run", "as_of", "detail", "ref"]]
    named = last.rename(columns={"as_of": "came_back", "detail": "why"})
    found = first[["issue", "subject", "label", "department"]].merge(named, on="issue")
    then = counted(ledger).rename(columns={"people": "people_then"})[["run", "issue", "people_then"]]
    found = found.merge(then, on=["run", "issue"], how="left")
    where = directory(
        rows(ledger.issues),
        moved=[] if moved is None else rows(moved),
        crosswalk=[] if links is None else rows(links),
    )
    sides = {"topic": (mentions, "code"), "touchpoint": (said, "touchpoint")}
    about = {side: frame.groupby(column) for side, (frame, column) in sides.items() if frame is not None}
    told = {f"{side}:{id}": set(part["complaint_id"]) for side, parts in about.items() for id, part in parts}
    heard = [_heard(subject, where, told, sides=about.keys()) for subject in found["subject"]]
    people = [_people(complaints, *one) for one in zip(heard, found["came_back"], strict=True)]
    numbers = pd.DataFrame(people, columns=PEOPLE[1:], index=found.index, dtype="float64")
    made = found.join(numbers).astype({"people_then": "float64"})[[*COLUMNS, *PEOPLE]]
    order = ["people_since", "people_now", "issue"]
    return made.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _heard(subject: str, where: Directory, told: Mapping[str, set[str]], *, sides: Collection[str]) -> set[str] | None:
    """Return the complaints about what a subject is now, else about what it is tied to; None where none can be told."""
    own = [now for now in where.now(subject) if now.partition(":")[0] in sides]
    tied = [now for near in where.ties.get(subject, ()) for now in where.now(near) if now.partition(":")[0] in sides]
    meant = own or tied
    return set().union(*(told.get(one, set()) for one in meant)) if meant else None


def _people(complaints: pd.DataFrame, ids: set[str] | None, day: str) -> tuple[float, float]:
    """Return how many people have these complaints, and how many of them one after that day (ISO)."""
    if ids is None:
        return float("nan"), float("nan")
    mine = complaints[complaints["complaint_id"].isin(ids)]
    if "received_at" not in mine:
        return _distinct(mine), float("nan")
    return _distinct(mine), _distinct(mine[mine["received_at"].dt.strftime("%Y-%m-%d") > day])


def _distinct(frame: pd.DataFrame) -> float:
    return float(persons(frame).nunique())
