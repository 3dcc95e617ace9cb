"""Real touchpoints and apparent ones (假象触点): named in many complaints that are about something else."""

from __future__ import annotations

import pandas as pd

from cxlab.insight.counts import persons
from cxlab.insight.intervals import poisson, wilson

LEAST_PEOPLE = 5
LEAST_SHARE = 1 / 3
COLUMNS = [
    "touchpoint",
    "state",
    "why",
    "people",
    "own",
    "share",
    "low",
    "high",
    "red_lines",
    "elsewhere",
    "elsewhere_people",
]


def real_or_apparent(
    said: pd.DataFrame,
    found: pd.DataFrame,
    complaints: pd.DataFrame,
    *,
    red_lines: pd.DataFrame | None = None,
    least_people: float = LEAST_PEOPLE,
    least_share: float = LEAST_SHARE,
) -> pd.DataFrame:
    """Tell the touchpoints where customers have a pain from those that they only mention.

    A touchpoint is real when the lower ends of the 95 % intervals of both numbers pass: at least `least_people`
    people with a pain of its own there (exact Poisson), who are at least `least_share` of the people that speak of it
    or have one (Wilson). One red line there is enough without either.

    Parameters
    ----------
    said
        ``complaint_id``, ``touchpoint``: what each text speaks of.
    found
        From `pains.pains`: where the pains are.
    complaints
        ``complaint_id``, ``customer_key`` where known; a person counts once a touchpoint.
    red_lines
        ``complaint_id``, ``point``: red lines said of the touchpoint itself (`red_lines.red_lines`).

    Returns
    -------
    DataFrame
        ``touchpoint``, ``state`` (real, apparent), ``why`` (red_line, own_pains; few_people: too few with a pain of its
        own; pains_elsewhere: the interval of the share lies below; not_sure: it holds `least_share`), ``people`` (who
        speak of it or have a pain there), ``own`` (with a pain of its own there), ``share`` with ``low`` and ``high``,
        ``red_lines`` (people), and the point where most of the others have theirs: ``elsewhere`` (empty: nowhere),
        ``elsewhere_people``. Most people first, then by name.
    """
    who = pd.Series(persons(complaints).to_numpy(), index=complaints["complaint_id"])
    keys = ["complaint_id", "touchpoint"]
    here = _at_touchpoints(found)
    spoken = pd.concat([said[keys], here]).drop_duplicates()
    spoken = spoken[spoken["complaint_id"].isin(who.index)]
    spoken = spoken.assign(person=spoken["complaint_id"].map(who))
    own = spoken.merge(here, on=keys)
    alarms = spoken.head(0) if red_lines is None else spoken.merge(_at_touchpoints(red_lines), on=keys)
    rows = []
    for touchpoint, people in spoken.groupby("touchpoint")["person"]:
        everyone = set(people)
        hurt = set(own.loc[own["touchpoint"] == touchpoint, "person"])
        alarmed = alarms.loc[alarms["touchpoint"] == touchpoint, "person"].nunique()
        others = spoken[(spoken["touchpoint"] == touchpoint) & ~spoken["person"].isin(hurt)]
        low, high = wilson(len(hurt), len(everyone))
        enough = poisson(len(hurt))[0] >= least_people
        why = _why(enough, low >= least_share, high < least_share, bool(alarmed))
        state = "real" if why in ("red_line", "own_pains") else "apparent"
        share = len(hurt) / len(everyone)
        rows.append(
            (touchpoint, state, why, len(everyone), len(hurt), share, low, high, alarmed, *_most(others, found))
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["people", "touchpoint"], ascending=[False, True], ignore_index=True)


def _at_touchpoints(rows: pd.DataFrame) -> pd.DataFrame:
    """Return complaint_id and touchpoint of the rows whose point is a touchpoint, none twice."""
    here = rows[rows["point"].str.startswith("touchpoint:")]
    touchpoint = here["point"].str.removeprefix("touchpoint:")
    return here[["complaint_id"]].assign(touchpoint=touchpoint).drop_duplicates()


def _why(enough: bool, passed: bool, below: bool, alarmed: bool) -> str:
    if enough and passed:
        return "own_pains"
    if alarmed:
        return "red_line"
    if below:
        return "pains_elsewhere"
    return "not_sure" if enough else "few_people"


def _most(others: pd.DataFrame, found: pd.DataFrame) -> tuple[str, int]:
    """Return the point where most of these people have their pain, and how many."""
    there = others.merge(found[["complaint_id", "point"]], on="complaint_id")
    people = there.groupby("point")["person"].nunique().sort_index().sort_values(ascending=False, kind="stable")
    return (str(people.index[0]), int(people.iloc[0])) if len(people) else ("", 0)
