"""Sentence vectors, offline: a text's vector depends on that text alone and is computed once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cxlab.errors import InputError
from cxlab.text import memory
from cxlab.text.encoders import Encoder, Model, encoder
from cxlab.text.keys import Keys, content_keys
from cxlab.text.normalize import normalize
from cxlab.text.progress import progress
from cxlab.text.vector_store import Vectors, VectorStore
from cxlab.text.workers import DIMENSIONS

__all__ = ["Model", "Vectors", "embed"]

_TOGETHER = 2_000
"""Texts of which the vectors are computed, and kept, at once: what an interrupted run loses at most."""


def embed(texts: Sequence[str], *, model: Model = "use-multilingual", cache: str | Path | None = None) -> Vectors:
    """Return a float32 array (n, d) with rows of length 1, in the order of `texts`.

    Texts are normalized first (`cxlab.text.normalize`), and equal ones computed once. The packaged model is the
    multilingual Universal Sentence Encoder v3 (d = 512). It reads one text at a time on one BLAS thread, because a
    matrix product of a batch rounds differently with the batch's size: so a row's bits depend on nothing but its text,
    whatever the row order, the number of workers or what the cache already held. Many texts are spread over worker
    processes, at most ``OMP_NUM_THREADS`` of them, else one a core.

    Parameters
    ----------
    model
        ``use-multilingual``; or a folder with a sentence-transformers model (extra ``sentence``; nothing is fetched
        from a network, texts go one by one); or a function from a list of at most 2,000 texts to an array (n, d), of
        which a row should depend on its own text only. Rows are scaled to length 1; a row of zeros stays zero.
    cache
        A folder. Vectors are kept there by a hash of the normalized text, 2,000 at a time, so that an interrupted run
        goes on where it stopped; several processes may share it. A function is cached under its attribute
        ``model_name``, which should change when the function does. Above 256 MB the result is a view of a temporary
        file there.

    Raises
    ------
    InputError
        Unknown model, a cache for a function without ``model_name``, a model that returns another shape, NaN or
        infinity, or less memory than the topics of so many texts take (`cxlab.text.memory`).
    StorageError
        The cache cannot be read or written.
    """
    made_by = encoder(model)
    if cache is not None and made_by.name is None:
        raise InputError(
            "cache is for a model with a name: a function's vectors cannot be told from another function's. "
            "Give the function an attribute model_name, or leave cache out."
        )
    clean = normalize(texts)
    if not clean:
        return np.empty((0, DIMENSIONS), np.float32)
    memory.require(len(clean), sum(map(len, clean)) / len(clean), mapped=cache is not None)
    keys = content_keys(clean)
    _, first, same = np.unique(keys, return_index=True, return_inverse=True)
    if cache is not None and made_by.name is not None:
        store = VectorStore(Path(cache) / made_by.name)
        _keep(store, made_by, clean, keys, np.sort(first[store.missing(keys[first])]))
        return store.take(keys)
    return _computed(made_by, clean, first[same])


def _keep(store: VectorStore, made_by: Encoder, texts: list[str], keys: Keys, rows: NDArray[np.intp]) -> None:
    for some, vectors in _encoded(made_by, texts, rows):
        store.write(keys[some], vectors)


def _computed(made_by: Encoder, texts: list[str], first: NDArray[np.intp]) -> Vectors:
    """Return vectors without a cache; `first` is the first row with the same text."""
    rows = np.arange(len(texts))
    found = np.empty((len(texts), 0), np.float32)
    for some, vectors in _encoded(made_by, texts, rows[first == rows]):
        if not found.shape[1]:
            found = np.empty((len(texts), vectors.shape[1]), np.float32)
        found[some] = vectors
    repeated = rows[first != rows]
    for start in range(0, len(repeated), _TOGETHER):
        some = repeated[start : start + _TOGETHER]
        found[some] = found[first[some]]
    return found


def _encoded(made_by: Encoder, texts: list[str], rows: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], Vectors]]:
    """Yield rows and their vectors, a part of `rows` at a time."""
    if not len(rows):
        return
    with made_by.opened(len(rows)) as encode, progress(len(rows)) as bar:
        for start in range(0, len(rows), _TOGETHER):
            some = rows[start : start + _TOGETHER]
            yield some, encode([texts[row] for row in some.tolist()])
            bar.update(len(some))
