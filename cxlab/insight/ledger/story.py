"""What was noted: the story of one issue, the news of the last run, what became of decisions."""

from __future__ import annotations

import pandas as pd

from cxlab.insight.ledger.book import Ledger
from cxlab.insight.ledger.choose import check
from cxlab.insight.ledger.lanes import Event, state_of, step_of
from cxlab.insight.ledger.standing import counted
from cxlab.insight.ledger.tables import rows


def history(ledger: Ledger, issue: str) -> pd.DataFrame:
    """Return the story of an issue, oldest first, with that of the issue it is a part of and of those merged into it.

    Returns
    -------
    DataFrame
        ``run``, ``as_of``, ``round``, ``issue``, ``trip``, ``step``, ``lane``, ``state``, ``ref``, ``detail``, and
        ``people``, ``share``, ``low``, ``high`` as known in that run.

    Raises
    ------
    InputError
        There is no such issue.
    """
    check(issue, set(ledger.issues["issue"]), "issue")
    parents = dict(zip(ledger.issues["issue"], ledger.issues["parent"], strict=True))
    joined = ledger.events[(ledger.events["state"] == "merged") & (ledger.events["ref"] == issue)]
    whole, parent = [issue, *joined["issue"]], parents[issue]
    while parent and parent not in whole:
        whole.append(parent)
        parent = parents[parent]
    lines = ledger.events[ledger.events["issue"].isin(whole)].merge(ledger.runs, on="run")
    lines["step"] = lines["state"].map(step_of)
    order = ["run", "as_of", "round", "issue", "trip", "step", "lane", "state", "ref", "detail"]
    return lines[order].merge(counted(ledger), on=["run", "issue"], how="left")


def moved(ledger: Ledger) -> pd.DataFrame:
    """Return what the last run noted: ``issue``, ``label``, ``state``, ``ref``, ``detail``, in the order of the ids."""
    last = ledger.events[ledger.events["run"] == len(ledger.runs)]
    named = last.merge(ledger.issues[["issue", "label"]], on="issue")
    return named[["issue", "label", "lane", "state", "ref", "detail"]]


def followed(ledger: Ledger, kind: str = "decision") -> pd.DataFrame:
    """Return what became of every draft, decision or action, in the order in which they became known.

    Parameters
    ----------
    kind
        draft, decision or action.

    Returns
    -------
    DataFrame
        ``ref``, ``run`` and ``as_of`` (that first knew of it), ``issue``, ``label``, ``department``, ``state`` (how far
        the trip came to which it belongs; ``returned`` where the issue went back to step 1 after it), ``why`` (of the
        return).

    Raises
    ------
    InputError
        There is no such kind.
    """
    check(kind, {"draft", "decision", "action"}, "kind of link")
    told = ledger.events_of()
    made = [
        {
            **{name: row[name] for name in ("ref", "run", "issue")},
            **_became(told[row["issue"]], row["ref"], row["trip"]),
        }
        for row in rows(ledger.links[ledger.links["kind"] == kind])
    ]
    table = pd.DataFrame(made, columns=["ref", "run", "issue", "state", "why"]).astype({"run": "int64"})
    whole = table.merge(ledger.runs, on="run").merge(ledger.issues.drop(columns="run"), on="issue")
    order = ["ref", "run", "as_of", "issue", "label", "department", "state", "why"]
    return whole.sort_values(["run", "ref", "issue"], ignore_index=True)[order]


def _became(events: list[Event], ref: str, trip: int) -> dict[str, str]:
    """Return how far the last trip with this reference came, and why it ended where it did not come through."""
    trip = max([event.trip for event in events if event.ref == ref and event.lane != "raised"], default=trip)
    after = [event for event in events if event.trip == trip + 1 and event.state == "returned"]
    if after:
        return {"state": "returned", "why": after[0].detail}
    return {"state": state_of([event for event in events if event.trip == trip]), "why": ""}
