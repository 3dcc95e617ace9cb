"""Which touchpoints customers speak of, by the words that the study gives to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cxlab.insight.journey.placed import Finder


def spoken_of(
    texts: Sequence[str], words: Mapping[str, Sequence[str]], *, people: pd.Series | None = None
) -> pd.DataFrame:
    """Count who speaks of each touchpoint.

    Parameters
    ----------
    texts
        Masked texts; missing ones say nothing.
    words
        ``{touchpoint: words}``; a text speaks of every touchpoint of which it holds a word (`placed.placed`).
    people
        Who wrote each text; a person counts once. Texts without one, and all of them where it is None, count each.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``people``, ``share`` (of all people), most spoken of first, equal ones by name.
    """
    said = pd.Series(list(texts), dtype="str").fillna("")
    alone = pd.Series([f"row {row}" for row in range(len(said))])
    who = alone if people is None else people.reset_index(drop=True).astype("object").fillna(alone)
    finder = Finder.of(words)
    spots = {
        (point, person)
        for person, text in zip(who, said, strict=True)
        for point, _, _ in finder.spots(finder.words_in(text))
    }
    counted = pd.Series([point for point, _ in spots], dtype="str").value_counts()
    table = pd.DataFrame({"touchpoint": list(words), "people": [int(counted.get(point, 0)) for point in words]})
    table["share"] = table["people"] / max(who.nunique(), 1)
    return table.sort_values(["people", "touchpoint"], ascending=[False, True], ignore_index=True)
