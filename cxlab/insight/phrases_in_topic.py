"""What is said within one matter: the word pairs that tell it apart, each about something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from cxlab.insight.counts import persons
from cxlab.insight.intervals import wilson

REACH = 3
FEWEST = 5
SAME = 0.5
TWICE = 2
SURE = 0.999


def phrases_in_topic(
    complaints: pd.DataFrame, matter: str, *, tokens: str = "tokens", most: int = 10, level: float = 0.95
) -> pd.DataFrame:
    """Find the most telling word pairs of each matter.

    A pair is two different words of which the second follows within three words, in a text of the matter. Telling
    means: said by at least twice the people that its two words would meet in by chance among the matter's people
    (log-likelihood ratio beyond the 99.9 % point; Dunning 1993), and by at least twice the share of the people of
    the other matters. Pairs said mostly by the people of a larger pair (Jaccard at least 0.5) are left out, so that
    each line says something else.

    Parameters
    ----------
    complaints
        One row a text: `matter`, `tokens` (words in order, already cleaned) and ``customer_key`` where known. Rows
        without a matter are left out.

    Returns
    -------
    DataFrame
        `matter`, ``phrase`` (the two words), ``people`` (at least five), ``share`` (of the matter's people) with
        Wilson's ``low`` and ``high``, ``elsewhere`` (share of the people with other matters). By matter, most people
        first, at most `most` a matter.
    """
    known = complaints[complaints[matter].notna()].reset_index(drop=True)
    known = pd.DataFrame({"matter": known[matter], "person": persons(known), "words": known[tokens].map(list)})
    sizes = known.groupby("matter")["person"].nunique()
    everyone = known["person"].nunique()
    # Matter by matter: the pairs of all texts at once would not fit beside a million of them.
    together: dict[Any, pd.DataFrame] = {name: _scored(own, int(sizes[name])) for name, own in known.groupby("matter")}
    said = _said(known, {phrase for table in together.values() for phrase in table["phrase"]})
    pieces = {}
    for name, size in sizes.sort_index().items():
        table = together[name]
        others = said[said["matter"] != name].groupby("phrase")["person"].nunique()
        table["elsewhere"] = table["phrase"].map(others).astype(float).fillna(0) / max(everyone - int(size), 1)
        table = table[table["people"] / size >= TWICE * table["elsewhere"]]
        pieces[name] = _distinct(table, said[said["matter"] == name], most).assign(n=int(size))
    columns = [matter, "phrase", "people", "share", "low", "high", "elsewhere"]
    if not pieces:
        return pd.DataFrame(columns=columns)
    table = pd.concat(pieces, names=[matter]).reset_index(level=0).reset_index(drop=True)
    table["share"] = table["people"] / table["n"]
    ends = [wilson(k, n, level) for k, n in zip(table["people"], table["n"], strict=True)]
    table["low"], table["high"] = [e[0] for e in ends], [e[1] for e in ends]
    return table[columns]


def saying(complaints: pd.DataFrame, phrase: str, *, tokens: str = "tokens") -> pd.Series:
    """Return which texts hold a pair of `phrases_in_topic`: the way down to their quotations or further pairs."""
    return complaints[tokens].map(lambda words: phrase in set(_of(words))).astype(bool)


def _of(words: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for place, a in enumerate(words) for b in words[place + 1 : place + 1 + REACH] if a != b]


def _said(known: pd.DataFrame, phrases: set[str]) -> pd.DataFrame:
    """Return matter, person, phrase of those who said one of `phrases`, once each."""
    found = known["words"].map(lambda words: phrases.intersection(_of(words)))
    rows = known[["matter", "person"]].assign(phrase=found.map(sorted))
    return rows.explode("phrase").dropna(subset="phrase").drop_duplicates()


def _people(own: pd.DataFrame, words: pd.Series) -> pd.Series:
    """Return how many people said each of the words or phrases."""
    return own[["person"]].assign(said=words).explode("said").drop_duplicates().groupby("said")["person"].nunique()


def _scored(own: pd.DataFrame, size: int) -> pd.DataFrame:
    """Return the pairs that belong together and that enough people said, most people first."""
    people, counts = _people(own, own["words"].map(_of)), _people(own, own["words"])
    people = people[people >= FEWEST]
    parts = people.index.str.split(" ", n=1)
    a, b = (np.asarray(counts.reindex(parts.str[i]), dtype=float) for i in (0, 1))
    k = people.to_numpy(dtype=float)
    cells = [(k, a * b), (a - k, a * (size - b)), (b - k, (size - a) * b), (size - a - b + k, (size - a) * (size - b))]
    ratio = 2 * sum(special.xlogy(np.maximum(n, 0), np.maximum(n, 1e-9) * size / np.maximum(e, 1e-9)) for n, e in cells)
    table = pd.DataFrame({"phrase": people.index, "people": people.to_numpy()})
    table = table[(k * size >= TWICE * a * b) & (ratio > stats.chi2.ppf(SURE, 1))]
    return table.sort_values(["people", "phrase"], ascending=[False, True], ignore_index=True)


def _distinct(table: pd.DataFrame, own: pd.DataFrame, most: int) -> pd.DataFrame:
    """Keep the first pairs that are not said by the same people as a pair before them."""
    sayers = own.groupby("phrase")["person"].agg(set)
    kept: list[int] = []
    for place, phrase in enumerate(table["phrase"]):
        mine = sayers[phrase]
        before = (sayers[table["phrase"].iloc[i]] for i in kept)
        if all(len(mine & theirs) < SAME * len(mine | theirs) for theirs in before):
            kept.append(place)
        if len(kept) == most:
            break
    return table.iloc[kept]
