"""The numbers that a run has for each issue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cxlab.insight.ledger.directory import Directory
from cxlab.insight.ledger.seen import Seen
from cxlab.insight.ledger.statements import Reference

PLAIN = ("people", "incidents", "rank")
"""Measures of a matter without an interval; ``share`` has one."""


def numbers(seen: Seen, where: Directory, tied: Iterable[Reference], run: int) -> list[dict[str, Any]]:
    """Return the rows of evidence of this run: of matters, of the survey, further ones, and the effects of actions.

    What a study has not measured is left out, never filled.
    """
    rows = []
    for row in seen.rows("matters"):
        plain = [{"measure": name, "value": row[name]} for name in PLAIN if name in row]
        share = [{"measure": "share", "value": row["share"], **_interval(row)}] if "share" in row else []
        rows += _of(where.of(row["subject"]), row["subject"], [*plain, *share], run)
    for row in seen.rows("survey"):
        satisfied = [{"measure": "satisfied", "value": row["value"], **_interval(row)}] if "value" in row else []
        tier = [{"measure": "tier", "value": row["tier"]}] if "tier" in row else []
        rows += _of(where.of(row["subject"]), row.get("by", row["subject"]), [*satisfied, *tier], run)
    for row in seen.rows("evidence"):
        told = {"measure": row["measure"], "value": row["value"], **_interval(row)}
        rows += _of(where.of(row["subject"]), row["subject"], [told], run)
    effects = {str(row["action_id"]): row for row in seen.rows("verdicts") if "effect" in row}
    for issue, action in sorted({(one.issue, one.ref) for one in tied if one.kind == "action" and one.ref in effects}):
        told = {"measure": "effect", "value": effects[action]["effect"], **_interval(effects[action])}
        rows += _of([issue], f"action:{action}", [told], run)
    return sorted(rows, key=lambda row: (row["issue"], row["subject"], row["measure"], row["value"]))


def _of(issues: Iterable[str], subject: str, told: list[dict[str, Any]], run: int) -> list[dict[str, Any]]:
    return [{"run": run, "issue": issue, "subject": subject, **one} for issue in issues for one in told]


def _interval(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("low", "high", "n") if name in row}
