"""The map of each role beside the others: who has a problem where, with what, and how they rate it."""

from __future__ import annotations

import pandas as pd

from cxlab.cells import SMALLEST
from cxlab.insight.counts import count, persons
from cxlab.insight.intervals import wilson
from cxlab.insight.journey.draft import Draft, Material
from cxlab.insight.journey.pains import pains
from cxlab.insight.journey.roles import roles
from cxlab.insight.journey.satisfaction import line, satisfaction

MOST = 3
_COLUMNS = ["touchpoint", "role", "people", "n", "share", "low", "high", "all", "p_bh", "differs", "mark"]
_OWN = ["pain", "top_share", "rated"]
_REST = "\n"


def role_maps(material: Material, made: Draft) -> pd.DataFrame:
    """Return every touchpoint once for each role, in the order of the journey.

    Returns
    -------
    DataFrame
        As `roles.roles` (``touchpoint``, ``role``, ``people``, ``n``, ``share``, ``low``, ``high``, ``p_bh``,
        ``differs``, ``mark``), with rows for roles in which nobody has a problem there, and ``all`` (share of all
        people), ``pain`` (the matter of most people of the role there; empty below five), ``top_share`` (share of the
        role's ratings, `satisfaction.line`; missing below 20 answers, without ratings, or where ratings do not name
        roles) and ``rated``, their number. Empty where there are not two roles.
    """
    if made.roles.empty:
        return pd.DataFrame(columns=_COLUMNS + _OWN)
    by, order = material.role, material.points["touchpoint"].tolist()
    sizes = count(material.complaints, [by]).set_index(by)["people"].sort_index()
    grid = pd.MultiIndex.from_product([order, sizes.index], names=["touchpoint", "role"]).to_frame(index=False)
    table = grid.merge(made.roles, on=["touchpoint", "role"], how="left")
    table["n"] = table["role"].map(sizes)
    nobody = table["people"].isna()
    none = pd.DataFrame([(0, 0.0, *wilson(0, n)) for n in table.loc[nobody, "n"]], index=table.index[nobody])
    if len(none):
        table.loc[nobody, ["people", "share", "low", "high"]] = none.to_numpy()
    table["all"] = table["touchpoint"].map(made.voices.set_index("touchpoint")["share"])
    table = table.astype({"people": "int64"})
    table["differs"] = table["differs"].eq(True)
    own = pd.concat([_own(material, made, str(role)) for role in sizes.index])
    table = table.fillna({"mark": ""}).merge(own, on=["touchpoint", "role"], how="left")
    return table.assign(pain=table["pain"].fillna(""))[_COLUMNS + _OWN]


def clear(material: Material, made: Draft, *, most: int = MOST) -> pd.DataFrame:
    """Return the clearest differences between a role and everybody else, at most one a touchpoint.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``role`` (the one with more people), ``people``, ``n``, ``share``, ``low``, ``high``,
        ``p_bh``, and of the rest ``rest``, ``rest_low``, ``rest_high``, ``rest_n``. The smallest `p_bh` first, then
        the journey's order.
    """
    columns = ["touchpoint", "role", "people", "n", "share", "low", "high", "p_bh"]
    rest = ["rest", "rest_low", "rest_high", "rest_n"]
    more = made.roles[made.roles["mark"] == "more"] if len(made.roles) else made.roles
    place = {point: number for number, point in enumerate(material.points["touchpoint"])}
    told = more.assign(place=more["touchpoint"].map(place)).sort_values(["p_bh", "place", "role"])
    told = told.drop_duplicates("touchpoint").head(most).reset_index(drop=True)
    others = [_rest(material, made, str(row.role), str(row.touchpoint)) for row in told.itertuples()]
    return pd.concat([told[columns], pd.DataFrame(others, columns=rest)], axis=1)


def _own(material: Material, made: Draft, role: str) -> pd.DataFrame:
    """Return the first pain and the rating of each touchpoint as one role has them."""
    seats = made.seats[made.seats[material.role] == role]
    raised = pains(seats, material.mentions)
    first = raised[(raised["rank"] == 1) & (raised["people"] >= SMALLEST)].set_index("touchpoint")["code"]
    table = material.points[["touchpoint"]].assign(role=role)
    table["pain"] = table["touchpoint"].map(first)
    table["top_share"], table["rated"] = float("nan"), 0
    ratings = material.ratings
    if ratings is None or material.role not in ratings:
        return table
    rated = satisfaction(ratings[ratings[material.role] == role], material.links, material.points, material.scale)
    drawn = line(rated, material.points)
    drawn = drawn[drawn["gap"] == ""].set_index("touchpoint")
    table["top_share"] = table["touchpoint"].map(drawn["share"]).astype("float64")
    return table.assign(rated=table["touchpoint"].map(drawn["n"]).fillna(0).astype("int64"))


def _rest(material: Material, made: Draft, role: str, touchpoint: str) -> tuple[float, float, float, int]:
    """Return share, interval and n of everybody but one role at one touchpoint, by the same test of two groups."""
    by = material.role

    def apart(frame: pd.DataFrame) -> pd.DataFrame:
        known = frame[frame[by].notna()]
        return known.assign(**{by: known[by].where(known[by] == role, _REST)})

    here = apart(made.seats[made.seats["touchpoint"] == touchpoint])
    table = roles(here, apart(material.complaints), by)
    row = table[table["role"] == _REST]
    if row.empty:
        everybody = apart(material.complaints)
        n = persons(everybody[everybody[by] == _REST]).nunique()
        return 0.0, *wilson(0, n), n
    share, low, high, n = row.iloc[0][["share", "low", "high", "n"]]
    return float(share), float(low), float(high), int(n)
