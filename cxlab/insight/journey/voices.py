"""What customers say at each touchpoint: how many people, and how often with strong emotion, effort or severity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.insight.counts import count, persons, with_intervals
from cxlab.insight.differences import differences
from cxlab.insight.intervals import wilson

STRONG = 2
FEWEST_FOR_A_SHARE = 20
NEGATIVE = ("angry", "anxious", "disappointed")
MARKS = {"emotion": "strength", "effort": "effort", "severity": "severity"}


def voices(at: pd.DataFrame, complaints: pd.DataFrame, touchpoints: list[str]) -> pd.DataFrame:
    """Count the people behind each touchpoint, and mark where they feel, toil or suffer more than elsewhere.

    Parameters
    ----------
    at
        From `seats.seats`; without ``kind`` every text counts as a problem.
    complaints
        All complaints that were to be placed: their people are the base of ``share``.
    touchpoints
        Every touchpoint of the journey, in its order; one without texts gets zeros.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``texts`` (all kinds), ``by_words`` (those placed by words, see `by_topic`), ``people`` and
        ``incidents`` with a problem there (`counts.incidents` within a touchpoint), ``share`` of all people with
        Wilson's ``low`` and ``high``; ``praise``, ``needs``, ``questions`` (people); ``red_lines`` (texts with one);
        ``feeling`` (the most frequent emotion of problem texts that show one, ties by name). For each of emotion,
        effort and severity, where that was read: the share of the people with a problem there whose text shows it at
        2 or 3 of 3 (``emotion``: anger, worry or disappointment) as ``<name>_share``, ``_low``, ``_high`` (missing
        below 20 people), and ``<name>_mark``: high or low against everybody else after Benjamini-Hochberg
        (`differences`), usual, few (below 20), none (nobody).
    """
    problems = _of_kind(at, "problem")
    base = persons(complaints).nunique()
    table = pd.DataFrame({"touchpoint": touchpoints})
    counted = count(problems, ["touchpoint"], matter="touchpoint")[["touchpoint", "people", "incidents"]]
    table = table.merge(counted, on="touchpoint", how="left").fillna({"people": 0, "incidents": 0})
    table = table.astype({"people": "int64", "incidents": "int64"})
    table = with_intervals(table, base) if base else table.assign(share=np.nan, low=np.nan, high=np.nan)
    table["texts"] = _mapped(table, at.groupby("touchpoint").size())
    worded = at[at["how"] == "words"] if "how" in at else at
    table["by_words"] = _mapped(table, worded.groupby("touchpoint").size())
    for column, kind in (("praise", "praise"), ("needs", "need"), ("questions", "question")):
        some = _of_kind(at, kind) if "kind" in at else at.head(0)
        table[column] = _mapped(table, count(some, ["touchpoint"]).set_index("touchpoint")["people"])
    red = at[at["red_line"] != ""] if "red_line" in at else at.head(0)
    table["red_lines"] = _mapped(table, red.groupby("touchpoint").size())
    table["feeling"] = _feelings(table, problems)
    for name, column in MARKS.items():
        if column in problems:
            table = table.merge(_marked(table, problems, name, column), on="touchpoint", how="left")
    return table


def red_lines(at: pd.DataFrame) -> pd.DataFrame:
    """Count the texts of each red line at each touchpoint; one is enough, whatever its kind, so nothing is tested.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``lane`` (safety, regulator, …; `cxlab.text.reading.read`), ``texts``; most texts first within
        a touchpoint, ties by lane. Empty where red lines were not read.
    """
    if "red_line" not in at:
        return pd.DataFrame(columns=["touchpoint", "lane", "texts"])
    lanes = at.assign(lane=at["red_line"].str.split("|")).explode("lane")
    table = lanes[lanes["lane"] != ""].groupby(["touchpoint", "lane"]).size().rename("texts").reset_index()
    return table.sort_values(["touchpoint", "texts", "lane"], ascending=[True, False, True], ignore_index=True)


def _of_kind(at: pd.DataFrame, kind: str) -> pd.DataFrame:
    return at[at["kind"] == kind] if "kind" in at else at


def _mapped(table: pd.DataFrame, numbers: pd.Series) -> pd.Series:
    return table["touchpoint"].map(numbers).fillna(0).astype("int64")


def _feelings(table: pd.DataFrame, problems: pd.DataFrame) -> pd.Series:
    if "emotion" not in problems:
        return pd.Series("", index=table.index, dtype="str")
    felt = problems[problems["emotion"].isin(NEGATIVE)].groupby("touchpoint")["emotion"]
    most = felt.agg(_commonest)
    return pd.Series([most.get(point, "") for point in table["touchpoint"]], dtype="str")


def _commonest(said: pd.Series) -> str:
    return str(said.value_counts().sort_index().idxmax())


def _marked(table: pd.DataFrame, problems: pd.DataFrame, name: str, column: str) -> pd.DataFrame:
    """Return share, interval and mark of one judgement for each touchpoint."""
    shown = problems[column] >= STRONG
    if name == "emotion" and "emotion" in problems:
        shown &= problems["emotion"].isin(NEGATIVE)
    flagged = problems.assign(shown=pd.Series("yes", index=problems.index).where(shown))
    told = differences(flagged, "shown", "touchpoint").set_index("group").reindex(table["touchpoint"])
    people = table["people"].to_numpy()
    enough = people >= FEWEST_FOR_A_SHARE
    # `differences` leaves out groups in which nobody shows it: that is 0, not unknown.
    nobody = pd.DataFrame([(0.0, *wilson(0, n)) for n in people], columns=["share", "low", "high"], index=told.index)
    ends = told[["share", "low", "high"]].fillna(nobody)
    ends.loc[~enough] = np.nan
    differs = told["differs"].eq(True).to_numpy()
    high = differs & (ends["share"] > told["people"].sum() / max(people.sum(), 1)).to_numpy()
    mark = np.select([people == 0, ~enough, high, differs], ["none", "few", "high", "low"], "usual")
    found = ends.add_prefix(f"{name}_").reset_index(drop=True).assign(touchpoint=table["touchpoint"])
    return found.assign(**{f"{name}_mark": pd.Series(mark, dtype="str")})
