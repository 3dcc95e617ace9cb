"""The sixteen input tables: columns, kinds, bounds and allowed values, as pandera schemas.

The kind of a column (in its metadata) says how intake treats it:
``id`` kept as it is, ``key`` pseudonymised, ``text`` free text that is masked, ``word`` a name or category
(masked where a value does not look like a code), ``date``, ``number``, ``flag``.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandera.pandas as pa

DATE = "datetime64[us]"
SEGMENT = r"^[a-z][a-z0-9_]*$"
RENAMED = {"customer_id": "customer_key"}

_DTYPES = {"date": DATE, "number": "float64", "flag": "boolean"}


def _column(kind: str, required: bool = False, *checks: pa.Check, **metadata: Any) -> pa.Column:
    return pa.Column(
        _DTYPES.get(kind, "str"),
        list(checks),
        nullable=True,
        required=required,
        metadata={"kind": kind, "needs_value": required, **metadata},
    )


def _id() -> pa.Column:
    return _column("id")


def _key(required: bool = False) -> pa.Column:
    return _column("key", required)


def _text(required: bool = False) -> pa.Column:
    return _column("text", required)


def _word(required: bool = False, *, allowed: tuple[str, ...] = ()) -> pa.Column:
    return _column("word", required, *([pa.Check.isin(list(allowed))] if allowed else []))


def _date(required: bool = False) -> pa.Column:
    return _column("date", required)


def _flag() -> pa.Column:
    return _column("flag")


def _number(required: bool = False, *, low: float | None = None, high: float | None = None) -> pa.Column:
    checks = []
    if low is not None:
        checks.append(pa.Check.ge(low))
    if high is not None:
        checks.append(pa.Check.le(high))
    return _column("number", required, *checks)


def _scale(low: float, high: float, *, required: bool = False, one_side: bool = False) -> pa.Column:
    """An answer on a scale; ``scales:`` in study.yaml may state another. `one_side`: a missing answer is kept."""
    needs_value = required and not one_side
    return _column("number", required, scale=(low, high), needs_value=needs_value)


def _text_id(required: bool = False) -> pa.Column:
    return _column("id", required)


_KANO_SIDE = {"required": True, "one_side": True}

TABLES: dict[str, dict[str, pa.Column]] = {
    "complaints": {
        "complaint_id": _id(),
        "text": _text(True),
        "received_at": _date(),
        "occurred_at": _date(),
        "channel": _word(),
        "customer_id": _key(),
        "customer_type": _word(),
        "product": _word(),
        "unit": _word(),
        "status": _word(),
        "first_response_at": _date(),
        "resolved_at": _date(),
        "solved_by_customer": _flag(),
        "reopened": _flag(),
        "escalated_to": _word(),
        "compensation": _number(low=0),
        "post_csat": _scale(1, 5),
    },
    "ratings": {
        "respondent_id": _key(),
        "answered_at": _date(),
        "nps": _scale(0, 10),
        "csat": _scale(1, 5),
        "ces": _scale(1, 7),
        "comment": _text(),
        "weight": _number(low=0),
        "unit": _word(),
        "touchpoint": _word(),
        "customer_id": _key(),
        "survey_id": _id(),
        "wave": _word(),
        "survey_type": _word(allowed=("relationship", "transaction", "after-case")),
        "mode": _word(),
        "source": _word(),
        "invited_at": _date(),
        "duration_seconds": _number(low=0),
    },
    "kano": {
        "respondent_id": _key(),
        "feature": _text_id(True),
        "functional": _scale(1, 5, **_KANO_SIDE),
        "dysfunctional": _scale(1, 5, **_KANO_SIDE),
        "importance": _number(),
        "wave": _word(),
    },
    "units": {
        "unit": _word(True),
        "region": _word(),
        "unit_type": _word(allowed=("own", "partner", "outsourced")),
        "opened_at": _date(),
        "size": _number(low=0),
    },
    "employees": {
        "respondent_id": _key(),
        "unit": _word(),
        "answered_at": _date(),
        "enps": _scale(0, 10, required=True),
        "wave": _word(),
    },
    "audits": {
        "audit_id": _id(),
        "visited_at": _date(),
        "unit": _word(),
        "auditor": _word(),
        "dimension": _word(True),
        "item": _word(),
        "score": _number(True),
        "max_score": _number(low=0),
        "kind": _word(allowed=("audit", "mystery", "comparison")),
        "competitor": _word(),
    },
    "beliefs": {
        "respondent_id": _key(),
        "role": _word(),
        "unit": _word(),
        "dimension": _word(True),
        "believed": _number(True),
    },
    "maturity": {
        "assessor": _word(True),
        "dimension": _word(True),
        "score": _scale(1, 5, required=True),
        "evidence": _text(),
    },
    "contacts": {
        "customer_id": _key(True),
        "contacted_at": _date(True),
        "channel": _word(),
        "unit": _word(),
        "purpose": _word(),
        "consent": _flag(),
        "direction": _word(allowed=("inbound", "outbound")),
    },
    "customers": {
        "customer_id": _key(True),
        "segment": _word(),
        "joined_at": _date(),
        "last_purchase_at": _date(),
        "orders": _number(low=0),
        "revenue": _number(),
        "churned": _flag(),
        "referrals": _number(low=0),
    },
    "operations": {
        "unit": _word(True),
        "period": _date(True),
        "handling_seconds": _number(low=0),
        "utilisation": _number(low=0),
        "service_level": _number(low=0),
        "handovers": _number(low=0),
        "wait_seconds": _number(low=0),
        "self_sessions": _number(low=0),
        "self_resolved": _number(low=0),
    },
    "invitations": {
        "customer_id": _key(True),
        "sent_at": _date(True),
        "product_line": _word(),
        "answered": _flag(),
    },
    "benchmarks": {
        "metric": _word(True),
        "industry": _word(True),
        "value": _number(True),
        "low": _number(),
        "high": _number(),
        "source": _word(True),
        "year": _number(low=1900, high=2200),
    },
    "exposure": {
        "period": _date(True),
        "unit": _word(),
        "contacts": _number(low=0),
        "orders": _number(low=0),
    },
    "actions": {
        "action_id": _text_id(True),
        "title": _text(True),
        "topic": _word(),
        "touchpoint": _word(),
        "owner": _word(),
        "department": _word(),
        "registered_at": _date(),
        "started_at": _date(True),
        "kpi": _word(),
        "effect": _word(allowed=("level", "slope")),
        "target": _number(),
        "baseline": _word(),
        "evaluate_at": _date(),
        "control": _word(),
        "stop_loss": _word(),
        "ramp_days": _number(low=0),
        "words": _word(),
    },
    "decisions": {
        "decision_id": _text_id(True),
        "meeting_at": _date(),
        "issue": _word(),
        "decision": _text(),
        "reply": _word(allowed=("adopted", "partly", "more data", "not now")),
        "reason": _text(),
        "owner": _word(),
        "due": _date(),
        "state": _word(),
    },
}

# Tables whose rows carry an id of their own; the rest may repeat a customer legitimately.
ROW_IDS = {
    "complaints": "complaint_id",
    "ratings": "respondent_id",
    "kano": "respondent_id",
    "employees": "respondent_id",
    "audits": "audit_id",
    "beliefs": "respondent_id",
    "actions": "action_id",
    "decisions": "decision_id",
}
ATTRIBUTE_PREFIX = {"ratings": "q_"}


def kind(table: str, column: str) -> str:
    """Return the kind of a column of ours; attribute items are numbers, segment columns are words."""
    known = TABLES[table].get(column)
    if known is not None:
        return str(known.metadata["kind"])
    prefix = ATTRIBUTE_PREFIX.get(table)
    return "number" if prefix and column.startswith(prefix) else "word"


def needs_value(table: str) -> tuple[str, ...]:
    """Return the columns in which every row must hold a value."""
    return tuple(name for name, column in TABLES[table].items() if column.metadata["needs_value"])


def required(table: str) -> tuple[str, ...]:
    """Return the columns that must be present."""
    return tuple(name for name, column in TABLES[table].items() if column.required)


def default_scale(table: str, column: str) -> tuple[float, float] | None:
    """Return the ends of the scale that a column has where the study states none."""
    known = TABLES[table].get(column)
    found: tuple[float, float] | None = known.metadata.get("scale") if known is not None else None
    return found


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """Return the schema of a loaded table (`customer_id` has become `customer_key`)."""
    columns = {RENAMED.get(name, name): column for name, column in TABLES[table].items()}
    prefix = ATTRIBUTE_PREFIX.get(table)
    if prefix:
        columns[f"^{prefix}"] = pa.Column("float64", nullable=True, required=False, regex=True)
    return pa.DataFrameSchema(columns, strict=False, name=table)
