"""The ledger of issues: what every run learned, and nothing forgotten."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from cxlab.errors import StorageError
from cxlab.insight.ledger.lanes import Event
from cxlab.insight.ledger.tables import TABLES, rows, table

FORMAT = 1


@dataclass(frozen=True)
class Ledger:
    """The learned half of the issue ledger; `update` gives a new one, rows are only ever added.

    Attributes
    ----------
    runs
        ``run`` (1, 2, …), ``as_of`` (ISO), ``round`` (a pass through the eight steps; a researcher begins a new one).
    issues
        ``issue`` (``I-0001``; never given to another matter), ``subject`` (``topic:T002``, ``touchpoint:wallet``,
        ``feature:K05``: what it was opened for), ``label`` and ``department`` (the newest known), ``run`` (that opened
        it), ``parent`` (of a part of a split topic: the issue before).
    events
        ``run``, ``issue``, ``trip`` (1; one more each time the issue comes back), ``lane``, ``state``
        (`lanes.STATES`), ``ref`` (id of the draft, decision, action or heir), ``detail`` (why).
    links
        ``issue``, ``kind`` (draft, decision, action), ``ref``, ``trip`` and ``run`` in which it first was seen.
    evidence
        ``run``, ``issue``, ``subject``, ``measure`` (people, share, rank …), ``value``, ``low``, ``high``, ``n``.
    unlinked
        ``kind``, ``ref``, ``subject`` that the last run could tie to no issue.
    """

    runs: pd.DataFrame
    issues: pd.DataFrame
    events: pd.DataFrame
    links: pd.DataFrame
    evidence: pd.DataFrame
    unlinked: pd.DataFrame

    @classmethod
    def empty(cls) -> Self:
        """Return the ledger of a study without runs."""
        return cls(**{name: table(name) for name in TABLES})

    @property
    def as_of(self) -> str:
        """Day of the last run (ISO); empty without runs."""
        return str(self.runs["as_of"].iloc[-1]) if len(self.runs) else ""

    @property
    def key(self) -> str:
        """Mark of the first run: edits that were made for one ledger must not meet another. Empty without issues."""
        founding = self.issues.loc[self.issues["run"] == 1, ["issue", "subject"]]
        if founding.empty:
            return ""
        told = "\n".join(f"{issue} {subject}" for issue, subject in founding.itertuples(index=False))
        return hashlib.blake2b(told.encode(), digest_size=4).hexdigest()

    def events_of(self) -> dict[str, list[Event]]:
        """Return the events of every issue, oldest first."""
        found: dict[str, list[Event]] = {issue: [] for issue in self.issues["issue"]}
        for row in self.events.itertuples(index=False):
            event = Event(*row)
            found[event.issue].append(event)
        return found

    def to_json(self) -> str:
        """Return the ledger as JSON, one row a line; the same ledger gives the same text, missing numbers are null."""
        parts = [f' "{name}": [\n{_lines(getattr(self, name))}\n ]' for name in TABLES]
        return "{\n" + ",\n".join([f' "format": {FORMAT}', f' "key": "{self.key}"', *parts]) + "\n}\n"

    @classmethod
    def from_json(cls, text: str, name: str = "ledger.json") -> Self:
        """Return the ledger that `to_json` told.

        Raises
        ------
        StorageError
            The text is no ledger, or one of another format.
        """
        try:
            facts: dict[str, Any] = json.loads(text)
            if facts["format"] != FORMAT:
                raise StorageError(f"{name} is a ledger of format {facts['format']}; allowed: {FORMAT}.")
            return cls(**{part: table(part, facts[part]) for part in TABLES})
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(f"{name} is no readable ledger: {error}. Restore it from a backup.") from error


def _lines(frame: pd.DataFrame) -> str:
    return ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows(frame))
