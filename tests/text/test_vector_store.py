import errno
import gc
import os
import tempfile
import tracemalloc

import numpy as np
import pytest

from cxlab.errors import StorageError
from cxlab.text import vector_store
from cxlab.text.keys import content_keys
from cxlab.text.vector_store import VectorStore


def filled(folder, n, d, *, together):
    keys = content_keys(str(number) for number in range(n))
    vectors = np.random.default_rng(0).normal(size=(n, d)).astype(np.float32)
    store = VectorStore(folder)
    for start in range(0, n, together):
        store.write(keys[start : start + together], vectors[start : start + together])
    return store, keys, vectors


def test_what_was_written_is_taken_in_any_order(tmp_path):
    store, keys, vectors = filled(tmp_path, 100, 3, together=30)
    rows = np.random.default_rng(1).integers(0, 100, 250)
    assert (store.take(keys[rows]) == vectors[rows]).all()
    assert store.missing(content_keys(["7", "x", "99"])).tolist() == [False, True, False]
    assert VectorStore(tmp_path / "none").missing(keys[:2]).all()


def test_the_same_texts_written_twice_do_no_harm(tmp_path):
    store, keys, vectors = filled(tmp_path, 20, 3, together=7)
    store.write(keys[3:12], vectors[3:12])
    store.write(keys[:7], vectors[:7])
    assert (store.take(keys) == vectors).all()


def test_vectors_without_their_keys_are_as_good_as_not_there(tmp_path):
    store, keys, _ = filled(tmp_path, 20, 3, together=10)
    next(tmp_path.glob("*.keys.npy")).unlink()  # the second half of a write that never came
    assert store.missing(keys).sum() == 10


def test_a_large_result_is_mapped_and_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(vector_store, "MAPPED", 1000)
    store, keys, vectors = filled(tmp_path, 100, 3, together=100)
    before = sorted(tmp_path.iterdir())
    found = store.take(keys)
    assert (found == vectors).all()
    del found
    gc.collect()
    assert sorted(tmp_path.iterdir()) == before


def test_reading_allocates_little_beside_the_matrix(tmp_path):
    store, keys, vectors = filled(tmp_path, 50_000, 64, together=10_000)
    tracemalloc.start()
    found = store.take(keys)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.nbytes == vectors.nbytes
    assert peak < 1.6 * vectors.nbytes  # 64 numbers a text; with the usual 512 the keys weigh an eighth of this


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    store, keys, vectors = filled(tmp_path, 10, 3, together=10)

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(StorageError, match="No space left on device"):
        store.write(keys, vectors)
    assert not list(tmp_path.glob("*.part"))
    monkeypatch.setattr(vector_store, "MAPPED", 10)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(StorageError, match="No space left on device"):
        store.take(keys)
