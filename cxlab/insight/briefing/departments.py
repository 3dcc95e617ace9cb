"""A page for each department: its matters as rates, in which role it is asked, and one good thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from cxlab.insight.briefing.cards import Said

COLUMNS = ["department", "role", "point"]


def departments(points: Iterable[str], owned: pd.DataFrame) -> pd.DataFrame:
    """Return which department is asked about which point.

    Parameters
    ----------
    points
        Subjects in the order in which they are to be shown.
    owned
        `keypoints.owners.owners`: ``point``, ``lead``, ``support`` (joined with ``、``).

    Returns
    -------
    DataFrame
        ``department``, ``role`` (lead, support), ``point``: by department as they first lead, its own points before
        those that it supports. Points that nobody owns are left out.
    """
    order = {point: place for place, point in enumerate(points)}
    rows = [(row.lead, "lead", row.point) for row in owned.itertuples() if row.lead and row.point in order]
    for row in owned.itertuples():
        if row.point in order:
            rows += [(name, "support", row.point) for name in str(row.support).split("、") if name and name != row.lead]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table = table.assign(place=table["point"].map(order)).sort_values(["role", "place"], kind="stable")
    first = {name: place for place, name in enumerate(dict.fromkeys(table["department"]))}
    table = table.assign(first=table["department"].map(first)).sort_values(["first", "role", "place"], kind="stable")
    return table[COLUMNS].reset_index(drop=True)


def backing(point: str, owned: pd.DataFrame | None) -> tuple[str, dict[str, str]]:
    """Return who answers for a point: *support* (a lead and others), *lead* (alone) or *nobody*, and their names.

    Parameters
    ----------
    owned
        As for `departments`; None where no chapter told.
    """
    row = None if owned is None else next(iter(owned[owned["point"] == point].to_dict("records")), None)
    if row is None or not row["lead"]:
        return "nobody", {}
    others = [name for name in str(row["support"]).split("、") if name and name != row["lead"]]
    if not others:
        return "lead", {"lead": row["lead"]}
    return "support", {"lead": row["lead"], "support": "、".join(others)}


def praised(asked: pd.DataFrame, voices: pd.DataFrame, *, fewest: int = 5) -> dict[str, tuple[str, int]]:
    """Return for each department the point it leads, else supports, that most people praise, and how many do.

    Parameters
    ----------
    asked
        From `departments`.
    voices
        `journey.voices`: ``touchpoint``, ``praise`` (people).
    """
    people = dict(zip("touchpoint:" + voices["touchpoint"], voices["praise"], strict=True))
    table = asked.assign(praise=asked["point"].map(people).fillna(0).astype("int64"))
    table = table[table["praise"] >= fewest].sort_values(["role", "praise"], ascending=[True, False], kind="stable")
    first = table.drop_duplicates("department")
    told = zip(first["department"], first["point"], first["praise"], strict=True)
    return {str(name): (str(point), int(many)) for name, point, many in told}


def good_things(
    asked: pd.DataFrame, about: Mapping[str, frozenset[str]], said: Iterable[Said]
) -> dict[str, Said | None]:
    """Return for each department the first good finding on a point that it leads, else on one that it supports.

    Parameters
    ----------
    asked
        From `departments`.
    about
        Point → the subjects that belong to it, itself included.
    said
        Findings in the order of preference; those of role *good* count.
    """
    good = [one for one in said if one[1].role == "good"]
    found: dict[str, Said | None] = {}
    for name, mine in asked.groupby("department", sort=False):
        subjects = [about.get(point, frozenset({point})) for point in mine["point"]]
        fits = (one for subject in subjects for one in good if one[1].subject in subject)
        found[str(name)] = next(fits, None)
    return found
