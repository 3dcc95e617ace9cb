"""The warning that a codebook no longer fits."""

import numpy as np

from cxlab.codebook import code


def test_a_stable_stream_is_quiet(stream, first):
    coded = code(**stream.upto(7), learned=first.codebook, seed=7)
    assert coded.drift["drifted"].sum() == 0
    assert coded.drift["n"].sum() == len(coded.assignments)
    assert coded.drift["end"].is_monotonic_increasing


def test_texts_of_another_world_are_told(stream, first):
    run = stream.upto(7)
    rng = np.random.default_rng(3)
    last = [row for row, name in enumerate(run["ids"]) if name.startswith("C07")]
    for row in last:
        run["tokens"][row] = [f"别处{rng.integers(900)}" for _ in range(4)]
        vector = rng.normal(size=64)
        run["embeddings"][row] = vector / np.linalg.norm(vector)
    coded = code(**run, learned=first.codebook, seed=7)
    assert coded.drift["drifted"].tolist() == [False] * 7 + [True]
