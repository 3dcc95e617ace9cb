"""Which touchpoints a text speaks of, by the words that the study gives to each, and what is on no touchpoint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.intervals import wilson
from cxlab.insight.journey.suggested import NONE, suggested

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
        Words that set the unmapped texts apart (`suggested.suggested`); empty where texts come without `tokens`.
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


def placed(complaints: pd.DataFrame, words: Mapping[str, Sequence[str]]) -> Placed:
    """Place every text at the touchpoints whose words it holds.

    A word within a longer word of any touchpoint is not heard there (占位 in 占位费); words of Latin letters stand
    alone or with a plain ending (refund, refunds, refunded). Upper and lower case are one. A text's main touchpoint
    is the one with most different words, then the one that is named first, then the one that the study names first.

    Held against people's own codes, the main touchpoint was right for 81 % of car complaints of 15 to 25 characters
    and 73 % of the demo's texts, but for 37 % of English narratives of 200 words, which speak of several: there take
    all mentions. (Were rare words to count more: 76 and 75 %.)

    Parameters
    ----------
    complaints
        ``complaint_id`` (each once), ``text`` (masked; in simplified script where the words are, as
        `cxlab.text.normalize` returns it; a missing one says nothing) and, for suggestions, ``tokens`` and
        ``customer_key`` where known. Leave texts without content out: they are on no map.
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
    spots = pd.DataFrame(rows, columns=_MENTIONS[:-1]).astype({"complaint_id": ids.dtype})
    mentions = _with_main(spots, list(words))
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
        suggested=suggested(complaints, mentions) if "tokens" in complaints else NONE.copy(),
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
        return cls(_pattern(owners), owners)

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


def _with_main(spots: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    place = {point: number for number, point in enumerate(order)}
    spots["place"] = spots["touchpoint"].map(place).astype("int64")
    ranked = spots.sort_values(["words", "at", "place"], ascending=[False, True, True])
    spots["main"] = spots.index.isin(ranked.drop_duplicates("complaint_id").index)
    types = {"touchpoint": "str", "words": "int64", "at": "int64", "main": "bool"}
    return spots.sort_values(["complaint_id", "place"], ignore_index=True)[_MENTIONS].astype(types)


def _coverage(texts: int, known: int) -> pd.DataFrame:
    low, high = wilson(texts - known, texts)
    share = (texts - known) / texts if texts else np.nan
    row = {"texts": texts, "placed": known, "unmapped": texts - known, "share": share, "low": low, "high": high}
    return pd.DataFrame([row])


def _folded(word: str) -> str:
    return word.strip().casefold()


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern whose group 1 is the longest word at a place; Latin words begin where no letter is before.

    All of it looks ahead, since words may overlap (停车 and 车位 in 停车位). First letters are looked at first: most
    places of a text are done with there.
    """
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    latin = {word[0] for word in longest_first if _is_latin(word[0])}
    others = {word[0] for word in longest_first} - latin
    starts = [f"{before}(?=[{_set(chars)}])" for before, chars in (("(?<![a-z])", latin), ("", others)) if chars]
    if not starts:
        return re.compile("(?!)")
    return re.compile(f"(?:{'|'.join(starts)})(?=({'|'.join(map(_expression, longest_first))}))")


def _set(chars: Iterable[str]) -> str:
    return "".join(map(re.escape, sorted(chars)))


def _expression(word: str) -> str:
    """Return the pattern of a word; a Latin letter after it would make it another word, but for a plain ending."""
    return re.escape(word) + (_ENDING if _is_latin(word[-1]) else "")


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


_ENDING = "(?=(?:s|es|ed|ing)?(?![a-z]))"
