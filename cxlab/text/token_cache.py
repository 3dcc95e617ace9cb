"""Words kept by the text that they were cut from: a scheduled run cuts new texts only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from cxlab.text.line_cache import lines

Words = list[list[str]]

_HERE = Path(__file__).parent
_CODE = ("characters", "engine", "language", "line_cache", "mojibake", "normalize", "plurals", "tokenize")
_SEPARATOR = " "


def cached(texts: Sequence[str], folder: Path, cut: Callable[[list[str]], Words]) -> Words:
    """Return the words of each text; those that `folder` does not hold are cut once and kept there (`lines`)."""

    def make(some: list[str]) -> list[str]:
        return [_SEPARATOR.join(words) for words in cut(some)]

    same: dict[str, str] = {}  # one string a word, not one a place
    return [
        [same.setdefault(word, word) for word in line.split(_SEPARATOR) if word] for line in lines(texts, folder, make)
    ]


@cache
def code_key() -> str:
    """Return a hash of what decides how a text is cut, but for the study's own words: code, lists, dictionaries."""
    state = hashlib.blake2b(digest_size=16)
    for file in [*(_HERE / f"{name}.py" for name in _CODE), *sorted((_HERE.parent / "resources" / "text").iterdir())]:
        state.update(file.read_bytes())
    for package in ("jieba", "opencc"):
        state.update(version(package).encode())
    return state.hexdigest()
