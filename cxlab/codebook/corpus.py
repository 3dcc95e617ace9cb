"""The texts of one run as a codebook sees them: vectors, words, who wrote and when; never the wording itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cxlab.errors import InputError
from cxlab.text.cluster import Labels, content_order
from cxlab.text.embed import Vectors
from cxlab.text.model import read
from cxlab.text.space import Array, Space, Tokens

PERIOD_DAYS = 30
"""Periods are counted backwards from the newest text, so that the last one is as long as the others."""
_CHUNK = 20_000


@dataclass(frozen=True)
class Corpus:
    """Texts of a run, row by row.

    Attributes
    ----------
    ids
        One a text.
    vectors, tokens
        Sentence vectors (n, d) and the telling words of each text.
    people
        A number for each customer; a text without a customer is a person of its own.
    ages
        Whole days before the newest text; NaN without a date.
    until
        Day of the newest text (ISO), empty without dates.
    """

    ids: tuple[str, ...]
    vectors: Vectors
    tokens: Tokens
    people: Labels
    ages: Array
    until: str

    @property
    def worded(self) -> NDArray[np.bool_]:
        """True where a text has a telling word."""
        return np.array([bool(words) for words in self.tokens], dtype=bool)

    @property
    def dated(self) -> bool:
        """Whether any text has a date."""
        return bool(self.until)

    @property
    def periods(self) -> Labels:
        """0 = the newest 30 days, 1 = the 30 days before …; -1 for a text without a date."""
        return np.where(np.isnan(self.ages), -1, np.nan_to_num(self.ages) // PERIOD_DAYS).astype(np.int64)

    def chunks(self, space: Space) -> Iterator[tuple[slice, Array]]:
        """Yield slices of rows with their places in `space`: memory does not grow with the number of texts."""
        for start in range(0, len(self.ids), _CHUNK):
            rows = slice(start, start + _CHUNK)
            yield rows, space.transform(self.vectors[rows], self.tokens[rows])

    def distinct(self, rows: Labels) -> tuple[Labels, Labels]:
        """Return (first, inverse) of the different contents among `rows`, as `content_order` does."""
        return content_order(
            (" ".join(self.tokens[row]).encode(), self.vectors[row].tobytes()) for row in rows.tolist()
        )

    def cosines(self, space: Space, centres: Array) -> Array:
        """Return (n, centres), rounded to 6 digits so that no last bit decides; -1 for a text without words."""
        found = np.full((len(self.ids), len(centres)), -1.0)
        with threadpool_limits(1):
            for rows, places in self.chunks(space):
                found[rows] = (places @ centres.T).round(6)
        found[~self.worded] = -1.0
        return found


def gather(
    texts: Sequence[str],
    *,
    ids: Sequence[Any],
    dates: Sequence[Any] | None = None,
    people: Sequence[Any] | None = None,
    embeddings: Vectors | None = None,
    tokens: Tokens | None = None,
) -> Corpus:
    """Return the corpus of `texts`; vectors and words are made where not given.

    Raises
    ------
    InputError
        Lengths differ, an id stands twice, or a date cannot be read.
    """
    for name, given in (("ids", ids), ("dates", dates), ("people", people)):
        if given is not None and len(given) != len(texts):
            raise InputError(f"{len(given)} {name} for {len(texts)} texts; give one a text.")
    names = pd.Series([str(name) for name in ids], dtype="str")
    if names.duplicated().any():
        twice = names[names.duplicated()].iloc[0]
        raise InputError(f"The id '{twice}' stands more than once; ids must be unique, or changes cannot be told.")
    vectors, words = read(texts, embeddings, tokens)
    ages, until = _ages(dates, len(texts))
    return Corpus(tuple(names), vectors, words, _persons(people, len(texts)), ages, until)


def fitted_space(vectors: Vectors, tokens: Tokens, group: Labels) -> Space:
    """Return a space fitted to texts and stretched to their groups (-1 = none), as a fit of topics does."""
    space, placed = Space.fit(vectors, tokens), group >= 0
    joined = space.transform(vectors[placed], [words for words, has in zip(tokens, placed, strict=True) if has])
    return space.stretched(joined, np.unique(group[placed], return_inverse=True)[1].astype(np.int64))


def _ages(dates: Sequence[Any] | None, n: int) -> tuple[Array, str]:
    if dates is None:
        return np.full(n, np.nan), ""
    try:
        when: pd.Series = pd.Series(pd.to_datetime(pd.Series(list(dates)), errors="raise"))
    except (ValueError, TypeError) as error:
        raise InputError(f"dates cannot be read as dates: {error}. Give datetimes, or None.") from None
    if when.isna().all():
        return np.full(n, np.nan), ""
    days = when.dt.tz_localize(None).dt.normalize() if when.dt.tz is not None else when.dt.normalize()
    ages: Array = (days.max() - days).dt.days.to_numpy(dtype=np.float64, na_value=np.nan)
    return ages, str(days.max().date())


def _persons(people: Sequence[Any] | None, n: int) -> Labels:
    if people is None:
        return np.arange(n)
    known = pd.factorize(pd.Series(list(people), dtype="object"))[0].astype(np.int64)
    return np.where(known >= 0, known, known.max(initial=-1) + 1 + np.arange(n))
