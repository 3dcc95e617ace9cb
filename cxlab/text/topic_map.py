"""Where topics lie in the plane: alike ones near each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from cxlab.text.model import TopicModel
from cxlab.text.space import Array


def topic_map(model: TopicModel) -> pd.DataFrame:
    """Return topic, x, y of `plane`, the largest topic at the positive end of both axes."""
    x, y = plane(model.centres).T
    return pd.DataFrame({"topic": model.topics["topic"], "x": x, "y": y})


def plane(centres: Array) -> Array:
    """Return (n, 2): classical scaling (Torgerson 1952) of the distances between `centres` (n, d).

    Units mean nothing; the first axis spreads most. The sign of an axis is set so that the first centre lies at its
    positive end. Fewer than three centres lie on a line.
    """
    with threadpool_limits(1):
        centred = centres - centres.mean(axis=0)
        directions, lengths, _ = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(centred), 2))
    shown = min(2, len(lengths))
    places[:, :shown] = directions[:, :shown] * lengths[:shown]
    return np.asarray((places * np.where(places[0] < 0, -1.0, 1.0)).round(9))
