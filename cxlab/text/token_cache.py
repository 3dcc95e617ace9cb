"""Words kept by the text that they were cut from: a scheduled run cuts new texts only."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxlab.errors import StorageError

Words = list[list[str]]

_HERE = Path(__file__).parent
_CODE = ("characters", "engine", "language", "mojibake", "normalize", "plurals", "tokenize")
_SEPARATOR = " "


def cached(texts: Sequence[str], folder: Path, cut: Callable[[list[str]], Words]) -> Words:
    """Return the words of each text; those that `folder` does not hold are cut once and kept there.

    Texts are kept by their hash, words as they are (pass masked texts). Every call writes a file of its own, named by
    its contents, so several processes may share the folder.

    Raises
    ------
    StorageError
        A file of the cache cannot be read.
    """
    keys = [hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest() for text in texts]
    known = _read(folder, keys)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        found = [_SEPARATOR.join(words) for words in cut(list(new.values()))]
        _write(folder, list(new), found)
        known |= dict(zip(new, found, strict=True))
    same: dict[str, str] = {}  # one string a word, not one a place
    return [[same.setdefault(word, word) for word in known[key].split(_SEPARATOR) if word] for key in keys]


@cache
def code_key() -> str:
    """Return a hash of what decides how a text is cut, but for the study's own words: code, lists, dictionaries."""
    state = hashlib.blake2b(digest_size=16)
    for file in [*(_HERE / f"{name}.py" for name in _CODE), *sorted((_HERE.parent / "resources" / "text").iterdir())]:
        state.update(file.read_bytes())
    for package in ("jieba", "opencc"):
        state.update(version(package).encode())
    return state.hexdigest()


def _read(folder: Path, keys: Sequence[bytes]) -> dict[bytes, str]:
    wanted = pa.array(keys, pa.binary(16))
    found: dict[bytes, str] = {}
    for file in sorted(folder.glob("*.parquet")):
        try:
            table = pq.read_table(file, columns=["key", "words"])
            table = table.filter(pc.is_in(table["key"], value_set=wanted))
            found |= zip(table["key"].to_pylist(), table["words"].to_pylist(), strict=True)
        except (OSError, ValueError, KeyError, pa.ArrowException) as error:
            raise StorageError(f"Cannot read cached words in {file}; delete that file to cut them anew.") from error
    return found


def _write(folder: Path, keys: list[bytes], words: list[str]) -> None:
    """Write a file whose name is its contents' hash: no lock, and nobody sees half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    table = pa.table({"key": pa.array(keys, pa.binary(16)), "words": pa.array(words, pa.string())})
    name = hashlib.blake2b(b"".join(keys), digest_size=16).hexdigest()
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    os.close(handle)
    pq.write_table(table, temporary, compression="zstd")
    Path(temporary).replace(folder / f"{name}.parquet")
