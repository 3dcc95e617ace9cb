"""What a run says about each issue, lane by lane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cxlab.errors import InputError, nearest
from cxlab.insight.ledger.directory import Directory
from cxlab.insight.ledger.lanes import STATES
from cxlab.insight.ledger.opening import REFERENCES
from cxlab.insight.ledger.seen import Seen, day


class Statement(NamedTuple):
    """What a run says of an issue in one lane."""

    issue: str
    lane: str
    state: str
    ref: str = ""
    detail: str = ""


class Reference(NamedTuple):
    """A draft, decision or action that is about an issue; an empty issue: about none that is known."""

    issue: str
    kind: str
    ref: str
    row: Mapping[str, Any]


def references(seen: Seen, where: Directory, as_of: str) -> list[Reference]:
    """Return what this run knows of drafts, decisions and actions, one row for each issue that they are about."""
    found = []
    for frame, id in REFERENCES.items():
        for row in seen.known(frame, as_of):
            issues = where.of(row.get("subject", "")) or ("",)
            found += [Reference(issue, frame.removesuffix("s"), str(row[id]), row) for issue in issues]
    return found


def of_matters(seen: Seen, where: Directory) -> Iterator[Statement]:
    """Say whether issues stand on the journey and are key points; an issue of several matters if one of them is."""
    for lane, column, (yes, no) in (
        ("journey", "mapped", STATES["journey"]),
        ("key_point", "key_point", STATES["key_point"]),
    ):
        said: dict[str, bool] = {}
        for row in seen.rows("matters"):
            for issue in where.of(row["subject"]) if column in row else ():
                said[issue] = said.get(issue, False) or bool(row[column])
        yield from (Statement(issue, lane, yes if is_so else no) for issue, is_so in said.items())


def of_survey(seen: Seen, where: Directory) -> Iterator[Statement]:
    """Say what is asked, and what the answers said: of several answers the clearest."""
    if seen.asked is not None:
        asked = {issue for row in seen.rows("asked") for issue in where.of(row["subject"])}
        for issue in sorted(set(where.held.values())):
            yield Statement(issue, "asked", "asked" if issue in asked else "dropped_from_survey")
    order = STATES["survey"]
    says: dict[str, tuple[int, str]] = {}
    for row in seen.rows("survey"):
        rank = order.index(_allowed(row["says"], "survey", "says"))
        for issue in where.of(row["subject"]):
            says[issue] = min(says.get(issue, (len(order), "")), (rank, str(row.get("reason", ""))))
    yield from (Statement(issue, "survey", order[rank], detail=reason) for issue, (rank, reason) in says.items())


def of_references(found: list[Reference], seen: Seen, as_of: str) -> Iterator[Statement]:
    """Say what became of drafts, decisions and actions, and the verdicts of the actions with the day to wait for."""
    verdicts = {str(row["action_id"]): row for row in seen.rows("verdicts")}
    for issue, kind, ref, row in found:
        if kind == "draft":
            yield Statement(issue, "solution", "drafted", ref)
        elif kind == "decision" and row.get("reply"):
            reply = str(row["reply"]).replace(" ", "_")
            yield Statement(issue, "decision", _allowed(reply, "decision", "reply"), ref, str(row.get("reason", "")))
        elif kind == "action":
            started = bool(row.get("started_at")) and day(row["started_at"]) <= as_of
            yield Statement(issue, "action", "under_way" if started else "planned", ref)
            if ref in verdicts:
                said = _allowed(verdicts[ref]["verdict"], "verdict", "verdict")
                yield Statement(issue, "verdict", said, ref, day(verdicts[ref].get("until")))


def _allowed(word: Any, lane: str, column: str) -> str:
    if word not in STATES[lane]:
        raise InputError(
            f"The ledger does not know the {column} '{word}'.{nearest(str(word), STATES[lane])} "
            f"Allowed: {', '.join(STATES[lane])}."
        )
    return str(word)
