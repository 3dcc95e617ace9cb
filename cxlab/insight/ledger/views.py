"""What can be read from a ledger: where issues stand, which ones to show, and the story of one."""

from __future__ import annotations

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.insight.ledger.book import Ledger
from cxlab.insight.ledger.lanes import STATES, Event, state_of, step_of, trip_of
from cxlab.insight.ledger.seen import day
from cxlab.insight.ledger.tables import rows

DECIDED = 7


def standing(ledger: Ledger) -> pd.DataFrame:
    """Return where every issue stands, in the order of their ids.

    Returns
    -------
    DataFrame
        ``issue``, ``subject``, ``label``, ``department``, ``state`` (see `lanes.state_of`), ``step`` (1 to 8),
        ``since`` (day of the last event), ``opened`` (day), ``run``, ``round`` (of the opening), ``trip``,
        ``returned`` (times), ``why`` (detail of the last return), ``survey`` (what it said last, ``not_asked`` where
        nothing), ``parent``, ``heir``, ``seen`` (last run with evidence, missing without), and ``people``, ``share``,
        ``low``, ``high``, ``rank`` as known then, of its largest subject.
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
                **{"state": state, "step": step_of(state), "since": days[events[-1].run]},
                **{"opened": days[issue["run"]], "round": rounds[issue["run"]]},
                **{"trip": trip_of(events), "returned": len(back), "why": back[-1].detail if back else ""},
                "survey": _survey(events),
                "heir": events[-1].ref if state == "merged" else "",
            }
        )
    columns = [
        *("issue", "subject", "label", "department", "state", "step", "since", "opened", "run", "round", "trip"),
        *("returned", "why", "survey", "parent", "heir"),
    ]
    return pd.DataFrame(made, columns=columns).merge(_newest(ledger), on="issue", how="left")


def select(
    ledger: Ledger,
    *,
    state: str | None = None,
    department: str | None = None,
    round: int | None = None,
    since: object = None,
) -> pd.DataFrame:
    """Return the rows of `standing` that fit.

    Parameters
    ----------
    state
        Where they stand (`lanes.STATES`), or ``open``: neither solved nor ended.
    department
        Who answers for them.
    round
        Something was noted of them in this round.
    since
        Something was noted of them on this day or later.

    Raises
    ------
    InputError
        There is no such state or department, or no such round yet.
    """
    table = standing(ledger)
    if state is not None:
        _check(state, {"open", *(name for names in STATES.values() for name in names)}, "state")
        over = table["state"].isin(["solved", "closed", "merged", "split"])
        table = table[~over if state == "open" else table["state"] == state]
    if department is not None:
        _check(department, set(ledger.issues["department"]) - {""}, "department")
        table = table[table["department"] == department]
    noted = ledger.events.merge(ledger.runs, on="run")
    if round is not None:
        _check(str(round), {str(number) for number in ledger.runs["round"]}, "round")
        table = table[table["issue"].isin(noted.loc[noted["round"] == round, "issue"])]
    if since is not None:
        table = table[table["issue"].isin(noted.loc[noted["as_of"] >= day(since), "issue"])]
    return table.reset_index(drop=True)


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
    _check(issue, set(ledger.issues["issue"]), "issue")
    parents = dict(zip(ledger.issues["issue"], ledger.issues["parent"], strict=True))
    joined = ledger.events[(ledger.events["state"] == "merged") & (ledger.events["ref"] == issue)]
    whole = [issue, *joined["issue"]]
    while parents[whole[-1]] and parents[whole[-1]] not in whole:
        whole.append(parents[whole[-1]])
    lines = ledger.events[ledger.events["issue"].isin(whole)].merge(ledger.runs, on="run")
    lines["step"] = lines["state"].map(step_of)
    order = ["run", "as_of", "round", "issue", "trip", "step", "lane", "state", "ref", "detail"]
    return lines[order].merge(_counted(ledger), on=["run", "issue"], how="left")


def step_one(ledger: Ledger) -> pd.DataFrame:
    """Return what stands at step 1 for the next round: returned issues not decided anew, and those of the last run.

    Returns
    -------
    DataFrame
        Rows of `standing` with ``because``: ``returned`` or ``new`` (the first run has no new ones). Returned first, by
        people.
    """
    table = standing(ledger)
    open_ = ~table["state"].isin(["solved", "closed", "merged", "split"])
    back = open_ & (table["trip"] > 1) & (table["step"] < DECIDED)
    last = len(ledger.runs)
    new = open_ & ~back & (table["run"] == last) & (last > 1)
    both = pd.concat([table[back].assign(because="returned"), table[new].assign(because="new")])
    order = ["because", "people", "issue"]
    return both.sort_values(order, ascending=[False, False, True], ignore_index=True)


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
    _check(kind, {"draft", "decision", "action"}, "kind of link")
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


def _survey(events: list[Event]) -> str:
    said = [event.state for event in events if event.lane == "survey"]
    return said[-1] if said else "not_asked"


def _counted(ledger: Ledger) -> pd.DataFrame:
    """Return run, issue, people, share, low, high, rank: of each issue's largest subject in each run."""
    known = ledger.evidence[ledger.evidence["measure"].isin(["people", "share", "rank"])]
    wide = known.pivot_table(index=["run", "issue", "subject"], columns="measure", values="value", sort=True)
    wide = wide.reindex(columns=["people", "share", "rank"]).reset_index()
    ends = known.loc[known["measure"] == "share", ["run", "issue", "subject", "low", "high"]]
    wide = wide.merge(ends, on=["run", "issue", "subject"], how="left")
    largest = wide.sort_values(["run", "issue", "people", "subject"], ascending=[True, True, False, True])
    first = largest.drop_duplicates(["run", "issue"])
    return first[["run", "issue", "people", "share", "low", "high", "rank"]]


def _newest(ledger: Ledger) -> pd.DataFrame:
    counted = _counted(ledger).sort_values("run").drop_duplicates("issue", keep="last")
    return counted.rename(columns={"run": "seen"})


def _check(word: str, allowed: set[str], what: str) -> None:
    if word not in allowed:
        some = ", ".join(sorted(allowed)[:40]) or "none"
        raise InputError(f"The ledger has no {what} '{word}'.{nearest(word, sorted(allowed))} There are: {some}.")
