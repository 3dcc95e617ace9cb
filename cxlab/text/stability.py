"""Whether the same topics come out of slightly other complaints."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.text.cluster import Labels
from cxlab.text.grouping import Groups, find_groups
from cxlab.text.model import TopicModel
from cxlab.text.space import Array

_SHARE = 0.8
_MOST = 6_000
"""Texts that a re-fit draws at most: of many texts a smaller part tells the same in less time."""


def stability(model: TopicModel, *, n_boot: int = 10, seed: int = 0) -> pd.DataFrame:
    """Return topic, stability (0-1): the mean best-match Jaccard index over re-fits on 80 % of the distinct texts.

    Each re-fit draws without replacement, 6,000 at most, and groups the drawn texts anew by the places they have
    already (nothing is embedded again); a topic's match is the new group that shares most with it. Above 0.75 the topic
    comes back nearly whole, below 0.5 it falls apart or merges (Hennig 2007, Computational Statistics & Data
    Analysis 52).

    Raises
    ------
    InputError
        A loaded model (its vectors are not saved), or `n_boot` below 1.
    """
    if model.vectors is None or model.rows is None:
        raise InputError("A loaded model has no vectors; fit the topics again to measure their stability.")
    topic = model.assignments["topic"].to_numpy()[model.rows]
    share = min(1.0, _MOST / (_SHARE * len(topic)))
    find = partial(
        find_groups,
        space=model.space,
        min_size=max(2, round(model.min_topic_size * share)),
        n_groups=model.n_groups,
        seed=model.seed,
        method=model.method,
    )
    again = come_back(model.vectors, topic, find, n_topics=len(model.topics), n_boot=n_boot, seed=seed)
    return pd.DataFrame({"topic": range(len(model.topics)), "stability": again})


def come_back(
    vectors: Array, topic: Labels, find: Callable[[Array], Groups | None], *, n_topics: int, n_boot: int, seed: int
) -> Array:
    """Return how well each topic, 0 … n_topics - 1, is found again in parts of `vectors` (see `stability`).

    A topic without a row among them did not come back.

    Parameters
    ----------
    vectors, topic
        (n, d) and (n,), in an order that depends on content only; -1 = no topic.
    find
        Groups the drawn vectors; where it finds nothing, no topic came back.

    Raises
    ------
    InputError
        `n_boot` below 1.
    """
    if n_boot < 1:
        raise InputError(f"n_boot is {n_boot}; allowed: 1 or more.")
    rng = np.random.default_rng(seed)
    matches = np.zeros((n_boot, n_topics))
    size = min(round(_SHARE * len(topic)), _MOST)
    for run in range(n_boot):
        drawn = np.sort(rng.choice(len(topic), size=size, replace=False))
        found = find(vectors[drawn])
        if found is None:
            continue
        again = np.where(topic[drawn] >= 0, found.nearest, -1)
        matches[run] = [_best_jaccard(topic[drawn] == number, again) for number in range(matches.shape[1])]
    return matches.mean(axis=0)


def _best_jaccard(members: np.ndarray, groups: np.ndarray) -> float:
    shared = np.bincount(groups[members & (groups >= 0)], minlength=int(groups.max()) + 1)
    sizes = np.bincount(groups[groups >= 0], minlength=len(shared))
    return float((shared / np.maximum(members.sum() + sizes - shared, 1)).max())
