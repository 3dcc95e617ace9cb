"""Which texts people read again: some of every topic, people and not rows, with known weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.audit.answers import NONE, UNCLEAR
from cxlab.errors import InputError
from cxlab.insight.counts import persons

AT_LEAST = 5


@dataclass(frozen=True)
class Sample:
    """A drawn sample; it holds no text.

    Attributes
    ----------
    items
        id, code (the machine's; ``none`` = in no topic), in the order in which they are read: mixed, so that neighbours
        tell nothing.
    strata
        code, people (of the study in this topic), drawn; by code. A person in two topics is one in each.
    codebook, version
        Key and version of the codebook that coded.
    seed
        Of the draw.
    """

    items: pd.DataFrame
    strata: pd.DataFrame
    codebook: str = ""
    version: int = 0
    seed: int = 0


def draw(
    coded: pd.DataFrame,
    *,
    n: int = 200,
    at_least: int = AT_LEAST,
    seed: int = 0,
    codebook: str = "",
    version: int = 0,
) -> Sample:
    """Draw a stratified sample of people: in each topic, and in none, a simple random sample without replacement.

    A person is in a topic once, however often they wrote; one of their texts, picked at random, stands for them. Sizes
    are in proportion to the square roots of the topics' people (Bankier 1988, power allocation with 1/2): small topics
    get enough for a judgement, large ones more. The order of the rows does not matter.

    Parameters
    ----------
    coded
        id (unique), code ("" = no topic), and ``customer_key`` where customers are known (missing: a person alone).
    n
        People to draw; raised where `at_least` of every topic need more.
    at_least
        Of every topic that has so many.

    Raises
    ------
    InputError
        `coded` is empty or has an id twice, or `n` or `at_least` is below 1.
    """
    if n < 1 or at_least < 1:
        raise InputError(f"n is {n} and at_least {at_least}; both must be 1 or more.")
    if coded["id"].duplicated().any():
        raise InputError(f"The id '{coded.loc[coded['id'].duplicated(), 'id'].iloc[0]}' stands more than once.")
    if coded["code"].isin([NONE, UNCLEAR]).any():
        raise InputError(f"'{NONE}' and '{UNCLEAR}' are answers, not codes of topics; a text without a topic has ''.")
    if coded.empty:
        raise InputError("There is no coded text to draw from; widen the period, or run the chapter on topics first.")
    rng = np.random.default_rng(seed)
    rows = coded.astype({"id": "str", "code": "str"}).sort_values("id", ignore_index=True)
    rows = rows.assign(code=rows["code"].replace("", NONE), person=persons(rows))
    one_each = rows.iloc[rng.permutation(len(rows))].drop_duplicates(["code", "person"]).sort_index()
    # mixed a second time: who wrote often came early in the first
    one_each = one_each.iloc[rng.permutation(len(one_each))]
    people = one_each["code"].value_counts().sort_index()
    sizes = _allocate(people, n, at_least)
    taken = one_each[one_each.groupby("code").cumcount() < one_each["code"].map(sizes)]
    items = taken.iloc[rng.permutation(len(taken))][["id", "code"]].reset_index(drop=True)
    strata = pd.DataFrame({"code": people.index, "people": people.to_numpy(), "drawn": sizes.to_numpy()})
    return Sample(items, strata.astype({"code": "str"}), codebook, version, seed)


def _allocate(people: pd.Series, n: int, at_least: int) -> pd.Series:
    """Give each stratum its least, then one by one to whoever lies farthest below the root of its size."""
    size, root = people.to_numpy(), np.sqrt(people.to_numpy())
    drawn = np.minimum(size, at_least)
    while drawn.sum() < min(n, size.sum()):
        drawn[np.where(drawn < size, root / (drawn + 1), -1.0).argmax()] += 1
    return pd.Series(drawn, index=people.index)
