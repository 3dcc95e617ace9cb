"""What customers expect at a touchpoint (KANO classes, wishes), and where that leaves something to do."""

from __future__ import annotations

import pandas as pd

FEWEST = 5
_EXPECTED = ["touchpoint", "feature", "category", "sure", "between", "n", "better", "worse"]
_OPPORTUNITIES = ["touchpoint", "reason", "feature", "sure", "people"]
REASONS = ("must_be_unmet", "one_dimensional_unmet", "perhaps_unmet", "needs")


def expectations(links: pd.DataFrame, features: pd.DataFrame | None) -> pd.DataFrame:
    """Return the KANO class of the features that the study links to each touchpoint.

    Parameters
    ----------
    links
        ``touchpoint`` and ``feature``: the crosswalk.
    features
        `cxlab.survey.kano(...).features`; None where no KANO answers exist.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``feature``, ``category`` (A, O, M, I, R, Q), ``sure`` (False: two classes cannot be told
        apart, named in ``between``), ``n`` answers, ``better``, ``worse``. By touchpoint and feature.
    """
    if features is None or features.empty:
        return pd.DataFrame(columns=_EXPECTED)
    pairs = links.loc[links["touchpoint"].fillna("").ne(""), ["touchpoint", "feature"]].drop_duplicates()
    table = pairs.merge(features, on="feature")
    table["sure"] = table["verdict"] == "certain"
    return table.sort_values(["touchpoint", "feature"], ignore_index=True)[_EXPECTED]


def opportunities(expected: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """Return where a need stands against complaints, or is spoken out.

    Reasons, in this order: ``must_be_unmet`` and ``one_dimensional_unmet`` (a feature surely of that class, and at
    least five people with a problem at the touchpoint), ``perhaps_unmet`` (the class may be one of the two),
    ``needs`` (at least five people wish for something there). That people complain at the touchpoint does not prove
    that they complain of the feature: an opportunity is a place to look at, not a finding.

    Parameters
    ----------
    expected
        From `expectations`.
    voices
        From `voices.voices`: ``touchpoint``, ``people``, ``needs``.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``reason``, ``feature`` (empty for needs), ``sure``, ``people`` behind it; by reason, most
        people first.
    """
    people, wishes = (voices.set_index("touchpoint")[column] for column in ("people", "needs"))
    rows: list[tuple[str, str, str, bool, int]] = []
    for row in expected.itertuples():
        classes = {row.category} if row.sure else set(str(row.between))
        troubled = int(people.get(row.touchpoint, 0))
        if not classes & {"M", "O"} or troubled < FEWEST:
            continue
        named = {"M": "must_be_unmet", "O": "one_dimensional_unmet"}
        reason = named[str(row.category)] if row.sure else "perhaps_unmet"
        rows.append((str(row.touchpoint), reason, str(row.feature), bool(row.sure), troubled))
    rows += [(str(point), "needs", "", True, int(n)) for point, n in wishes.items() if n >= FEWEST]
    table = pd.DataFrame(rows, columns=_OPPORTUNITIES)
    order = table["reason"].map({reason: place for place, reason in enumerate(REASONS)})
    table = table.assign(order=order).sort_values(
        ["order", "people", "touchpoint", "feature"], ascending=[True, False, True, True], ignore_index=True
    )
    return table[_OPPORTUNITIES]
