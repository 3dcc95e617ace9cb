"""What the verdicts of an issue's actions mean for the issue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from cxlab.insight.ledger.lanes import HARM


class Verdict(NamedTuple):
    """The present verdict of one action; `until` is the day to wait for (ISO), empty where there is none."""

    action: str
    verdict: str
    until: str = ""


class Outcome(NamedTuple):
    """What became of an issue, by which action, and the verdict that says so."""

    state: Literal["solved", "returned"]
    ref: str
    detail: str


def outcome(verdicts: Sequence[Verdict], as_of: str) -> Outcome | None:
    """Return what the verdicts of one trip's actions decide; None while there is something to wait for.

    The rule, in this order:

    1. An action is still observed, or cannot be told and its day to wait for lies ahead: wait.
    2. One made it worse, or possibly displaced or silenced the complaints: the issue returns to step 1.
    3. One worked: solved.
    4. Otherwise (not improved, or cannot be told and the wait is over): not verified as solved, it returns.

    Parameters
    ----------
    verdicts
        One for each action.
    as_of
        Day of the run (ISO).
    """
    ordered = sorted(verdicts)
    if not ordered or any(_waits(one, as_of) for one in ordered):
        return None
    harm = [one for one in ordered if one.verdict in HARM]
    worked = [one for one in ordered if one.verdict == "worked"]
    if worked and not harm:
        return Outcome("solved", worked[0].action, "worked")
    first = (harm or ordered)[0]
    return Outcome("returned", first.action, first.verdict)


def _waits(one: Verdict, as_of: str) -> bool:
    return one.verdict == "observing" or (one.verdict == "cannot_tell" and one.until > as_of)
