"""What a text is kept by: its hash, 16 bytes, a million of them in 16 MB."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Keys: TypeAlias = NDArray[np.bytes_]


def content_keys(texts: Iterable[str]) -> Keys:
    """Return (n,) hashes of 16 bytes; equal texts have equal ones."""
    found = b"".join(hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest() for text in texts)
    return np.frombuffer(found, dtype="S16")


def places(keys: Keys, among: Keys) -> NDArray[np.int64]:
    """Return where each of `keys` stands in `among` (the first place), or -1."""
    if not len(among):
        return np.full(len(keys), -1)
    order = np.argsort(among, kind="stable")
    place = order[np.minimum(np.searchsorted(among, keys, sorter=order), len(among) - 1)]
    return np.where(among[place] == keys, place, -1)


def name_of(keys: Keys) -> str:
    """Return the name of a file that holds what belongs to `keys`: equal content gives equal names."""
    return hashlib.blake2b(keys.tobytes(), digest_size=16).hexdigest()
