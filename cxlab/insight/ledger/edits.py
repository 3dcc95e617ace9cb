"""The researcher's half of the ledger, ``ledger.yaml``: rounds, what is closed, reopened, merged or assigned.

Ids stand in the ledger (``cxlab ledger PATH``)::

    ledger: 8b6107f5                       # key of the ledger, may be left out
    rounds:
      - {number: 2, since: 2026-07-01}     # runs from this day on belong to round 2
    issues:
      I-0003: {status: closed, reason: 业务已停办}        # stands as long as it is said
      I-0004: {status: reopened, reason: 客户仍在反映}    # back to step 1, once for each reason
      I-0005: {merge_into: I-0002}                        # I-0005 stays readable
      I-0007: {assign: 财务结算部, note: 下次会议再议}
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from cxlab.errors import InputError, nearest
from cxlab.insight.ledger.book import Ledger
from cxlab.lines import Lines

NO_FILE = Lines("ledger.yaml", {}, {})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Round(_Frozen):
    """A pass through the eight steps: runs from `since` on belong to it. The first round is number 1 without saying."""

    number: int = Field(ge=2)
    since: dt.date
    note: str = ""


class IssueEdit(_Frozen):
    """What a researcher decided about one issue.

    Attributes
    ----------
    status
        ``closed``: stands as long as it is said. ``reopened``: sends the issue back to step 1, once for each `reason`.
    reason
        Why; a status must have one.
    merge_into
        Id of the issue that takes over; this one stays readable.
    assign
        Department that answers for it, instead of the one of the crosswalk.
    note
        Anything worth remembering.
    """

    status: Literal["closed", "reopened"] | None = None
    reason: str = ""
    merge_into: str | None = None
    assign: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.status and not self.reason.strip():
            raise ValueError(f"status {self.status} needs a reason")
        if self.reason and not self.status:
            raise ValueError("reason belongs to a status (closed or reopened); other remarks go into note")
        if self.status and self.merge_into:
            raise ValueError("an issue can have a status or be merged, only one of the two")
        return self


class Edits(_Frozen):
    """All decisions of a study about its issues.

    Attributes
    ----------
    ledger
        Key of the ledger they were made for (`Ledger.key`); empty is taken for any.
    rounds
        Rounds after the first, in order.
    issues
        Issue id → `IssueEdit`.
    """

    ledger: str = ""
    rounds: tuple[Round, ...] = ()
    issues: dict[str, IssueEdit] = Field(default_factory=dict)
    _lines: Lines = PrivateAttr(NO_FILE)

    def __getitem__(self, issue: str) -> IssueEdit:
        """Return the edit of an issue; one that nobody touched has an empty one."""
        return self.issues.get(issue, IssueEdit())

    @classmethod
    def of(cls, lines: Lines = NO_FILE) -> Edits:
        """Return the edits that a parsed file holds.

        Raises
        ------
        InputError
            A key or value is not allowed; file, line and place are named, and the nearest allowed word.
        """
        made = lines.into(cls)
        _check_rounds(made.rounds, lines)
        made._lines = lines
        return made

    def check(self, ledger: Ledger) -> None:
        """Raise InputError unless every issue named here is in `ledger`, and merges do not lead in a circle."""
        lines = self._lines
        if self.ledger and ledger.key and self.ledger != ledger.key:
            raise InputError(
                f"{lines.name} was made for the ledger {self.ledger}; this one is {ledger.key}, its ids mean other "
                "issues. Restore the state of the earlier reports, or take the edits away and begin anew."
            )
        known = ledger.issues["issue"].tolist()
        span = f"Known: {known[0]} to {known[-1]}." if known else "There are none before the first published run."
        for issue, edit in sorted(self.issues.items()):
            for named, place in ((issue, ("issues", issue)), (edit.merge_into, ("issues", issue, "merge_into"))):
                if named is not None and named not in known:
                    raise InputError(f"{lines.at(place)}: there is no issue '{named}'.{nearest(named, known)} {span}")
            _check_circle(issue, self.issues, lines)

    def round_of(self, day: str) -> int:
        """Return the number of the round to which a run with this as-of day (ISO) belongs."""
        return max((one.number for one in self.rounds if one.since.isoformat() <= day), default=1)


def _check_rounds(rounds: tuple[Round, ...], lines: Lines) -> None:
    for row, (one, after) in enumerate(pairwise(rounds), start=1):
        if after.number <= one.number or after.since <= one.since:
            raise InputError(
                f"{lines.at(('rounds', row))}: round {after.number} since {after.since} does not follow round "
                f"{one.number} since {one.since}. Number and date must both grow."
            )


def _check_circle(issue: str, edits: Mapping[str, IssueEdit], lines: Lines) -> None:
    seen, at = [issue], edits[issue].merge_into
    while at is not None:
        if at in seen:
            raise InputError(
                f"{lines.at(('issues', issue, 'merge_into'))}: {' → '.join([*seen, at])} is a circle; "
                "merge into an issue that is not merged back."
            )
        seen.append(at)
        at = edits[at].merge_into if at in edits else None
