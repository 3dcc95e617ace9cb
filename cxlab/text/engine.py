"""The cutter: jieba's dictionary behind one interface, by rjieba (Rust) where installed, else by jieba itself."""

from __future__ import annotations

import importlib.util
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from cxlab.errors import InputError
from cxlab.text.normalize import normalize
from cxlab.text.wordlists import synonyms
from cxlab.text.wordlists import words as word_list

Engine: TypeAlias = Literal["auto", "rjieba", "jieba"]
Cut: TypeAlias = Callable[[str], list[str]]

_FREQUENCY = 3_000
"""Given to every user word: above what the parts of a word reach together, so that the word wins, and equal for both
engines, which otherwise propose different ones."""

# Each begins with a sign that is rare, and then looks back: most of a text is passed over at once.
# A hyphen that belongs to a name: before a digit (CX-4) or beside one or two letters (CR-V, Wi-Fi, e-mail).
_MODEL_NAME = re.compile(
    r"-(?<=[A-Za-z]-)(?:(?=\d|[A-Za-z]{1,2}(?![A-Za-z]))|(?<![A-Za-z0-9][A-Za-z]{2}-)(?=[A-Za-z]))"
)
_APOSTROPHE = re.compile(r"['’‘](?<=[A-Za-z].)(?=[A-Za-z])")
# From the first digit on and giving nothing back: a run of 10,000 digits is read once, not from each of them.
_NUMBER = re.compile(r"[0-9](?<![0-9]{2})[0-9]*+(?:[.,:/][0-9]++)+")
# jieba takes these for letters, rjieba does not always.
_INNER_MARKS = "-.%_&#+"


def engine_name(engine: Engine = "auto") -> Literal["rjieba", "jieba"]:
    """Return the engine that will cut: rjieba (same dictionary, 15-25 times faster) where it is installed."""
    if engine not in ("auto", "rjieba", "jieba"):
        raise InputError(f"engine is '{engine}'; allowed: auto, rjieba, jieba.")
    if engine == "auto":
        return "rjieba" if importlib.util.find_spec("rjieba") else "jieba"
    return engine


def plain(text: str) -> str:
    """Return normalized text as the engines get it, so that they have nothing to differ in.

    CX-4 becomes CX4, CR-V CRV, don't becomes dont; decimals, emoticons such as ``[捂脸]`` (emoticons.txt) and marks
    that jieba takes for letters become a space.
    """
    text = _NUMBER.sub(" ", _APOSTROPHE.sub("", _MODEL_NAME.sub("", text)))
    if "[" in text:
        text = _emoticon().sub(" ", text)
    for mark in _INNER_MARKS:
        text = text.replace(mark, " ")
    return text


@cache
def _emoticon() -> re.Pattern[str]:
    return re.compile(rf"\[(?:{'|'.join(sorted(map(re.escape, word_list('emoticons'))))})\]")


def as_cut(words: Iterable[str]) -> list[str]:
    """Return user words in the form that they have when a text is cut: normalized, plain, lower case."""
    return [plain(word).lower() for word in normalize(words)]


def cut_apart(words: Iterable[str], cut: Cut) -> list[str]:
    """Return those of `words` that the cutter does not keep whole."""
    return [word for word in words if cut(word) != [word]]


@lru_cache(maxsize=8)
def cutter(engine: Literal["rjieba", "jieba"], words: tuple[str, ...]) -> Cut:
    """Return a cutter of its own for these words, so that nothing leaks into another call's dictionary.

    It also knows the packaged user words, negations and synonyms. A line feed is a word of its own.
    """
    alike = {word for pair in synonyms().items() for word in pair if len(word) > 1}
    every = word_list("user_words") | word_list("negations") | alike | set(words)
    # A word of Latin letters is whole already, and in the dictionary it would be cut out of longer ones: app, roved.
    forms = sorted({form for word in every if not word.isascii() for form in (word, word.lower(), word.upper())})
    return _rjieba(forms) if engine == "rjieba" else _jieba(forms)


def _rjieba(words: Sequence[str]) -> Cut:
    import rjieba

    dictionary = rjieba.Jieba()
    for word in words:
        dictionary.add_word(word, _FREQUENCY, None)
    return dictionary.cut


def _jieba(words: Sequence[str]) -> Cut:
    with warnings.catch_warnings():
        # jieba 0.42 has unescaped regular expressions and imports pkg_resources.
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel("WARNING")
    dictionary = jieba.Tokenizer()
    for word in words:
        dictionary.add_word(word, _FREQUENCY)
    # jieba counts a word that it knew before twice; rjieba does not, and would cut 上不去 and 小床 apart.
    dictionary.total = sum(dictionary.FREQ.values())
    return dictionary.lcut
