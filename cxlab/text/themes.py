"""Themes: the few families that the topics belong to."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from threadpoolctl import threadpool_limits

from cxlab.errors import InputError
from cxlab.text.cluster import Labels
from cxlab.text.keywords import keywords_of, label_groups
from cxlab.text.model import TopicModel
from cxlab.text.space import Tokens

_PER_ROOT = 1.5
"""Themes, in units of the square root of the number of topics: 5 of 10 topics, 7 of 20, 10 of 48."""


def themes(model: TopicModel, tokens: Tokens) -> pd.DataFrame:
    """Return topic, theme (0 = the largest by texts), label of the theme; one row a topic, in the order of topics.

    Ward's method on the topics' centres; a theme's label is made of its own keywords, or is its only topic's label.

    Parameters
    ----------
    tokens
        Words of each text of `model.assignments`, in that order.

    Raises
    ------
    InputError
        `tokens` are not one a text.
    """
    if len(tokens) != len(model.assignments):
        raise InputError(f"{len(tokens)} tokens for {len(model.assignments)} texts; give one a text.")
    n_topics = len(model.topics)
    n_themes = min(n_topics, round(_PER_ROOT * math.sqrt(n_topics)))
    theme: Labels = np.arange(n_topics)
    if n_themes < n_topics:
        with threadpool_limits(1):
            theme = fcluster(linkage(model.centres, "ward"), n_themes, "maxclust").astype(np.int64) - 1
    topic = model.assignments["topic"].to_numpy()
    labels = label_groups(keywords_of(tokens, np.where(topic >= 0, theme[topic], -1), model.space))
    for number in labels:
        members = np.flatnonzero(theme == number)
        if len(members) == 1:
            labels[number] = str(model.topics["label"].iloc[members[0]])
    sizes = model.topics["size"].groupby(theme).sum()
    rank = {number: place for place, number in enumerate(sorted(labels, key=lambda t: (-sizes[t], labels[t])))}
    named = theme.tolist()
    return pd.DataFrame(
        {"topic": model.topics["topic"], "theme": [rank[t] for t in named], "label": [labels[t] for t in named]}
    )
