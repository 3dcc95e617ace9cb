"""Bring the ledger up to date with what a run saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cxlab.errors import InputError
from cxlab.insight.ledger.book import Ledger
from cxlab.insight.ledger.desk import Desk
from cxlab.insight.ledger.directory import Directory, directory
from cxlab.insight.ledger.edits import Edits
from cxlab.insight.ledger.endings import RESEARCHER, end
from cxlab.insight.ledger.lanes import Event, ended, state_of, trip_of
from cxlab.insight.ledger.numbers_seen import numbers
from cxlab.insight.ledger.opening import Rows, opened
from cxlab.insight.ledger.outcome import Verdict, outcome
from cxlab.insight.ledger.reasons import ROSE_AGAIN
from cxlab.insight.ledger.seen import Seen, day
from cxlab.insight.ledger.statements import (
    Reference,
    Statement,
    of_matters,
    of_references,
    of_survey,
    references,
)
from cxlab.insight.ledger.tables import appended, rows, table


def update(previous: Ledger | None, seen: Seen, *, edits: Edits | None = None, as_of: Any) -> Ledger:
    """Return the ledger after a run.

    Pure: the same inputs give the same ledger, whatever the order of rows. Nothing is taken away; an issue keeps its id
    for ever, and the same subject always leads to the same issue.

    Parameters
    ----------
    previous
        Ledger of the run before, None for the first.
    seen
        Frames of this run.
    edits
        The researcher's decisions.
    as_of
        Last day that the run knows of (date, timestamp or ISO text). Decisions and actions that became known later are
        left out. Where it lies before the last run's day, the run has nothing to teach and `previous` is returned.

    Raises
    ------
    InputError
        There is no as-of day, edits name issues that do not exist, a subject, reply or verdict is unknown, or merges
        lead in a circle.
    """
    before, edits, today = previous or Ledger.empty(), edits or Edits(), day(as_of)
    if not today:
        raise InputError("The ledger needs as_of, the last day that the run knows of; found none.")
    if before.as_of > today:
        return before
    edits.check(before)
    run = len(before.runs) + 1
    moved, crosswalk = seen.rows("moves"), seen.rows("crosswalk")
    merges = {issue: edit.merge_into for issue, edit in edits.issues.items() if edit.merge_into}

    def find(rows: Rows) -> Directory:
        return directory(rows, moved=moved, crosswalk=crosswalk, merges=merges)

    issues = opened(before.issues, seen, find, edits=edits, run=run, as_of=today)
    where = find(rows(issues))
    desk = Desk(run, {**{issue: [] for issue in issues["issue"]}, **before.events_of()})
    for row in rows(issues[issues["run"] == run]):
        desk.add(Event(run, row["issue"], 1, "raised", "raised", row["parent"], "part" if row["parent"] else ""))
    end(desk, where, dict(zip(issues["issue"], issues["subject"], strict=True)), edits)
    found = references(seen, where, today)
    tied = [one for one in found if one.issue]
    links = _linked(before, desk, tied)
    trips = {(row["issue"], row["kind"], row["ref"]): row["trip"] for row in rows(links)}
    solved = {issue for issue, events in desk.events.items() if state_of(events) == "solved"}
    for said in (*of_matters(seen, where), *of_survey(seen, where), *of_references(tied, seen, today)):
        desk.say(said, _trip(said, trips))
    _conclude(desk, seen, rows(links), today)
    _return(desk, solved, seen, where, edits)
    return Ledger(
        runs=appended("runs", before.runs, [{"run": run, "as_of": today, "round": edits.round_of(today)}]),
        issues=table("issues", rows(issues)),
        events=appended("events", before.events, [event._asdict() for event in desk.new()]),
        links=links,
        evidence=appended("evidence", before.evidence, numbers(seen, where, tied, run)),
        unlinked=table("unlinked", _unlinked(found, seen, where)),
    )


_KIND = {"solution": "action", "decision": "decision", "action": "action", "verdict": "action"}
"""Lanes that belong to the trip of a reference, and its kind."""


def _trip(said: Statement, trips: Mapping[tuple[str, str, str], int]) -> int | None:
    """Return the trip to which a statement belongs, None for the present one.

    What follows a decision or an action belongs to the trip in which it was first seen. A draft bears the id of the
    action it becomes; until there is one it has not been tried and holds for the present trip.
    """
    return trips.get((said.issue, _KIND.get(said.lane, ""), said.ref))


def _linked(before: Ledger, desk: Desk, tied: Iterable[Reference]) -> Any:
    """Return all links; a new one belongs to the trip that its issue is on."""
    old = set(before.links[["issue", "kind", "ref"]].itertuples(index=False, name=None))
    rows = [
        {"issue": issue, "kind": kind, "ref": ref, "trip": trip_of(desk.events[issue]), "run": desk.run}
        for issue, kind, ref in sorted({(one.issue, one.kind, one.ref) for one in tied} - old)
    ]
    return appended("links", before.links, rows)


def _conclude(desk: Desk, seen: Seen, links: Rows, today: str) -> None:
    """Solve or send back the issues whose actions have their verdicts; an action without one is waited for."""
    said = {str(row["action_id"]): row for row in seen.rows("verdicts")}
    for issue, events in desk.events.items():
        mine = [
            row["ref"]
            for row in links
            if row["issue"] == issue and row["kind"] == "action" and row["trip"] == trip_of(events)
        ]
        told = [
            Verdict(ref, said[ref]["verdict"], day(said[ref].get("until")))
            if ref in said
            else Verdict(ref, "observing")
            for ref in mine
        ]
        decided = None if ended(events) else outcome(told, today)
        if decided is not None and decided.state == "solved":
            desk.say(Statement(issue, "outcome", "solved", decided.ref, decided.detail))
        elif decided is not None:
            desk.send_back(issue, decided.ref, decided.detail)


def _return(desk: Desk, solved: set[str], seen: Seen, where: Directory, edits: Edits) -> None:
    """Send back what was solved before and rose again, and what the researcher reopens for a new reason."""
    rose = {issue for row in seen.rows("matters") if row.get("rose") for issue in where.of(row["subject"])}
    for issue in sorted(rose & solved):
        if state_of(desk.events[issue]) == "solved":
            desk.send_back(issue, "", ROSE_AGAIN)
    for issue, edit in sorted(edits.issues.items()):
        events = desk.events[issue]
        told = any((event.ref, event.detail) == (RESEARCHER, edit.reason) for event in events if event.lane == "raised")
        if edit.status == "reopened" and not told and not ended(events):
            desk.send_back(issue, RESEARCHER, edit.reason)


def _unlinked(found: Iterable[Reference], seen: Seen, where: Directory) -> list[dict[str, Any]]:
    """Return what could be tied to no issue, or to no action, each once."""
    actions = {one.ref for one in found if one.kind == "action"}
    loose = {(one.kind, one.ref, str(one.row.get("subject", ""))) for one in found if not one.issue}
    loose |= {
        ("verdict", row["action_id"], "") for row in seen.rows("verdicts") if str(row["action_id"]) not in actions
    }
    loose |= {
        ("evidence", row["measure"], row["subject"]) for row in seen.rows("evidence") if not where.of(row["subject"])
    }
    return [dict(zip(("kind", "ref", "subject"), row, strict=True)) for row in sorted(loose)]
