"""How finely to cut: what a few choices of granularity give on the same texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.text.coherence import coherence, diversity
from cxlab.text.grouping import find_groups
from cxlab.text.keywords import keywords_of
from cxlab.text.model import TopicModel
from cxlab.text.space import Tokens
from cxlab.text.stability import come_back

_MOST = 3_000
"""Distinct texts that the choices are tried on; of more, a sample."""


def granularity(
    model: TopicModel,
    tokens: Tokens,
    *,
    factors: Sequence[float] = (0.5, 1.0, 1.5, 2.0),
    n_boot: int = 3,
    seed: int = 0,
) -> pd.DataFrame:
    """Return what half, one and a half times and twice as many topics as `model` has would be like, beside its own.

    Each choice is fitted anew to the places that the texts have already (nothing is embedded again), on 3,000 distinct
    texts at most, the model's own included: so the lines compare with each other, not with `stability(model)`.

    Parameters
    ----------
    tokens
        Words of each text that the model was fitted to, in its order.
    factors
        Numbers of topics, as multiples of the model's.
    n_boot
        Re-fits on 80 % of the texts for `stability`.

    Returns
    -------
    DataFrame
        One row a choice, coarse first: min_topic_size (what `fit_topics` takes to get it), topics, coherence (mean NPMI
        of keywords, -1 to 1), diversity (share of different words among all keywords, 0-1), stability (mean over
        topics, 0-1, see `stability`), raw_no_topic (share of texts in no dense place, 0-1), chosen (the model's own).
        A choice that finds no dense place has 0 topics and nan.

    Raises
    ------
    InputError
        A loaded model (its vectors are not saved), tokens that are not one a text, or a factor not above 0.
    """
    if model.vectors is None or model.rows is None:
        raise InputError("A loaded model has no vectors; fit the topics again to compare granularities.")
    if len(tokens) != len(model.assignments):
        raise InputError(f"{len(tokens)} tokens for {len(model.assignments)} texts; give one a text.")
    if min(factors) <= 0:
        raise InputError(f"factors are {tuple(factors)}; allowed: above 0.")
    every = len(model.rows)
    picked = np.linspace(0, every - 1, min(every, _MOST)).round().astype(np.int64)  # in hash order: a random sample
    joined, words = model.vectors[picked], [tokens[row] for row in model.rows[picked].tolist()]
    sampled = max(every, len({tuple(said) for said in tokens if said})) / every  # min_topic_size is of a sample, too
    lines = []
    for factor in sorted(factors):
        find = partial(
            find_groups,
            space=model.space,
            min_size=max(2, round(model.min_topic_size * len(picked) / every / factor)),
            n_groups=max(2, round(model.n_groups * factor)),
            seed=model.seed,
            method=model.method,
        )
        size = max(2, round(model.min_topic_size * sampled / factor))
        line: dict[str, float] = {"min_topic_size": size, "topics": 0, "chosen": factor == 1.0}
        found = find(joined)
        if found is not None:
            said = list(keywords_of(words, found.nearest, found.space).values())
            line |= {
                "topics": len(said),
                "coherence": float(np.nanmean(coherence(said, tokens))),
                "diversity": diversity(said),
                "stability": float(
                    come_back(joined, found.nearest, find, n_topics=len(said), n_boot=n_boot, seed=seed).mean()
                ),
                "raw_no_topic": float((found.dense < 0).mean()),
            }
        lines.append(line)
    columns = ["min_topic_size", "topics", "coherence", "diversity", "stability", "raw_no_topic", "chosen"]
    return pd.DataFrame(lines, columns=columns)
