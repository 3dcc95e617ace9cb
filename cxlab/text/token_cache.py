"""Words kept by the text that they were cut from: a scheduled run cuts new texts only."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cxlab.errors import StorageError
from cxlab.text.keys import Keys, content_keys, name_of, places

Words = list[list[str]]

_HERE = Path(__file__).parent
_CODE = ("characters", "engine", "language", "mojibake", "normalize", "plurals", "tokenize")
_SEPARATOR = " "
_TOGETHER = 20_000
"""Texts that are cut, and kept, at once: what an interrupted run loses at most."""


def cached(texts: Sequence[str], folder: Path, cut: Callable[[list[str]], Words]) -> Words:
    """Return the words of each text; those that `folder` does not hold are cut once and kept there.

    Texts are kept by their hash, words as they are (pass masked texts). Files hold the words of 20,000 texts at most
    and are named by their contents, so several processes may share the folder. Between the two ends, words lie in
    Arrow tables: memory for a million texts is little more than the words themselves.

    Raises
    ------
    StorageError
        A file of the cache cannot be read or written.
    """
    keys = content_keys(texts)
    distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    known = _read(folder, keys)
    new = np.sort(first[places(distinct, _keys(known)) < 0])
    for start in range(0, len(new), _TOGETHER):
        rows = new[start : start + _TOGETHER]
        found = [_SEPARATOR.join(words) for words in cut([texts[row] for row in rows.tolist()])]
        known = pa.concat_tables([known, _table(keys[rows], found)])
        _write(folder, keys[rows], known.slice(len(known) - len(rows)))
    place = places(distinct, _keys(known))[inverse]
    same: dict[str, str] = {}  # one string a word, not one a place
    words = [
        [same.setdefault(word, word) for word in line.split(_SEPARATOR) if word]
        for line in _strings(known["words"].combine_chunks(), place)
    ]
    del known
    pa.default_memory_pool().release_unused()  # else Arrow keeps it for later: 300 MB of a million texts
    return words


@cache
def code_key() -> str:
    """Return a hash of what decides how a text is cut, but for the study's own words: code, lists, dictionaries."""
    state = hashlib.blake2b(digest_size=16)
    for file in [*(_HERE / f"{name}.py" for name in _CODE), *sorted((_HERE.parent / "resources" / "text").iterdir())]:
        state.update(file.read_bytes())
    for package in ("jieba", "opencc"):
        state.update(version(package).encode())
    return state.hexdigest()


def _read(folder: Path, keys: Keys) -> pa.Table:
    wanted = _binary(keys)
    found = [_table(keys[:0], [])]
    for file in sorted(folder.glob("*.parquet")):
        try:
            table = pq.read_table(file, columns=["key", "words"])
            found.append(table.filter(pc.is_in(table["key"], value_set=wanted)))
        except (OSError, ValueError, KeyError, pa.ArrowException) as error:
            raise StorageError(f"Cannot read cached words in {file}; delete that file to cut them anew.") from error
    return pa.concat_tables(found)


def _write(folder: Path, keys: Keys, table: pa.Table) -> None:
    """Write a file whose name is its contents' hash: no lock, and nobody sees half a file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        os.close(handle)
        try:
            pq.write_table(table, temporary, compression="zstd")
            Path(temporary).replace(folder / f"{name_of(keys)}.parquet")
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"Cannot write words to {folder}: {error.strerror or error}. Free some space, then run again."
        ) from error


def _table(keys: Keys, words: list[str]) -> pa.Table:
    return pa.table({"key": _binary(keys), "words": pa.array(words, pa.string())})


def _binary(keys: Keys) -> pa.Array:
    return pa.Array.from_buffers(pa.binary(16), len(keys), [None, pa.py_buffer(keys.tobytes())])


def _keys(table: pa.Table) -> Keys:
    parts = (np.frombuffer(c.buffers()[1], "S16")[c.offset : c.offset + len(c)] for c in table["key"].chunks if len(c))
    return np.concatenate([np.empty(0, "S16"), *parts])


def _strings(column: pa.Array, rows: NDArray[np.intp]) -> Iterator[str]:
    for start in range(0, len(rows), _TOGETHER):
        yield from column.take(pa.array(rows[start : start + _TOGETHER])).to_pylist()
