"""One way of writing: what two customers typed differently but meant alike becomes the same characters."""

from __future__ import annotations

import html
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from cxlab.text.characters import fold, squeeze
from cxlab.text.mojibake import repair
from cxlab.text.wordlists import lines, words

MAX_CHARS = 20_000
"""Characters of a text that are read; a longer one is cut here and the number of such texts is logged."""
TOGETHER = 200
"""Texts that are worked on at once: enough to spare calls, few enough to spare memory."""

_log = logging.getLogger(__name__)

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_NESTED = 2
"""Programs that escape what is escaped already make &amp;nbsp; of a space."""
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
# Labels give nothing back and none begins within another: a.a.a.a… is read once, not from each letter.
_URL = re.compile(
    r"(?i:https?:/{0,2}|(?<![a-z0-9.-])(?:www\.|(?:[a-z0-9-]++\.)++(?<=[.])(?:com|cn|net|org|top|cc)\b))[!-~]*"
)
# Chinese has no spaces, so a Chinese @name counts only when something ends it; else it would eat the complaint.
_NAME = re.compile(r"@(?:[A-Za-z0-9_-]+|[\w-]{1,15}(?=[\s:,，。]|$))")
_BRACKET = re.compile(r"\[([^\[\]]{1,10})\]")
_SOUND = re.compile(r"(?<=[一-鿿])\(([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü1-5 ]{1,24})\)")
_TONE = re.compile(r"[\u0300-\u036f1-5]")
_RANGE = re.compile(r"(?<=\d)[-~–—](?=\d)")


def normalize(texts: Iterable[str]) -> list[str]:
    """Return each text as the rest of `cxlab.text` reads it; upper and lower case are kept.

    Broken characters are repaired or left out (`cxlab.text.mojibake`). NFKC (full width, ligatures, circled digits);
    zero-width and direction marks vanish; emoji and control characters become a space; traditional script becomes
    simplified (OpenCC t2s). HTML, web addresses, e-mail, @names, mask tokens such as ``[手机号]``
    (resources/text/mask_tokens.txt) and stock phrases (boilerplate.txt) become a space, a hyphen between digits too;
    pinyin in brackets after a Chinese character vanishes (骗(pian)子). Runs of one mark become one mark, runs of a
    letter or character at most two, expressions that stand three times or more in a row (退钱退钱退钱) one.

    Only the first `MAX_CHARS` characters of a text are read. How many texts were longer, and how many held broken
    characters, is logged as a warning. A missing text is the caller's to drop; an empty one stays empty.
    """
    texts = list(texts)
    too_long = sum(len(text) > MAX_CHARS for text in texts)
    if too_long:
        _log.warning(
            "%d of %d texts are longer than %d characters and were cut there.", too_long, len(texts), MAX_CHARS
        )
    clean: list[str] = []
    n_repaired = n_lost = 0
    for start in range(0, len(texts), TOGETHER):
        mended = repair([text[:MAX_CHARS] for text in texts[start : start + TOGETHER]])
        n_repaired += mended.n_repaired
        n_lost += mended.n_lost
        clean += _together(mended.texts)
    if n_repaired or n_lost:
        _log.warning(
            "Of %d texts, broken characters were repaired in %d and left out in %d.", len(texts), n_repaired, n_lost
        )
    return clean


def _together(texts: Sequence[str]) -> list[str]:
    """Normalize texts as one string, a line each; what becomes of a line depends on that line alone."""
    joined = _to_simplified()(fold("\n".join(text.replace("\n", " ") for text in texts)))
    rows = "\n".join(_without_noise(line) for line in joined.split("\n"))
    lowered = rows.lower()
    phrases = tuple(phrase for phrase in _stock_phrases() if phrase in lowered)
    if phrases:
        rows = _either(phrases).sub(" ", rows)
    return [row.strip() for row in squeeze(rows).split("\n")]


@cache
def _to_simplified() -> Callable[[str], str]:
    from opencc import OpenCC

    return OpenCC("t2s").convert


def _without_noise(line: str) -> str:
    # Most lines have none of these signs, and looking for a sign costs next to nothing.
    if "&" in line:
        line = _unescaped(line)
    if "<" in line:
        line = _TAG.sub(" ", line)
    if "@" in line:
        line = _NAME.sub(" ", _EMAIL.sub(" ", line))
    if "." in line or "ttp:" in line:
        line = _URL.sub(" ", line)
    if "[" in line:
        line = _BRACKET.sub(_drop_mask, line)
    if "(" in line:
        line = _SOUND.sub(_drop_sound, line)
    if "-" in line or "~" in line or "–" in line or "—" in line:
        line = _RANGE.sub(" ", line)
    return line


def _unescaped(line: str) -> str:
    for _ in range(_NESTED):
        line = fold(_ENTITY.sub(lambda entity: html.unescape(entity[0]), line)).replace("\n", " ")
    return line


def _drop_mask(match: re.Match[str]) -> str:
    return " " if match[1].casefold() in _masks() else match[0]


@cache
def _masks() -> frozenset[str]:
    return frozenset(name.casefold() for name in lines("mask_tokens"))


def _drop_sound(match: re.Match[str]) -> str:
    toneless = _TONE.sub("", unicodedata.normalize("NFD", match[1]))
    return "" if _syllables().fullmatch(toneless) else match[0]


@cache
def _syllables() -> re.Pattern[str]:
    return re.compile(f" *(?:(?:{'|'.join(sorted(words('pinyin_syllables'), key=len, reverse=True))}) *)+")


@cache
def _stock_phrases() -> tuple[str, ...]:
    return tuple(sorted((line.lower() for line in lines("boilerplate")), key=lambda line: (-len(line), line)))


@cache
def _either(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, phrases)), re.IGNORECASE)
