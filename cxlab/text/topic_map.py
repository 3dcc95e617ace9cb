"""Where topics lie in the plane: alike ones near each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from cxlab.text.model import TopicModel


def topic_map(model: TopicModel) -> pd.DataFrame:
    """Return topic, x, y: classical scaling (Torgerson 1952) of the distances between the topics' centres.

    Units mean nothing; the first axis spreads most. The sign of an axis is set so that the largest topic lies at its
    positive end. Fewer than three topics lie on a line.
    """
    with threadpool_limits(1):
        centred = model.centres - model.centres.mean(axis=0)
        directions, lengths, _ = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(centred), 2))
    shown = min(2, len(lengths))
    places[:, :shown] = directions[:, :shown] * lengths[:shown]
    places *= np.where(places[0] < 0, -1.0, 1.0)
    return pd.DataFrame({"topic": model.topics["topic"], "x": places[:, 0].round(9), "y": places[:, 1].round(9)})
