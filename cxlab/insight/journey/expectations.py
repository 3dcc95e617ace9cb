"""What customers expect at a touchpoint (KANO classes, wishes), and where that leaves something to do."""

from __future__ import annotations

import pandas as pd

from cxlab.cells import SMALLEST
from cxlab.insight.counts import persons

_EXPECTED = ["touchpoint", "feature", "topics", "category", "sure", "between", "n", "better", "worse"]
_OPPORTUNITIES = ["touchpoint", "reason", "feature", "sure", "people", "by"]
REASONS = ("must_be_unmet", "one_dimensional_unmet", "perhaps_unmet", "needs")
_UNMET = {"M": "must_be_unmet", "O": "one_dimensional_unmet"}


def expectations(links: pd.DataFrame, features: pd.DataFrame | None) -> pd.DataFrame:
    """Return the KANO class of the features that the study links to each touchpoint.

    Parameters
    ----------
    links
        The crosswalk: ``touchpoint``, ``feature`` and, where resolved, ``topic`` (codes).
    features
        `cxlab.survey.kano(...).features`; None where no KANO answers exist.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``feature``, ``topics`` (codes that the crosswalk ties to the feature there, joined with
        blanks), ``category`` (A, O, M, I, R, Q), ``sure`` (False: two classes cannot be told apart, named in
        ``between``), ``n`` answers, ``better``, ``worse``. By touchpoint and feature.
    """
    if features is None or features.empty:
        return pd.DataFrame(columns=_EXPECTED)
    named = links[links["touchpoint"].fillna("").ne("") & links["feature"].isin(features["feature"])]
    codes = named["topic"].fillna("") if "topic" in named else pd.Series("", index=named.index)
    pairs = named[["touchpoint", "feature"]].assign(topics=codes).groupby(["touchpoint", "feature"])["topics"]
    table = pairs.agg(_joined).reset_index().merge(features, on="feature")
    table["sure"] = table["verdict"] == "certain"
    return table.sort_values(["touchpoint", "feature"], ignore_index=True)[_EXPECTED]


def opportunities(expected: pd.DataFrame, at: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return where a need stands against complaints, or is spoken out.

    Reasons, in this order: ``must_be_unmet`` and ``one_dimensional_unmet`` (a feature surely of that class, and at
    least five people whose problem at the touchpoint is of a topic tied to the feature), ``perhaps_unmet`` (the class
    may be one of the two, or no topic is tied to the feature, so that every problem at the touchpoint counts and
    ``by`` says so: a place to look at, not yet a finding), ``needs`` (at least five people wish for something there).

    Parameters
    ----------
    expected
        From `expectations`.
    at
        From `seats.seats`; without ``kind`` every text is a problem.
    mentions
        ``complaint_id``, ``code``, ``main``: the topics of each text.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``reason``, ``feature`` (empty for needs), ``sure``, ``people`` behind it, ``by`` (topic,
        touchpoint, wish); by reason, most people first.
    """
    problems = at[at["kind"] == "problem"] if "kind" in at else at
    coded = problems.merge(mentions.loc[mentions["main"], ["complaint_id", "code"]], on="complaint_id", how="left")
    rows: list[tuple[str, str, str, bool, int, str]] = []
    for row in expected.itertuples():
        classes = {str(row.category)} if row.sure else set(str(row.between))
        codes = str(row.topics).split()
        if not classes & set(_UNMET):
            continue
        here = coded[(coded["touchpoint"] == row.touchpoint) & (coded["code"].isin(codes) if codes else True)]
        reason = _UNMET[str(row.category)] if row.sure and codes else "perhaps_unmet"
        by = "topic" if codes else "touchpoint"
        rows.append((str(row.touchpoint), reason, str(row.feature), bool(row.sure), persons(here).nunique(), by))
    wishes = at[at["kind"] == "need"] if "kind" in at else at.head(0)
    rows += [
        (str(point), "needs", "", True, persons(own).nunique(), "wish") for point, own in wishes.groupby("touchpoint")
    ]
    table = pd.DataFrame(rows, columns=_OPPORTUNITIES)
    table = table[table["people"] >= SMALLEST]
    order = table["reason"].map({reason: place for place, reason in enumerate(REASONS)})
    table = table.assign(order=order).sort_values(
        ["order", "people", "touchpoint", "feature"], ascending=[True, False, True, True], ignore_index=True
    )
    return table[_OPPORTUNITIES]


def _joined(codes: pd.Series) -> str:
    return " ".join(sorted(set(codes) - {""}))
