"""Which issues to show."""

from __future__ import annotations

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.insight.ledger.book import Ledger
from cxlab.insight.ledger.lanes import ENDED, NO_PROGRESS, STATES
from cxlab.insight.ledger.seen import day
from cxlab.insight.ledger.standing import standing

DECIDED = 7
OVER = ("solved", *ENDED)
STANDS = {state for states in STATES.values() for state in states} - NO_PROGRESS - {"resumed"}
"""States in which an issue can stand."""


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
        Where they stand (`STANDS`), or ``open``: neither solved nor ended.
    department
        Who answers for them.
    round
        Something was noted of them in this round.
    since
        Something was noted of them on this day or later.

    Raises
    ------
    InputError
        No issue can stand there, or there is no such department, or no such round yet.
    """
    table = standing(ledger)
    if state is not None:
        check(state, {"open", *STANDS}, "state")
        over = table["state"].isin(OVER)
        table = table[~over if state == "open" else table["state"] == state]
    if department is not None:
        check(department, set(ledger.issues["department"]) - {""}, "department")
        table = table[table["department"] == department]
    noted = ledger.events.merge(ledger.runs, on="run")
    if round is not None:
        check(str(round), {str(number) for number in ledger.runs["round"]}, "round")
        table = table[table["issue"].isin(noted.loc[noted["round"] == round, "issue"])]
    if since is not None:
        table = table[table["issue"].isin(noted.loc[noted["as_of"] >= day(since), "issue"])]
    return table.reset_index(drop=True)


def step_one(ledger: Ledger) -> pd.DataFrame:
    """Return what stands at step 1 for the next round: what came back, and what the last run found.

    Returns
    -------
    DataFrame
        Rows of `standing` that are not decided (anew), with ``because``: ``returned``, or ``new`` (opened by the last
        run, unless it is the first or the topic is a part of another). Returned ones first, by people.
    """
    table = standing(ledger)
    waiting = table[(table["step"] < DECIDED) & ~table["state"].isin(OVER)]
    last = len(ledger.runs)
    new = (waiting["run"] == last) & (last > 1) & (waiting["parent"] == "") & (waiting["trip"] == 1)
    back = waiting["trip"] > 1
    both = pd.concat([waiting[back].assign(because="returned"), waiting[new].assign(because="new")])
    order = ["because", "people", "issue"]
    return both.sort_values(order, ascending=[False, False, True], ignore_index=True)


def check(word: str, allowed: set[str], what: str) -> None:
    """Raise InputError, with the nearest, unless the ledger knows this state, department, round or issue."""
    if word not in allowed:
        some = ", ".join(sorted(allowed)[:40]) or "none"
        raise InputError(f"The ledger has no {what} '{word}'.{nearest(word, sorted(allowed))} There are: {some}.")
