"""Issues that a run opens, and what is known of all of them now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from cxlab.insight.ledger.directory import KINDS, Directory, known
from cxlab.insight.ledger.edits import Edits
from cxlab.insight.ledger.seen import Seen
from cxlab.insight.ledger.tables import rows

OPENING = ("problem", "linked_risk", "need")
"""Kinds of matter that open an issue; praise, questions and mere feelings do not."""

REFERENCES = {"drafts": "draft_id", "decisions": "decision_id", "actions": "action_id"}
"""Frames that refer to an issue by subject, and the column with the id of the reference."""

Rows = list[dict[str, Any]]
Finder = Callable[[Rows], Directory]


def opened(issues: pd.DataFrame, seen: Seen, find: Finder, *, edits: Edits, run: int, as_of: str) -> pd.DataFrame:
    """Return the table of issues with those that this run opens, names and departments brought up to date.

    Topics come first, in the order of their ranks; what is named by its touchpoint or feature opens an issue of its
    own only where the crosswalk ties it to no issue. A topic is never opened by a mere reference.
    """
    made = rows(issues)
    matters = sorted(
        (row for row in seen.rows("matters") if row.get("kind", OPENING[0]) in OPENING),
        key=lambda row: (row.get("rank", float("inf")), row["subject"]),
    )
    named = [row for frame in REFERENCES for row in seen.known(frame, as_of) if row.get("subject")]
    topics = [row for row in matters if known(row["subject"]).startswith("topic:")]
    others = [row for row in [*matters, *named] if not known(row["subject"]).startswith("topic:")]
    for wanted in (topics, others):
        where = find(made)
        new = {row["subject"]: row for row in reversed(wanted) if not where.of(row["subject"])}
        for subject in dict.fromkeys(row["subject"] for row in wanted):
            if subject in new and where.now(subject) == (subject,):
                made.append(
                    _issue(subject, new[subject], run=run, number=len(made) + 1, parent=_parent(subject, where))
                )
    told = {"matters": seen.rows("matters"), "crosswalk": seen.rows("crosswalk")}
    where = find(made)
    return pd.DataFrame([_up_to_date(row, told, where, edits) for row in made], columns=issues.columns)


def _issue(subject: str, row: dict[str, Any], *, run: int, number: int, parent: str) -> dict[str, Any]:
    return {
        "issue": f"I-{number:04d}",
        "subject": subject,
        "label": row.get("label", ""),
        "department": row.get("department", ""),
        "run": run,
        "parent": parent,
    }


def _parent(subject: str, where: Directory) -> str:
    """Return the issue of the topic of which this one is a part."""
    whole = [held for held in where.held if held != subject and subject in where.now(held)]
    return where.held[whole[0]] if whole else ""


def _up_to_date(row: dict[str, Any], told: dict[str, Rows], where: Directory, edits: Edits) -> dict[str, Any]:
    """Return an issue with its newest name, and the department: assigned, else of the matter, else of the crosswalk."""
    mine = {row["subject"], *(now for now in where.now(row["subject"]) if where.held.get(now) == row["issue"])}
    matters = [matter for matter in told["matters"] if matter["subject"] in mine]
    links = [link for link in told["crosswalk"] if _named(link) in mine]
    departments = [
        edits[row["issue"]].assign,
        *(matter.get("department", "") for matter in matters),
        *(link.get("lead", "") for link in links),
        row["department"],
    ]
    label = next((matter["label"] for matter in matters if matter.get("label")), row["label"])
    return {**row, "label": label, "department": next((one for one in departments if one), "")}


def _named(link: dict[str, Any]) -> str:
    """Return the subject of a crosswalk row: its topic, else its touchpoint, feature or item."""
    kind = next((kind for kind in KINDS if link.get(kind)), KINDS[0])
    return f"{kind}:{link.get(kind, '')}"
