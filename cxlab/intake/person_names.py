"""Is it a name? Chinese surnames are everyday words as well; lists and jieba's dictionary tell them apart."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import jieba
import yaml

_FOLDER = Path(__file__).parent.parent / "resources" / "privacy"
_KNOWN, _COMMON = 20, 100  # occurrences in the dictionary: of a word, of a person name that is a common word


@cache
def names() -> dict[str, frozenset[str]]:
    """Return the lists of ``resources/privacy/names.yml``."""
    found: dict[str, str] = yaml.safe_load((_FOLDER / "names.yml").read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in found.items()}


def is_name(match: re.Match[str]) -> bool:
    """Return whether surname and company are no everyday words."""
    lists, text = names(), match.string
    start, end = match.span("x")
    nickname = text[start] in lists["nicknames"]
    at = start + nickname
    if _inside(text, at, lists["not_names"]):
        return False
    pair = text[at : at + 2]
    if pair not in lists["everyday"] and (pair in lists["surnames"] or text[at] not in lists["everyday"]):
        return pair in lists["surnames"] or text[at] not in lists["labelled"]
    if nickname:
        return not _is_han(text[end : end + 1])
    return not (pair in _words() or (_is_han(text[at - 1 : at]) and _inside(text, at, _words())))


def is_free_name(match: re.Match[str]) -> bool:
    """Return whether surname and given name, with no title behind them, are no words."""
    pair = match["x"][:2]
    return is_name(match) and pair not in _words() and pair not in _famous_words()


def is_sure_name(match: re.Match[str]) -> bool:
    """Return whether it is a name even with no boundary behind it: no everyday surname."""
    return is_free_name(match) and match["x"][0] not in names()["everyday"]


def _inside(text: str, at: int, words: frozenset[str]) -> bool:
    """Return whether one of `words` (2 to 4 characters) stands in `text` across position `at`."""
    return any(text[i : i + size] in words for size in (2, 3, 4) for i in range(max(0, at - size + 1), at + 1))


@cache
def _dictionary() -> tuple[tuple[str, int, str], ...]:
    """Return word, frequency and tag of the entries of jieba's dictionary that hold a surname."""
    surnames = names()["surnames"]
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split(" ") for line in lines)
    return tuple(
        (word, int(frequency), tag)
        for word, frequency, tag in entries
        if 2 <= len(word) <= 4 and not surnames.isdisjoint(word)
    )


@cache
def _words() -> frozenset[str]:
    """Return the words that hold a surname; the dictionary's person names aside."""
    return frozenset(word for word, frequency, tag in _dictionary() if frequency >= _KNOWN and not tag.startswith("nr"))


@cache
def _famous_words() -> frozenset[str]:
    """Return words that the dictionary takes for person names although they are common: 高峰, 冷笑."""
    return frozenset(word for word, frequency, tag in _dictionary() if tag.startswith("nr") and frequency >= _COMMON)


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
