"""Words: cut first with the jieba dictionary, filter afterwards."""

from __future__ import annotations

import importlib.util
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Literal

from cxlab.errors import InputError
from cxlab.text.normalize import normalize
from cxlab.text.wordlists import synonyms
from cxlab.text.wordlists import words as word_list

Engine = Literal["auto", "rjieba", "jieba"]
_Cut = Callable[[str], list[str]]

_WORD = re.compile(r"[^\W\d_]")
_MODEL_NAME = re.compile(r"(?<=[A-Za-z])-(?=\d)")
# The two engines differ in decimals and in marks inside a word, so neither gets to see any.
# Begins at the first digit and gives nothing back: a run of 10,000 digits is read once, not from each of them.
_NUMBER = re.compile(r"(?<!\d)\d++(?:[.,:/]\d++)+")
_INNER_MARK = re.compile(r"[-.%_&#+]")

_QUANTITY_LISTS = ("numerals", "units", "pronouns")

_FREQUENCY = 3_000
"""Given to every user word: above what the parts of a word reach together, so that the word wins, and equal for both
engines, which otherwise propose different ones."""


def engine_name(engine: Engine = "auto") -> Literal["rjieba", "jieba"]:
    """Return the engine that will cut: rjieba (Rust, same dictionary, 15-25 times faster) where it is installed."""
    if engine not in ("auto", "rjieba", "jieba"):
        raise InputError(f"engine is '{engine}'; allowed: auto, rjieba, jieba.")
    if engine == "auto":
        return "rjieba" if importlib.util.find_spec("rjieba") else "jieba"
    return engine


def tokenize(
    texts: Iterable[str],
    *,
    words: Iterable[str] = (),
    stopwords: Iterable[str] | None = None,
    engine: Engine = "auto",
) -> list[list[str]]:
    """Return the telling words of each text, in order, lower case, simplified script.

    Texts are normalized (`cxlab.text.normalize`), cut, and only then filtered: numbers, marks, stop words, single
    letters and single characters outside ``single_characters.txt`` are dropped, synonyms become their canonical word.
    English goes the same road. An empty text gives an empty list.

    Parameters
    ----------
    words
        User words to be cut whole, beside the packaged ``user_words.txt`` and ``negations.txt``. They hold for this
        call only.
    stopwords
        Replaces the packaged stop words (Chinese and English); ``()`` keeps everything.
    engine
        ``auto`` takes rjieba where installed, else jieba. The two agree on at least 99.9 % of normalized texts.

    Raises
    ------
    InputError
        An unknown engine, or a user word that no dictionary can keep whole (one with a space or a bracket in it).
    """
    user_words = tuple(sorted({_plain(word) for word in normalize(words) if word}))
    stop = word_list("stopwords_zh") | word_list("stopwords_en") if stopwords is None else frozenset(stopwords)
    cut = _cutter(engine_name(engine), user_words)
    whole = word_list("user_words") | {word.lower() for word in user_words}
    return [_filter(cut(_plain(text)), stop, whole) for text in normalize(texts)]


def _plain(text: str) -> str:
    """CX-4 becomes CX4; decimals, and marks which jieba takes for letters, become a space."""
    return _INNER_MARK.sub(" ", _NUMBER.sub(" ", _MODEL_NAME.sub("", text)))


def _filter(tokens: Sequence[str], stop: frozenset[str], whole: frozenset[str]) -> list[str]:
    same, single, quantity = synonyms(), word_list("single_characters"), _quantity()
    kept = []
    for token in tokens:
        lower = token.lower()
        word = same.get(lower, lower)
        if word in stop or lower in stop or not _WORD.search(word) or (len(word) == 1 and word not in single):
            continue
        if word in whole or not quantity.fullmatch(word):
            kept.append(word)
    return kept


@cache
def _quantity() -> re.Pattern[str]:
    """Spelled-out quantities (两三分钟, 十来块) and pronoun pieces that the cutter glues (我车): no subject either."""
    numerals, units, pronouns = ("|".join(sorted(word_list(f), key=len, reverse=True)) for f in _QUANTITY_LISTS)
    return re.compile(f"(?:{numerals})+(?:{units})+(?:{numerals})?|(?:{pronouns}).")


@lru_cache(maxsize=8)
def _cutter(engine: str, user_words: tuple[str, ...]) -> _Cut:
    """Return a cutter of its own for these words, so that nothing leaks into another call's dictionary."""
    packaged = word_list("user_words") | word_list("negations")
    every = sorted({form for word in packaged.union(user_words) for form in (word, word.lower(), word.upper())})
    cut = _rjieba(every) if engine == "rjieba" else _jieba(every)
    split = [word for word in user_words if cut(word) != [word]]
    if split:
        raise InputError(
            f"{len(split)} user words cannot be cut whole, the first is '{split[0]}'; "
            "allowed: Chinese characters, letters and digits, without spaces and marks."
        )
    return cut


def _rjieba(words: Sequence[str]) -> _Cut:
    import rjieba

    dictionary = rjieba.Jieba()
    for word in words:
        dictionary.add_word(word, _FREQUENCY, None)
    return dictionary.cut


def _jieba(words: Sequence[str]) -> _Cut:
    with warnings.catch_warnings():
        # jieba 0.42 has unescaped regular expressions and imports pkg_resources.
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel("WARNING")
    dictionary = jieba.Tokenizer()
    for word in words:
        dictionary.add_word(word, _FREQUENCY)
    return dictionary.lcut
