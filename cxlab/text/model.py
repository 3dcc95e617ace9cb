"""A fitted topic model: who belongs where, what each topic is about, and room for new texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxlab.errors import InputError, StorageError
from cxlab.text.cluster import Method, nearest_centroid
from cxlab.text.embed import Vectors, embed
from cxlab.text.space import Array, Space, Tokens
from cxlab.text.tokenize import tokenize

_FORMAT = 2


@dataclass(frozen=True)
class TopicModel:
    """Topics of one set of texts, and what is needed to assign others to them.

    Attributes
    ----------
    assignments
        id, topic (-1 = none), strength (cosine to the topic's centre, 0-1; 0 for none), raw_topic (what density alone
        said: -1 for a text between topics, which was then given to the nearest); in the order of the texts.
    topics
        topic (0 = the largest), size (rows), share (of all rows, 0-1), keywords (up to 10, joined with ``、``), label.
    space, centres, floor
        Where topics live, their centres (topics, d), and the least cosine with which a text belongs to one.
    min_topic_size, n_groups, seed, method
        As used in fitting; the size among the texts that the topics were found in, so smaller where that was a sample.
    vectors, rows
        Of the distinct texts that the topics were found in: their places in the space before it was stretched, and the
        row of `assignments` that each stands for. For `stability`; not saved, so None after `load`.
    """

    assignments: pd.DataFrame
    topics: pd.DataFrame
    space: Space
    centres: Array
    floor: float
    min_topic_size: int
    n_groups: int
    seed: int
    method: Method = "evoc"
    vectors: Array | None = None
    rows: NDArray[np.int64] | None = None

    def assign(
        self, texts: Sequence[str], *, embeddings: Vectors | None = None, tokens: Tokens | None = None
    ) -> pd.DataFrame:
        """Return id (position), topic, strength of new texts; one that fits no topic well enough gets -1.

        A model that was fitted with `tokens` or `embeddings` of your own making needs the same kind here.
        """
        sentences, tokens = read(texts, embeddings, tokens)
        if sentences.shape[1] != len(self.space.sentence_mean):
            raise InputError(
                f"embeddings have {sentences.shape[1]} columns; this model has {len(self.space.sentence_mean)}."
            )
        topic, strength = nearest_centroid(self.space.transform(sentences, tokens), self.centres)
        fits = (strength >= self.floor) & np.array([bool(words) for words in tokens], dtype=bool)
        placed = {"topic": np.where(fits, topic, -1), "strength": np.where(fits, strength, 0.0).clip(0, 1)}
        return pd.DataFrame({"id": np.arange(len(tokens)), **placed})

    def save(self, folder: str | Path) -> None:
        """Write ``model.json``, ``model.npz``, ``assignments.parquet``: no pickle, no customer's text."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        facts = {
            "format": _FORMAT,
            "floor": self.floor,
            "min_topic_size": self.min_topic_size,
            "n_groups": self.n_groups,
            "seed": self.seed,
            "method": self.method,
            "topics": self.topics.to_dict(orient="list"),
        }
        (folder / "model.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
        arrays: dict[str, Any] = {"centres": self.centres, **self.space.arrays()}
        np.savez_compressed(folder / "model.npz", **arrays)
        self.assignments.to_parquet(folder / "assignments.parquet", index=False)

    @classmethod
    def load(cls, folder: str | Path) -> TopicModel:
        """Read what `save` wrote; raise StorageError where a part is missing, broken or of another format."""
        folder = Path(folder)
        try:
            facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            with np.load(folder / "model.npz", allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            assignments = pd.read_parquet(folder / "assignments.parquet")
        except (OSError, ValueError) as error:
            raise StorageError(f"{folder} holds no readable topic model: {error}") from error
        if facts.pop("format", None) != _FORMAT:
            raise StorageError(f"{folder} holds a topic model of another format than {_FORMAT}; fit the topics again.")
        topics, space = pd.DataFrame(facts.pop("topics")), Space.of(arrays)
        return cls(assignments=assignments, topics=topics, space=space, centres=arrays["centres"], **facts)


def read(texts: Sequence[str], embeddings: Vectors | None, tokens: Tokens | None) -> tuple[Vectors, Tokens]:
    """Return vectors and words, computed where not given; raise InputError where one is not one a text."""
    sentences = embed(texts) if embeddings is None else np.asarray(embeddings, dtype=np.float32)
    tokens = tokenize(texts) if tokens is None else tokens
    for name, rows in (("embeddings", len(sentences)), ("tokens", len(tokens))):
        if rows != len(texts):
            raise InputError(f"{rows} {name} for {len(texts)} texts; give one a text.")
    # A row's sum is finite when its numbers are, and a million rows need no table of a million times d answers.
    if sentences.ndim != 2 or not np.isfinite(sentences.sum(axis=1, dtype=np.float64)).all():
        raise InputError(f"embeddings have shape {sentences.shape}; allowed: (n, d) of finite numbers.")
    return sentences, tokens
