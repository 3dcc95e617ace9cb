"""The needs pool: what customers want, from four wells, merged, chosen or "not this round, because"."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.counts import persons
from cxlab.insight.intervals import poisson

WELLS = ("original", "latent", "praise", "comparison")
BY_CLASS = {"A": "delight", "I": "indifferent", "R": "reverse"}
FEWEST = 5
COLUMNS = ["subject", "original", "latent", "praise", "comparison", "wells", "category", "verdict", "chosen", "because"]


def needs_pool(
    wells: pd.DataFrame,
    complaints: pd.DataFrame,
    links: pd.DataFrame,
    *,
    key_points: Sequence[str] = (),
    apparent: Sequence[str] = (),
    kano: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Merge needs by what they are about, and say of each whether this round takes it up.

    Needs about a touchpoint and about its KANO feature are one where the crosswalk ties a feature to one touchpoint
    only. The first rule that fits decides:

    ========================  ==========  =======================================================================
    ``because``               chosen      when
    ========================  ==========  =======================================================================
    key_point                 yes         its point is among `key_points`: it is met by mending that
    undecided                 no          KANO was asked, but its class is in doubt: ask again
    delight                   yes         KANO says A
    reverse, indifferent      no          KANO says R (customers do not want it) or I
    apparent                  no          it is about an apparent touchpoint: the pain is elsewhere
    few_people                no          fewer than five people (Poisson interval below) and no other well
    not_key                   no          KANO says M or O, but the point is not among this round's
    not_asked                 no          no KANO answer tells its kind: ask it in the next survey
    ========================  ==========  =======================================================================

    Parameters
    ----------
    wells
        ``subject`` (``touchpoint:wallet``, ``feature:K05``, ``topic:T020``), ``well``: *original* (need-texts),
        *latent* (opportunities of the journey), *praise* (praise and wishes) and *comparison* (audits of kind
        comparison where others do better), ``complaint_id`` (empty where no text stands behind it).
    complaints
        ``complaint_id``, ``customer_key`` where known.
    links
        `crosswalk.Crosswalk.links`.
    kano
        `KanoResult.features`.

    Returns
    -------
    DataFrame
        ``subject``, ``original`` and ``praise`` (people), ``latent`` and ``comparison`` (entries), ``wells`` (how many
        of the four speak), ``category`` and ``verdict`` (KANO), ``chosen``, ``because``. Chosen first, then by people.

    Raises
    ------
    InputError
        A well that is none of the four.
    """
    strange = sorted(set(wells["well"]) - set(WELLS))
    if strange:
        raise InputError(f"There is no well '{strange[0]}' of needs; there are {', '.join(WELLS)}.")
    features = _features(links)
    who = pd.Series(persons(complaints).to_numpy(), index=complaints["complaint_id"])
    drawn = wells.assign(subject=wells["subject"].map(_places(links)).fillna(wells["subject"]))
    drawn = drawn.assign(person=drawn["complaint_id"].map(who))
    rows = []
    for subject, group in drawn.groupby("subject"):
        told = {well: _size(group[group["well"] == well], well) for well in WELLS}
        category, verdict = _class(kano, features.get(str(subject), ()))
        because = _because(str(subject), told, category, verdict, key_points, apparent)
        counted = sum(size > 0 for size in told.values())
        chosen = because in ("key_point", "delight")
        rows.append({"subject": subject, **told, "wells": counted, "category": category, "verdict": verdict}
                    | {"chosen": chosen, "because": because})  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["voices"] = table["original"] + table["praise"]
    order = table.sort_values(["chosen", "voices", "subject"], ascending=[False, False, True], ignore_index=True)
    return order.drop(columns="voices")


def _size(rows: pd.DataFrame, well: str) -> int:
    return int(rows["person"].nunique()) if well in ("original", "praise") else len(rows)


def _places(links: pd.DataFrame) -> dict[str, str]:
    """Return the touchpoint of each feature and topic that has one touchpoint only."""
    found: dict[str, str] = {}
    for side in ("feature", "topic"):
        pairs = links.loc[(links[side] != "") & (links["touchpoint"] != ""), [side, "touchpoint"]].drop_duplicates()
        alone = pairs.drop_duplicates(side, keep=False)
        found |= {f"{side}:{name}": f"touchpoint:{place}" for name, place in alone.itertuples(index=False)}
    return found


def _features(links: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the features of each touchpoint and topic, and each feature as its own."""
    found: dict[str, tuple[str, ...]] = {}
    for side in ("touchpoint", "topic"):
        pairs = links.loc[(links["feature"] != "") & (links[side] != ""), [side, "feature"]].drop_duplicates()
        found |= {f"{side}:{name}": tuple(rows["feature"]) for name, rows in pairs.groupby(side)}
    names = [name for name in links["feature"].unique() if name]
    return found | {f"feature:{name}": (name,) for name in names}


def _class(kano: pd.DataFrame | None, features: Sequence[str]) -> tuple[str, str]:
    """Return the class of the only feature asked; several that differ are no class of the subject."""
    if kano is None:
        return "", ""
    asked = kano[kano["feature"].isin(features)]
    if len(asked) != 1:
        return "", ""
    return str(asked["category"].iloc[0]), str(asked["verdict"].iloc[0])


def _because(
    subject: str,
    told: dict[str, int],
    category: str,
    verdict: str,
    key_points: Sequence[str],
    apparent: Sequence[str],
) -> str:
    if subject in key_points:
        return "key_point"
    if category and verdict != "certain":
        return "undecided"
    if category in BY_CLASS:
        return BY_CLASS[category]
    if subject.removeprefix("touchpoint:") in apparent:
        return "apparent"
    voices = told["original"] + told["praise"]
    if poisson(voices)[0] < FEWEST and not told["latent"] and not told["comparison"]:
        return "few_people"
    return "not_key" if category else "not_asked"
