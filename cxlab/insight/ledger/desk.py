"""Where a run notes what is news about issues."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxlab.insight.ledger.lanes import STEPS, TAKEN_BACK, Event, ended, trip_of
from cxlab.insight.ledger.statements import Statement


@dataclass
class Desk:
    """Events of all issues while a run adds to them."""

    run: int
    events: dict[str, list[Event]]
    added: list[Event] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Note an event."""
        self.events[event.issue].append(event)
        self.added.append(event)

    def say(self, said: Statement, trip: int | None = None) -> None:
        """Note a statement where it is news; nothing is said of an issue that has ended."""
        events = self.events[said.issue]
        if ended(events):
            return
        trip = trip or trip_of(events)
        past = [e for e in events if (e.trip, e.lane, e.ref) == (trip, said.lane, said.ref)]
        before = (past[-1].state, past[-1].detail) if past else ("", "")
        if (said.state, said.detail) == before:
            return
        if said.state in TAKEN_BACK and (not before[0] or before[0] in TAKEN_BACK):
            return
        self.add(Event(self.run, said.issue, trip, said.lane, said.state, said.ref, said.detail))

    def send_back(self, issue: str, ref: str, detail: str) -> None:
        """Begin an issue's next trip, at step 1."""
        self.add(Event(self.run, issue, trip_of(self.events[issue]) + 1, "raised", "returned", ref, detail))

    def new(self) -> list[Event]:
        """Return what was noted, issue by issue, in the order of trips and lanes."""
        lanes = list(STEPS)
        return sorted(self.added, key=lambda e: (e.issue, e.trip, lanes.index(e.lane), e.ref))
