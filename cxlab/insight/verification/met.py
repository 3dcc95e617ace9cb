"""Whether the needs that an action is tied to are met more often now: answers to the survey items that ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from cxlab.insight.verification.actions import Verified
from cxlab.insight.verification.since import ENDS, sided
from cxlab.survey.compare import compare
from cxlab.survey.performance import Scales, ends_of, performance

COLUMNS = [
    *("action_id", "feature", "item"),
    *(f"{name}_{end}" for end in ENDS for name in ("n", "share", "low", "high")),
    *("change", "change_low", "change_high"),
]


def tied(about: dict[str, Sequence[str]], links: pd.DataFrame) -> pd.DataFrame:
    """Return ``action_id``, ``item``, ``feature``: the survey items that the crosswalk ties to actions.

    An item stands once an action, with the first need (feature) that a link names for it, empty without any.

    Parameters
    ----------
    about
        Subjects of an action, by ``action_id``.
    links
        `crosswalk.Crosswalk.links`.
    """
    pieces = [links.head(0).assign(action_id="")]
    for action, subjects in about.items():
        names = set(subjects)
        mine = ("topic:" + links["topic"]).isin(names) | ("touchpoint:" + links["touchpoint"]).isin(names)
        pieces.append(links[mine].assign(action_id=action))
    table = pd.concat(pieces, ignore_index=True)
    asked = table[table["item"] != ""].sort_values("feature", key=lambda names: names == "", kind="stable")
    return (
        asked.drop_duplicates(["action_id", "item"])
        .sort_index()[["action_id", "item", "feature"]]
        .reset_index(drop=True)
    )


def needs_met(
    told: Sequence[Verified], needs: pd.DataFrame, ratings: pd.DataFrame, periods: Sequence[str], scale: Scales
) -> pd.DataFrame:
    """Return the share of customers whose need is met (top answers) before and after each action.

    Only actions with a verdict: before the evaluation date nothing is compared. Answers are taken as independent;
    that all customers moved is not taken out (the verdict on an item registered as KPI does that).

    Parameters
    ----------
    needs
        From `tied`.
    ratings
        ``answered_at`` and the items; missing answers are left out.
    periods
        Whole months of the study.
    scale
        Scale of an item (`Study.scale`).

    Returns
    -------
    DataFrame
        `COLUMNS`; shares 0..1 with Wilson's ends, ``change`` (after less before) with Newcombe's interval
        (`cxlab.survey.compare`). Items without an answer on one side are left out.
    """
    return pd.DataFrame(_rows(told, needs, ratings, periods, scale), columns=COLUMNS)


def _rows(
    told: Sequence[Verified], needs: pd.DataFrame, ratings: pd.DataFrame, periods: Sequence[str], scale: Scales
) -> Iterator[dict[str, object]]:
    for one in told:
        wanted = needs[(needs["action_id"] == one.action.action_id) & needs["item"].isin(list(ratings))]
        if one.verdict.verdict == "observing" or wanted.empty:
            continue
        side = sided(ratings, one.action, periods)
        for need in wanted.itertuples():
            item = str(need.item)
            row: dict[str, object] = {"action_id": need.action_id, "feature": need.feature, "item": item}
            parts = {end: ratings.loc[side == end, [item]] for end in ENDS}
            told_of = {end: performance(part, [item], scale) for end, part in parts.items()}
            if any(found.empty or np.isnan(found["top_share"].iloc[0]) for found in told_of.values()):
                continue
            for end, found in told_of.items():
                first = found.iloc[0]
                row |= {f"n_{end}": first["n"], f"share_{end}": first["top_share"]}
                row |= {f"low_{end}": first["top_low"], f"high_{end}": first["top_high"]}
            lowest, highest, top = ends_of(item, scale)
            moved = compare(
                parts["before"][item], parts["after"][item], metric="csat", top=top, points=(int(lowest), int(highest))
            )
            yield row | {"change": moved.value, "change_low": moved.low, "change_high": moved.high}
