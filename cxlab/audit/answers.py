"""What coders said: one answer a text and coder, and what most of them said."""

from __future__ import annotations

import pandas as pd

from cxlab.errors import InputError, nearest

NONE = "none"
"""The text belongs to none of the topics. The machine's code of a text without a topic is called so, too."""
UNCLEAR = "unclear"
"""The coder cannot tell; such texts are counted, and left out of shares."""


def answered(items: pd.DataFrame, answers: pd.DataFrame, coder: str) -> pd.DataFrame:
    """Return id, code, answer of the texts that `coder` has answered, in the order of `items`.

    Parameters
    ----------
    items
        `Sample.items`.
    answers
        id, coder, answer, as `cxlab.audit.read_answers` gives them.

    Raises
    ------
    InputError
        Nobody of this name has answered.
    """
    known = sorted(answers["coder"].unique())
    if coder not in known:
        raise InputError(f"No answers of '{coder}'.{nearest(coder, known)} Coders: {', '.join(known) or 'none yet'}.")
    theirs = answers.loc[answers["coder"] == coder, ["id", "answer"]]
    return items.merge(theirs, on="id", how="inner")


def agreed(items: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return id, code, answer of the texts on which more than half of their coders gave the same answer.

    With one coder these are that coder's answers, with two those on which both agree, and a third person who codes the
    disputes only settles them. What stays undecided is left out (`cxlab.audit.disputes` lists it): that flatters,
    since hard texts are disputed more often.
    """
    if answers.empty:
        return items.iloc[:0].assign(answer=pd.Series(dtype="str"))
    votes = answers.groupby(["id", "answer"]).size().rename("votes").reset_index()
    votes = votes[2 * votes["votes"] > votes["id"].map(answers["id"].value_counts())]
    return items.merge(votes[["id", "answer"]], on="id", how="inner")
