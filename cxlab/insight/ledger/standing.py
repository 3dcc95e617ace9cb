"""Where every issue stands."""

from __future__ import annotations

import pandas as pd

from cxlab.insight.ledger.book import Ledger
from cxlab.insight.ledger.lanes import WAITING, Event, state_of, step_of, trip_of
from cxlab.insight.ledger.tables import rows


def standing(ledger: Ledger) -> pd.DataFrame:
    """Return where every issue stands, in the order of their ids.

    Returns
    -------
    DataFrame
        ``issue``, ``subject``, ``label``, ``department``, ``state`` (see `lanes.state_of`), ``step`` (1 to 8),
        ``since`` (day of the run that noted this state last), ``opened`` (day), ``run``, ``round`` (of the opening),
        ``trip``, ``returned`` (times), ``why`` (detail of the last return), ``survey`` (what it said last,
        ``not_asked`` where nothing), ``until`` (day to wait for), ``parent``, ``heir``, ``seen`` (last run with
        evidence, missing without), and ``people``, ``share``, ``low``, ``high``, ``rank`` as known then, of its own
        subject where that has any, else of its largest.
    """
    days = dict(zip(ledger.runs["run"], ledger.runs["as_of"], strict=True))
    rounds = dict(zip(ledger.runs["run"], ledger.runs["round"], strict=True))
    told = ledger.events_of()
    made = []
    for issue in rows(ledger.issues):
        events = told[issue["issue"]]
        state = state_of(events)
        back = [event for event in events if event.state == "returned"]
        made.append(
            {
                **{name: issue[name] for name in ("issue", "subject", "label", "department", "run", "parent")},
                **{"state": state, "step": step_of(state), "since": days[_noted(events, state)]},
                **{"opened": days[issue["run"]], "round": rounds[issue["run"]]},
                **{"trip": trip_of(events), "returned": len(back), "why": back[-1].detail if back else ""},
                "survey": _survey(events),
                "until": _until(events, state),
                "heir": events[-1].ref if state == "merged" else "",
            }
        )
    columns = [
        *("issue", "subject", "label", "department", "state", "step", "since", "opened", "run", "round", "trip"),
        *("returned", "why", "survey", "until", "parent", "heir"),
    ]
    return pd.DataFrame(made, columns=columns).merge(_newest(ledger), on="issue", how="left")


def _noted(events: list[Event], state: str) -> int:
    """Return the last run that noted the state in which an issue stands."""
    return next(event.run for event in reversed(events) if event.state == state)


def _survey(events: list[Event]) -> str:
    said = [event.state for event in events if event.lane == "survey"]
    return said[-1] if said else "not_asked"


def _until(events: list[Event], state: str) -> str:
    """Return the day by which the last of the actions that an issue waits for can be told."""
    latest = {event.ref: event for event in events if event.lane == "verdict" and event.trip == trip_of(events)}
    return max((event.detail for event in latest.values() if event.state == state in WAITING), default="")


def counted(ledger: Ledger) -> pd.DataFrame:
    """Return run, issue, people, share, low, high, rank: of each issue in each run.

    An issue's own subject speaks for it where it has numbers; else, as for a topic that was merged away, its largest.
    """
    known = ledger.evidence[ledger.evidence["measure"].isin(["people", "share", "rank"])]
    wide = known.pivot_table(index=["run", "issue", "subject"], columns="measure", values="value", sort=True)
    wide = wide.reindex(columns=["people", "share", "rank"]).reset_index()
    ends = known.loc[known["measure"] == "share", ["run", "issue", "subject", "low", "high"]]
    wide = wide.merge(ends, on=["run", "issue", "subject"], how="left")
    own = dict(zip(ledger.issues["issue"], ledger.issues["subject"], strict=True))
    wide["own"] = wide["issue"].map(own) == wide["subject"]
    order = ["run", "issue", "own", "people", "subject"]
    ordered = wide.sort_values(order, ascending=[True, True, False, False, True])
    first = ordered.drop_duplicates(["run", "issue"])
    return first[["run", "issue", "people", "share", "low", "high", "rank"]]


def _newest(ledger: Ledger) -> pd.DataFrame:
    last = counted(ledger).sort_values("run").drop_duplicates("issue", keep="last")
    return last.rename(columns={"run": "seen"})
