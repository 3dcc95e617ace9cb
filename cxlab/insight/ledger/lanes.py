"""The steps that an issue passes, what can be said about it at each, and how far it has come.

A *lane* is one thing that is followed: whether the issue stands on the journey map, what the survey says, the verdict
of its action. A *trip* is one way through the lanes; an issue that returns starts its next trip at step 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

STEPS = {
    "raised": 1,
    "journey": 3,
    "key_point": 4,
    "asked": 5,
    "survey": 6,
    "solution": 6,
    "decision": 7,
    "action": 8,
    "verdict": 8,
    "outcome": 8,
    "end": 8,
}
"""Lanes in the order of the cycle, and the step of METHOD.md that each belongs to."""

STATES = {
    "raised": ("raised", "returned"),
    "journey": ("mapped", "unmapped"),
    "key_point": ("key_point", "no_key_point"),
    "asked": ("asked", "dropped_from_survey"),
    "survey": ("confirmed", "not_confirmed", "not_asked"),
    "solution": ("drafted",),
    "decision": ("adopted", "partly", "more_data", "not_now"),
    "action": ("planned", "under_way"),
    "verdict": ("worse", "displaced_or_silenced", "not_improved", "cannot_tell", "observing", "worked"),
    "outcome": ("solved",),
    "end": ("closed", "merged", "split", "resumed"),
}
"""What can be said in each lane. Of several verdicts the first of this order is shown."""

TAKEN_BACK = frozenset({"unmapped", "no_key_point", "dropped_from_survey", "not_asked"})
"""Noted only where the contrary was noted before."""

NO_PROGRESS = TAKEN_BACK | {"not_confirmed"}
"""An issue does not stand at these: it stays where it was, and the survey's answer is told beside it."""

DESCRIBED = frozenset({"journey", "key_point", "asked", "survey"})
"""What chapters find anew in every run. An issue that came back stands at step 1 until something is drafted, decided or
done for it: that it is still a key point, or was confirmed by the same survey as before, is no step forward."""

ENDED = ("closed", "merged", "split")
WAITING = ("observing", "cannot_tell")
"""Verdicts whose detail is the day to wait for."""
HARM = ("worse", "displaced_or_silenced")


class Event(NamedTuple):
    """One thing that became known of an issue in one run."""

    run: int
    issue: str
    trip: int
    lane: str
    state: str
    ref: str = ""
    detail: str = ""


def step_of(state: str) -> int:
    """Return the step of METHOD.md at which an issue in this state stands."""
    return STEPS[next(lane for lane, states in STATES.items() if state in states)]


def ended(events: Sequence[Event]) -> str:
    """Return ``closed``, ``merged`` or ``split`` where that is an issue's last end, else an empty string."""
    last = next((event.state for event in reversed(events) if event.lane == "end"), "")
    return last if last in ENDED else ""


def trip_of(events: Sequence[Event]) -> int:
    """Return the number of the trip that an issue is on, 1 for one that has none yet."""
    return max((event.trip for event in events), default=1)


def state_of(events: Sequence[Event]) -> str:
    """Return where an issue stands: its end, else ``solved``, else the furthest that its present trip has come.

    Parameters
    ----------
    events
        All of one issue, oldest first.
    """
    if ended(events):
        return ended(events)
    trip = trip_of(events)
    for lane in [lane for lane in reversed(STEPS) if lane != "end" and (trip == 1 or lane not in DESCRIBED)]:
        latest = {event.ref: event.state for event in events if event.trip == trip and event.lane == lane}
        told = [state for state in latest.values() if state not in NO_PROGRESS]
        if told:
            return min(told, key=STATES[lane].index) if lane == "verdict" else told[-1]
    return "raised"
