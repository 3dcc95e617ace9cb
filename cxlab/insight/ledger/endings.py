"""Issues that end without being solved: closed, merged, split; and those that are taken up again."""

from __future__ import annotations

from collections.abc import Mapping

from cxlab.insight.ledger.desk import Desk
from cxlab.insight.ledger.directory import Directory
from cxlab.insight.ledger.edits import Edits
from cxlab.insight.ledger.lanes import Event, trip_of

RESEARCHER = "researcher"
CODEBOOK = "codebook"
"""Who ends an issue."""


def end(desk: Desk, where: Directory, subjects: Mapping[str, str], edits: Edits) -> None:
    """Close, merge and split issues, and take up again those of which this is no longer said.

    Parameters
    ----------
    subjects
        Issue → the subject for which it was opened.
    """
    for issue, events in desk.events.items():
        past = next((event for event in reversed(events) if event.lane == "end"), None)
        now = _ending(issue, subjects[issue], where, edits)
        if now is None and past is not None and past.state != "resumed":
            desk.add(Event(desk.run, issue, trip_of(events), "end", "resumed", past.ref, past.state))
        elif now is not None and (past is None or (past.state, past.ref, past.detail) != now):
            desk.add(Event(desk.run, issue, trip_of(events), "end", *now))


def _ending(issue: str, subject: str, where: Directory, edits: Edits) -> tuple[str, str, str] | None:
    """Return state, ref and detail of an issue's end, if it has one."""
    if edits[issue].status == "closed":
        return "closed", RESEARCHER, edits[issue].reason
    if issue in where.heirs:
        return "merged", where.heirs[issue], RESEARCHER if edits[issue].merge_into else CODEBOOK
    parts = where.now(subject)
    if len(parts) > 1:
        return "split", " ".join(where.held[part] for part in parts if part in where.held), CODEBOOK
    return ("closed", CODEBOOK, "retired") if where.retired.issuperset(parts) else None
