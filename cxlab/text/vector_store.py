"""Vectors on disk by the hash of their text: what is known is mapped into memory, never loaded as a whole."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxlab.errors import StorageError
from cxlab.text.keys import Keys, name_of, places

Vectors: TypeAlias = NDArray[np.float32]

MAPPED = 256 * 1024**2
"""Bytes; a larger result lies in a temporary file that the system pages in and out, not in memory."""
_ROWS = 5_000
"""Rows that are copied at once: 10 MB of vectors of 512 numbers."""
_KEYS, _VECTORS = ".keys.npy", ".vectors.npy"


@dataclass(frozen=True)
class VectorStore:
    """A folder of pairs of files, written once: keys (n,) and their vectors (n, d).

    Several processes may read and write at the same time: a pair is named by its content and put in place whole, the
    keys last, so nobody sees vectors that are not all there.
    """

    folder: Path

    def missing(self, keys: Keys) -> NDArray[np.bool_]:
        """Return which of `keys` are not kept here yet.

        Raises
        ------
        StorageError
            A file cannot be read.
        """
        return places(keys, _Index.read(self.folder).keys) < 0

    def write(self, keys: Keys, vectors: Vectors) -> None:
        """Keep (n, d) vectors under their n keys.

        Raises
        ------
        StorageError
            The folder cannot be written, or the disk is full.
        """
        name = name_of(keys)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for ending, array in ((_VECTORS, vectors), (_KEYS, keys)):
                _put(self.folder / f"{name}{ending}", array)
        except OSError as error:
            raise _cannot_write(self.folder, error) from error

    def take(self, keys: Keys) -> Vectors:
        """Return (len(keys), d) vectors, all of them kept here; above `MAPPED` bytes as a view of a temporary file.

        Raises
        ------
        StorageError
            A file cannot be read, or there is no room for the temporary one.
        """
        index = _Index.read(self.folder)
        out = self.empty((len(keys), index.dimensions))
        place = places(keys, index.keys)
        order = np.argsort(place, kind="stable")
        for number, rows in enumerate(np.split(order, np.searchsorted(place, index.starts[1:-1], sorter=order))):
            if len(rows):
                stored = _read(index.files[number])
                for start in range(0, len(rows), _ROWS):
                    some = rows[start : start + _ROWS]
                    out[some] = stored[place[some] - index.starts[number]]
        return out

    def empty(self, shape: tuple[int, int]) -> Vectors:
        """Return room for vectors: in memory, or in a file of this folder that is gone when the array is."""
        if shape[0] * shape[1] * 4 <= MAPPED:
            return np.empty(shape, np.float32)
        try:
            with tempfile.TemporaryFile(dir=self.folder) as file:
                if hasattr(os, "posix_fallocate"):  # a mapped file that finds the disk full ends the process
                    os.posix_fallocate(file.fileno(), 0, shape[0] * shape[1] * 4)
                return np.asarray(np.memmap(file, np.float32, "w+", shape=shape))
        except OSError as error:
            raise _cannot_write(self.folder, error) from error


@dataclass(frozen=True)
class _Index:
    """All keys, file after file: those of a file begin at its start."""

    files: tuple[Path, ...]
    keys: Keys
    starts: NDArray[np.int64]

    @classmethod
    def read(cls, folder: Path) -> _Index:
        files = sorted(folder.glob(f"*{_KEYS}"))
        stored = [_read(file) for file in files]
        names = tuple(file.with_name(file.name.removesuffix(_KEYS) + _VECTORS) for file in files)
        return cls(
            names, np.concatenate([np.empty(0, "S16"), *stored]), np.cumsum([0, *(len(part) for part in stored)])
        )

    @property
    def dimensions(self) -> int:
        return int(_read(self.files[0]).shape[1])


def _read(file: Path) -> NDArray[Any]:
    try:
        return np.load(file, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise StorageError(
            f"Cannot read cached vectors in {file}; delete that file and its other half to compute them anew."
        ) from error


def _put(path: Path, array: NDArray[Any]) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            np.save(out, array)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _cannot_write(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"Cannot write vectors to {folder}: {error.strerror or error}. Free some space, then run again."
    )
