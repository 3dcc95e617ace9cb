"""What one run saw: the frames from which a ledger is brought up to date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.insight.ledger.tables import rows

NEEDED = {
    "matters": ("subject",),
    "crosswalk": ("topic", "touchpoint"),
    "moves": ("code", "into"),
    "survey": ("subject", "says"),
    "asked": ("subject",),
    "drafts": ("draft_id", "subject"),
    "decisions": ("decision_id", "subject"),
    "actions": ("action_id", "subject", "started_at"),
    "verdicts": ("action_id", "verdict"),
    "evidence": ("subject", "measure", "value"),
}
"""Columns that a frame must have."""

KNOWN_SINCE = {"decisions": "meeting_at", "actions": "registered_at"}
"""When a decision or an action became known: a run with an earlier as-of day does not see it."""


@dataclass(frozen=True)
class Seen:
    """Frames of one run; only `matters` is needed, what a study has not is left out.

    A subject is ``topic:<code>``, ``touchpoint:<id>``, ``feature:<id>`` or ``item:<id>``. Row order does not matter.

    Attributes
    ----------
    matters
        One row a matter that customers raise: ``subject``; optional ``label``, ``kind`` (see `opening.OPENING`; a row
        of another kind opens nothing, but names and measures an issue that is there; without a kind it opens one),
        ``people``, ``incidents``, ``share`` with ``low`` and ``high`` and ``n``, ``rank``, ``department``, and yes or
        no, missing = not looked at: ``mapped`` (stands on the journey), ``key_point``, ``rose`` (tested: new or
        rising).
    crosswalk
        ``topic``, ``touchpoint``; optional ``feature``, ``item``, ``lead``; bare ids, missing where not linked.
    moves
        What became of topics: ``code``, ``into`` (one row for a merge, several for a split, empty: retired): `moves`.
    survey
        ``subject``, ``says`` (confirmed, not_confirmed, not_asked), optional ``reason``, ``by``, ``value``, ``low``,
        ``high``, ``n``, ``tier``: `survey_says`.
    asked
        ``subject`` of every question that the survey design now holds.
    drafts
        ``draft_id``, ``subject``: solutions, one row for each subject.
    decisions
        The table `decisions` with the ``subject`` that its issue means; one row for each subject.
    actions
        The table `actions` with the ``subject`` that it is about; one row for each subject.
    verdicts
        ``action_id``, ``verdict`` (`lanes.STATES`), optional ``until`` (day to wait for), ``effect``, ``low``,
        ``high``, ``n``.
    evidence
        Further numbers: ``subject``, ``measure``, ``value``, optional ``low``, ``high``, ``n``.
    """

    matters: pd.DataFrame
    crosswalk: pd.DataFrame | None = None
    moves: pd.DataFrame | None = None
    survey: pd.DataFrame | None = None
    asked: pd.DataFrame | None = None
    drafts: pd.DataFrame | None = None
    decisions: pd.DataFrame | None = None
    actions: pd.DataFrame | None = None
    verdicts: pd.DataFrame | None = None
    evidence: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        for name, columns in NEEDED.items():
            frame = getattr(self, name)
            for column in columns if frame is not None else ():
                if column not in frame:
                    raise InputError(
                        f"The ledger's frame '{name}' has no column '{column}'.{nearest(column, frame.columns)} "
                        f"It needs: {', '.join(columns)}."
                    )

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a frame without missing values, in an order of their own; none where it is left out."""
        return self._plain[name]

    def known(self, name: str, as_of: str) -> list[dict[str, Any]]:
        """Return the rows of a frame that were known on that day (ISO); what bears no date was."""
        return [row for row in self.rows(name) if day(row.get(KNOWN_SINCE.get(name, ""))) <= as_of]

    @cached_property
    def _plain(self) -> dict[str, list[dict[str, Any]]]:
        frames = {name: getattr(self, name) for name in NEEDED}
        told = {name: rows(frame) if frame is not None else [] for name, frame in frames.items()}
        return {
            name: sorted(({k: v for k, v in row.items() if v is not None} for row in some), key=_order)
            for name, some in told.items()
        }


def day(value: Any) -> str:
    """Return a date as ISO text, an empty one for a missing date; InputError where it is none."""
    if value is None or value == "" or pd.isna(value):
        return ""
    try:
        return pd.Timestamp(value).date().isoformat()
    except (ValueError, TypeError):
        raise InputError(f"'{value}' is no date; expected one such as 2026-10-31.") from None


def _order(row: dict[str, Any]) -> str:
    return repr(sorted((str(key), str(value)) for key, value in row.items()))
