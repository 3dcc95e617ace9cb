"""Which touchpoints a text speaks of, by the words that the study gives to each, and what is on no touchpoint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from cxlab.errors import InputError
from cxlab.insight.counts import persons
from cxlab.insight.intervals import wilson

FEWEST = 5
TWICE = 2
SURE = 0.999
MOST = 20
NEAR = 0.5
_MENTIONS = ["complaint_id", "touchpoint", "words", "at", "main"]


@dataclass(frozen=True)
class Placed:
    """Texts on the map.

    Attributes
    ----------
    mentions
        One row a text and touchpoint: ``complaint_id``, ``touchpoint``, ``words`` (different words of it that the
        text holds), ``at`` (character of the first one), ``main`` (True for one touchpoint a text).
    coverage
        One row: ``texts``, ``placed``, ``unmapped`` (texts that hold no word of any touchpoint), ``share`` of these
        among all texts with Wilson's ``low`` and ``high``.
    unmapped
        ``complaint_id`` of the texts that hold no word.
    suggested
        Words that set the unmapped texts apart, see `suggested`.
    heard
        One row a word: ``touchpoint``, ``word``, ``texts`` that hold it (0: nobody says so).
    unheard
        Touchpoints of which no word is said, those without words among them.
    """

    mentions: pd.DataFrame
    coverage: pd.DataFrame
    unmapped: pd.Series
    suggested: pd.DataFrame
    heard: pd.DataFrame
    unheard: tuple[str, ...]


def placed(complaints: pd.DataFrame, words: Mapping[str, Sequence[str]], *, tokens: str = "tokens") -> Placed:
    """Place every text at the touchpoints whose words it holds.

    A word within a longer word of any touchpoint is not heard there (占位 in 占位费); words of Latin letters stand
    alone or with a plain ending (refund, refunds, refunded). Upper and lower case are one. A text's main touchpoint
    is the one with most different words, then the one that is named first, then the one that the study names first.

    Parameters
    ----------
    complaints
        ``complaint_id`` (each once), ``text`` (masked; in simplified script where the words are, as
        `cxlab.text.normalize` returns it; a missing one says nothing), and, for `Placed.suggested`, ``customer_key``
        and `tokens` where present. Leave texts without content out: they are on no map.
    words
        ``{touchpoint: words}``, in the order of the journey.

    Raises
    ------
    InputError
        An id stands twice.
    """
    ids = complaints["complaint_id"]
    if ids.duplicated().any():
        raise InputError(f"complaint_id '{ids[ids.duplicated()].iloc[0]}' stands more than once; one row a complaint.")
    found = Finder.of(words)
    rows: list[tuple[str, str, int, int]] = []
    texts_with: Counter[str] = Counter()
    for id, text in zip(ids, complaints["text"].astype("str").fillna(""), strict=True):
        held = found.words_in(text)
        texts_with.update(held.keys())
        rows += [(id, *spot) for spot in found.spots(held)]
    mentions = _with_main(pd.DataFrame(rows, columns=_MENTIONS[:-1]), list(words))
    known = ids.isin(mentions["complaint_id"])
    heard = pd.DataFrame(
        [(point, word, texts_with[_folded(word)]) for point, said in words.items() for word in said],
        columns=["touchpoint", "word", "texts"],
    )
    spoken = set(mentions["touchpoint"])
    return Placed(
        mentions=mentions,
        coverage=_coverage(len(ids), int(known.sum())),
        unmapped=ids[~known].reset_index(drop=True),
        suggested=suggested(complaints, mentions, tokens=tokens) if tokens in complaints else _NO_WORDS.copy(),
        heard=heard,
        unheard=tuple(point for point in words if point not in spoken),
    )


@dataclass(frozen=True)
class Finder:
    """All words of all touchpoints in one pattern."""

    pattern: re.Pattern[str]
    owners: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, words: Mapping[str, Sequence[str]]) -> Finder:
        """Return a finder for ``{touchpoint: words}``; an empty word is none."""
        owners: dict[str, tuple[str, ...]] = {}
        for point, said in words.items():
            for word in dict.fromkeys(_folded(w) for w in said):
                if word:
                    owners[word] = (*owners.get(word, ()), point)
        longest_first = sorted(owners, key=lambda word: (-len(word), word))
        # A look-ahead: words may overlap (停车 and 车位 in 停车位), each place gives its longest one.
        return cls(re.compile(f"(?=({'|'.join(map(_expression, longest_first))}))" if owners else "(?!)"), owners)

    def words_in(self, text: str) -> dict[str, int]:
        """Return the words in `text`, each with the character where it first stands."""
        held: dict[str, int] = {}
        done = 0
        for match in self.pattern.finditer(text.casefold()):
            start, end = match.span(1)
            if end > done:
                held.setdefault(match[1], start)
                done = end
        return held

    def spots(self, held: Mapping[str, int]) -> list[tuple[str, int, int]]:
        """Return touchpoint, number of different words, first place of the words that a text holds."""
        places: dict[str, list[int]] = {}
        for word, at in held.items():
            for point in self.owners[word]:
                places.setdefault(point, []).append(at)
        return [(point, len(at), min(at)) for point, at in places.items()]


def suggested(complaints: pd.DataFrame, mentions: pd.DataFrame, *, tokens: str = "tokens") -> pd.DataFrame:
    """Find the words that set the texts on no touchpoint apart from the placed ones.

    A word counts where at least five people of unmapped texts say it, at least twice the share of the people of
    placed texts, beyond the 99.9 % point of the log-likelihood ratio (Dunning 1993). They are ordered like c-TF-IDF
    (Grootendorst 2022) with two classes: the share of people times the log of how much rarer the word is overall.

    Parameters
    ----------
    complaints
        ``complaint_id``, `tokens` (words without stop words), ``customer_key`` where known.
    mentions
        From `placed`.

    Returns
    -------
    DataFrame
        ``word``, ``people`` (of unmapped texts), ``share`` (of these people), ``elsewhere`` (share of the people of
        placed texts), ``near`` (touchpoint of at least half of the placed texts that hold the word, else empty). At
        most 20, the most telling first.
    """
    frame = pd.DataFrame(
        {
            "complaint_id": complaints["complaint_id"].to_numpy(),
            "person": persons(complaints).to_numpy(),
            "mapped": complaints["complaint_id"].isin(mentions["complaint_id"]).to_numpy(),
            "word": complaints[tokens].map(lambda said: sorted(set(said))).to_numpy(),
        }
    )
    sizes = frame.groupby("mapped")["person"].nunique().reindex([False, True], fill_value=0).to_numpy(dtype=float)
    said = frame.explode("word").dropna(subset="word")
    people = said.groupby(["word", "mapped"])["person"].nunique().unstack(fill_value=0)
    people = people.reindex(columns=[False, True], fill_value=0)
    table = pd.DataFrame({"word": people.index.astype("str"), "people": people[False].to_numpy()})
    table["share"] = table["people"] / max(sizes[0], 1)
    table["elsewhere"] = people[True].to_numpy() / max(sizes[1], 1)
    seen = people.to_numpy(dtype=float)
    cells = np.hstack([seen, sizes - seen])  # who says the word, and who does not
    share = seen.sum(axis=1, keepdims=True) / max(sizes.sum(), 1)
    expected = np.hstack([share * sizes, (1 - share) * sizes])
    ratio = 2 * special.xlogy(cells, np.maximum(cells, 1e-9) / np.maximum(expected, 1e-9)).sum(axis=1)
    weight = table["share"] * np.log(1 + sizes.sum() / np.maximum(seen.sum(axis=1), 1))
    telling = (table["people"] >= FEWEST) & (table["share"] >= TWICE * table["elsewhere"])
    kept = table.assign(weight=weight.round(12))[telling & (ratio > stats.chi2.ppf(SURE, 1))]
    kept = kept.sort_values(["weight", "word"], ascending=[False, True]).head(MOST).reset_index(drop=True)
    near = _nearest(said[said["word"].isin(kept["word"])], mentions)
    return kept.drop(columns="weight").assign(near=pd.Series([near.get(w, "") for w in kept["word"]], dtype="str"))


def _nearest(said: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """Return the touchpoint where at least half of the placed texts with a word have their main one."""
    both = said.merge(mentions.loc[mentions["main"], ["complaint_id", "touchpoint"]], on="complaint_id")
    near = {}
    for word, rows in both.groupby("word"):
        shares = rows["touchpoint"].value_counts(normalize=True).sort_index()
        if shares.max() >= NEAR:
            near[str(word)] = str(shares.idxmax())
    return near


def _with_main(spots: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    place = {point: number for number, point in enumerate(order)}
    spots["place"] = spots["touchpoint"].map(place).astype("int64")
    ranked = spots.sort_values(["words", "at", "place"], ascending=[False, True, True])
    spots["main"] = spots.index.isin(ranked.drop_duplicates("complaint_id").index)
    types = {"complaint_id": "str", "touchpoint": "str", "words": "int64", "at": "int64", "main": "bool"}
    return spots.sort_values(["complaint_id", "place"], ignore_index=True)[_MENTIONS].astype(types)


def _coverage(texts: int, known: int) -> pd.DataFrame:
    low, high = wilson(texts - known, texts)
    share = (texts - known) / texts if texts else np.nan
    row = {"texts": texts, "placed": known, "unmapped": texts - known, "share": share, "low": low, "high": high}
    return pd.DataFrame([row])


def _folded(word: str) -> str:
    return word.strip().casefold()


def _expression(word: str) -> str:
    """Return the pattern of a word; Latin letters around it would make it another word, but for a plain ending."""
    latin = [char.isascii() and char.isalpha() for char in (word[0], word[-1])]
    return f"{'(?<![a-z])' if latin[0] else ''}{re.escape(word)}{_ENDING if latin[1] else ''}"


_ENDING = "(?=(?:s|es|ed|ing)?(?![a-z]))"
_NO_WORDS = pd.DataFrame({"word": [], "people": [], "share": [], "elsewhere": [], "near": []}).astype(
    {"word": "str", "people": "int64", "share": "float64", "elsewhere": "float64", "near": "str"}
)
