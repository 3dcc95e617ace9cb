"""A line of text kept for each text by its hash: what was made once is not made again by the next run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cxlab.errors import StorageError
from cxlab.text.keys import Keys, content_keys, name_of, places

_TOGETHER = 20_000
"""Texts whose lines are made, and kept, at once: what an interrupted run loses at most."""


def lines(texts: Sequence[str], folder: Path, make: Callable[[list[str]], list[str]]) -> Iterator[str]:
    """Yield the line of each text; those that `folder` does not hold are made once and kept there.

    Texts are kept by their hash, lines as they are (pass masked texts). Files hold 20,000 lines at most and are named
    by their contents, so several processes may share the folder. Lines lie in Arrow tables: memory for a million
    texts is little more than the lines themselves.

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
        known = pa.concat_tables([known, _table(keys[rows], make([texts[row] for row in rows.tolist()]))])
        _write(folder, keys[rows], known.slice(len(known) - len(rows)))
    yield from _strings(known["line"].combine_chunks(), places(distinct, _keys(known))[inverse])
    del known
    pa.default_memory_pool().release_unused()  # else Arrow keeps it for later: 300 MB of a million texts


def _read(folder: Path, keys: Keys) -> pa.Table:
    wanted = _binary(keys)
    found = [_table(keys[:0], [])]
    for file in sorted(folder.glob("*.parquet")):
        try:
            table = pq.read_table(file, columns=["key", "line"])
            found.append(table.filter(pc.is_in(table["key"], value_set=wanted)))
        except (OSError, ValueError, KeyError, pa.ArrowException) as error:
            raise StorageError(
                f"Cannot read the cache file {file}; delete that file, its content is made anew."
            ) from error
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
            f"Cannot write the cache to {folder}: {error.strerror or error}. Free some space, then run again."
        ) from error


def _table(keys: Keys, made: list[str]) -> pa.Table:
    return pa.table({"key": _binary(keys), "line": pa.array(made, pa.string())})


def _binary(keys: Keys) -> pa.Array:
    return pa.Array.from_buffers(pa.binary(16), len(keys), [None, pa.py_buffer(keys.tobytes())])


def _keys(table: pa.Table) -> Keys:
    parts = (np.frombuffer(c.buffers()[1], "S16")[c.offset : c.offset + len(c)] for c in table["key"].chunks if len(c))
    return np.concatenate([np.empty(0, "S16"), *parts])


def _strings(column: pa.Array, rows: NDArray[np.intp]) -> Iterator[str]:
    for start in range(0, len(rows), _TOGETHER):
        yield from column.take(pa.array(rows[start : start + _TOGETHER])).to_pylist()
