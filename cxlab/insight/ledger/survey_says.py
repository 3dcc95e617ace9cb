"""Whether a survey confirms what complaints raised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from cxlab.insight.ledger.tables import rows

LEAST = 30
"""Answers below which nothing is said (METHOD.md: a small sample)."""

MISSED = ("M", "O")
DELIGHTS = "A"
COLUMNS = ("subject", "says", "reason", "by", "value", "low", "high", "n", "reference", "tier")


def survey_says(
    subjects: Iterable[str],
    crosswalk: pd.DataFrame,
    *,
    items: pd.DataFrame | None = None,
    features: pd.DataFrame | None = None,
    drivers: pd.DataFrame | None = None,
    targets: Mapping[str, float] | None = None,
    needs: Collection[str] = (),
) -> pd.DataFrame:
    """Say for each subject whether the survey confirms it, does not, or did not ask.

    The rule, over everything that the crosswalk ties to the subject:

    * *confirmed*: an item's whole interval of top answers lies below its reference, or a need is of a certain class
      that customers miss where it is not met (must-be, one-dimensional). An attractive one confirms what was raised as
      a need, but no problem. The reference is the target that the study states for the item, else the mean of all
      items of the survey: complaints name a problem, the survey confirms it where those asked are less content with
      this than with the rest.
    * *not_confirmed*: asked, but no such answer. The reason says which: ``above`` (whole interval above the reference),
      ``delights`` (a certain attractive class beside a problem), ``indifferent`` (a certain class that customers do
      not miss), ``too_close`` (the interval holds the reference, or
      the class is not certain).
    * *not_asked*: no linked item or need, or fewer than 30 answers (``too_few``).

    An item outweighs a need: a class says what a need is like, not whether it is met. How much an item weighs in
    overall satisfaction is told beside it and decides nothing: a problem can be real and of little weight.

    Parameters
    ----------
    subjects
        ``topic:…``, ``touchpoint:…``, ``feature:…``, ``item:…``.
    crosswalk
        ``topic``, ``touchpoint``, ``feature``, ``item``; bare ids, missing where not linked.
    items
        ``item``, ``n``, ``top_share``, ``top_low``, ``top_high`` (0-1), one row an item (`cxlab.survey.item_scores`).
    features
        ``feature``, ``n``, ``category``, ``verdict`` (certain or not), one row a need (`cxlab.survey.kano`).
    drivers
        ``driver`` (an item), ``tier``, ``floor`` (not told apart from no effect; `cxlab.survey.importance`).
    targets
        Item → share of top answers wanted.
    needs
        Subjects that customers raise as a need; features always are.

    Returns
    -------
    DataFrame
        ``subject``, ``says``, ``reason``, ``by`` (item or feature that decided), ``value``, ``low``, ``high``, ``n``,
        ``reference``, ``tier`` (1 moves overall satisfaction most; missing where the item is no driver or not told
        apart from none); in the order of the subjects.
    """
    scored, classed = _items(items, targets or {}), _features(features)
    tiers = (
        {f"item:{row['driver']}": row["tier"] for row in rows(drivers) if not row["floor"]}
        if drivers is not None
        else {}
    )
    links = rows(crosswalk)
    told = []
    for subject in subjects:
        wish = subject in needs or subject.startswith("feature:")
        asked = scored | {one: _beside(said, wish=wish) for one, said in classed.items()}
        near = [asked[one] for one in sorted(_near(subject, links)) if one in asked]
        best = min(near, key=_order, default={"says": "not_asked", "reason": "no_item"})
        told.append({"subject": subject, **best, "tier": tiers.get(str(best.get("by")))})
    made = pd.DataFrame(told, columns=list(COLUMNS))
    return made.astype(dict.fromkeys(COLUMNS[4:], "float64"))


def _near(subject: str, links: list[dict[str, Any]]) -> set[str]:
    """Return the items and features that a subject is tied to, itself included."""
    kind, _, id = subject.partition(":")
    near = [row for row in links if row.get(kind) == id]
    return {subject} | {f"{other}:{row[other]}" for row in near for other in ("item", "feature") if row.get(other)}


def _items(items: pd.DataFrame | None, targets: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    if items is None or items.empty:
        return {}
    usual = float(items.loc[items["n"] >= LEAST, "top_share"].mean())
    found = {}
    for row in rows(items):
        reference = targets.get(row["item"], usual)
        if row["n"] < LEAST:
            said = {"says": "not_asked", "reason": "too_few"}
        elif row["top_high"] < reference:
            said = {"says": "confirmed", "reason": "below"}
        else:
            said = {"says": "not_confirmed", "reason": "above" if row["top_low"] > reference else "too_close"}
        numbers = {"value": row["top_share"], "low": row["top_low"], "high": row["top_high"], "reference": reference}
        found[f"item:{row['item']}"] = {**said, **numbers, "by": f"item:{row['item']}", "n": row["n"]}
    return found


def _features(features: pd.DataFrame | None) -> dict[str, dict[str, Any]]:
    found = {}
    for row in rows(features) if features is not None else ():
        if row["n"] < LEAST:
            said = {"says": "not_asked", "reason": "too_few"}
        elif row["verdict"] != "certain":
            said = {"says": "not_confirmed", "reason": "too_close"}
        elif row["category"] in MISSED:
            said = {"says": "confirmed", "reason": "wanted"}
        elif row["category"] == DELIGHTS:
            said = {"says": "confirmed", "reason": "delights"}
        else:
            said = {"says": "not_confirmed", "reason": "indifferent"}
        found[f"feature:{row['feature']}"] = {**said, "by": f"feature:{row['feature']}", "n": row["n"]}
    return found


def _beside(said: dict[str, Any], *, wish: bool) -> dict[str, Any]:
    """Return what a need's class says of a wish, or of a problem: that something delights shows no problem."""
    return said if wish or said["reason"] != "delights" else {**said, "says": "not_confirmed"}


def _order(said: dict[str, Any]) -> tuple[bool, bool, int, str]:
    """Order answers by weight: what was asked before what was not, items before needs, what confirms first."""
    rank = ("confirmed", "not_confirmed", "not_asked").index(said["says"])
    return said["says"] == "not_asked", said["by"].startswith("feature:"), rank, said["by"]
