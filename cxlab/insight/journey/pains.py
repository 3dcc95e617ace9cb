"""The matters that customers raise at each touchpoint."""

from __future__ import annotations

import pandas as pd

from cxlab.insight.counts import count
from cxlab.insight.intervals import wilson

_COLUMNS = ["touchpoint", "code", "rank", "people", "incidents", "of", "share", "low", "high"]


def pains(at: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Count the people behind each matter at each touchpoint.

    A text counts with its main matter at every touchpoint that it speaks of: whether a touchpoint is the cause or only
    the scene is asked in the chapter of key points.

    Parameters
    ----------
    at
        From `seats.seats`; only texts of kind problem count where ``kind`` is known.
    mentions
        ``complaint_id``, ``code``, ``main``: the matters of each text.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``code``, ``rank`` (1: most people, ties by code), ``people``, ``incidents``, ``of`` (people
        with a problem at the touchpoint), ``share`` of these with Wilson's ``low`` and ``high``. By touchpoint and
        rank.
    """
    problems = at[at["kind"] == "problem"] if "kind" in at else at
    main = mentions.loc[mentions["main"], ["complaint_id", "code"]]
    raised = problems.merge(main, on="complaint_id", how="inner")
    if raised.empty:
        return pd.DataFrame(columns=_COLUMNS)
    table = count(raised, ["touchpoint", "code"], matter="code")
    base = count(problems, ["touchpoint"]).set_index("touchpoint")["people"]
    table["of"] = table["touchpoint"].map(base)
    ends = [wilson(k, n) for k, n in zip(table["people"], table["of"], strict=True)]
    table["share"] = table["people"] / table["of"]
    table["low"], table["high"] = [e[0] for e in ends], [e[1] for e in ends]
    table = table.sort_values(["touchpoint", "people", "code"], ascending=[True, False, True], ignore_index=True)
    table["rank"] = table.groupby("touchpoint").cumcount() + 1
    return table[_COLUMNS]


def with_quotes(pains: pd.DataFrame, mentions: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """Add ``quotes``: the ids of the quotations that speak of each matter at each touchpoint, joined with blanks.

    Parameters
    ----------
    pains
        From `pains`.
    mentions
        As there.
    quotations
        ``touchpoint``, ``complaint_id`` of masked quotations (`cxlab.text.quotations` with touchpoints as groups).
    """
    main = mentions.loc[mentions["main"], ["complaint_id", "code"]]
    quoted = quotations.merge(main, on="complaint_id").sort_values("complaint_id")
    ids = quoted.groupby(["touchpoint", "code"])["complaint_id"].agg(" ".join)
    found = [ids.get((row.touchpoint, row.code), "") for row in pains[["touchpoint", "code"]].itertuples()]
    return pains.assign(quotes=pd.Series(found, index=pains.index, dtype="str"))
