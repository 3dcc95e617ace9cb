"""Which touchpoints customers speak of, by the words that the study gives to each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd


def spoken_of(
    texts: Sequence[str], words: Mapping[str, Sequence[str]], *, people: pd.Series | None = None
) -> pd.DataFrame:
    """Count who speaks of each touchpoint.

    Parameters
    ----------
    texts
        Masked texts; missing ones say nothing.
    words
        ``{touchpoint: words}``; a text speaks of every touchpoint of which it holds a word, in any case of letters.
    people
        Who wrote each text; a person counts once. Texts without one, and all of them where it is None, count each.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``people``, ``share`` (of all people), most spoken of first, equal ones by name.
    """
    said = pd.Series(list(texts), dtype="str").reset_index(drop=True)
    alone = pd.Series([f"row {row}" for row in range(len(said))])
    who = alone if people is None else people.reset_index(drop=True).astype("object").fillna(alone)
    heard = said.fillna("").str.casefold()
    rows = []
    for touchpoint, list_of_words in words.items():
        pattern = "|".join(re.escape(word.casefold()) for word in list_of_words)
        speaks = heard.str.contains(pattern, regex=True) if pattern else pd.Series(False, index=heard.index)
        rows.append({"touchpoint": touchpoint, "people": int(who[speaks].nunique())})
    table = pd.DataFrame(rows, columns=["touchpoint", "people"])
    table["share"] = table["people"] / max(who.nunique(), 1)
    return table.sort_values(["people", "touchpoint"], ascending=[False, True], ignore_index=True)
