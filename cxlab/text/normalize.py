"""One way of writing: what two customers typed differently but meant alike becomes the same characters."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from cxlab.text.wordlists import lines

MAX_CHARS = 20_000
"""Characters of a text that are read; a longer one is cut here and the number of such texts is logged."""

_log = logging.getLogger(__name__)

_URL = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
# Chinese has no spaces, so a Chinese @name counts only when something ends it; else it would eat the complaint.
_NAME = re.compile(r"@(?:[A-Za-z0-9_-]+|[\w-]{1,15}(?=[\s:,，。]|$))")
_BRACKET = re.compile(r"\[([^\[\]]{1,10})\]")
_RANGE = re.compile(r"(?<=\d)[-~–—](?=\d)")
_REPEATED_MARK = re.compile(r"([^\w\s])\1+")
_REPEATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_SPACE = re.compile(r"\s+")

_KEYCAP_AND_VARIANTS = {0x20E3, 0xFE0E, 0xFE0F}


class _Characters(dict[int, str | None]):
    """A `str.translate` table that looks a character up when it is first met.

    Invisible characters (zero width, direction marks, lone surrogates, private use) vanish, so that a word which they
    split is whole again; emoji, pictures and control characters become a space.
    """

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        kind = unicodedata.category(char)
        value: str | None = char
        if kind in ("Cf", "Cs", "Co", "Cn") or code in _KEYCAP_AND_VARIANTS:
            value = None
        elif kind in ("So", "Cc") or 0x1F3FB <= code <= 0x1F3FF:
            value = " "
        self[code] = value
        return value


_CHARACTERS = _Characters()


@cache
def _to_simplified() -> Callable[[str], str]:
    from opencc import OpenCC

    return OpenCC("t2s").convert


@cache
def _noise() -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(p) for p in sorted(lines("boilerplate"), key=len, reverse=True)), re.IGNORECASE
    )


@cache
def _masks() -> frozenset[str]:
    return frozenset(name.casefold() for name in lines("mask_tokens"))


def _drop_mask(match: re.Match[str]) -> str:
    return " " if match[1].casefold() in _masks() else match[0]


def _one(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS]).translate(_CHARACTERS)
    text = _to_simplified()(text)
    for noise in (_URL, _EMAIL, _NAME, _RANGE, _noise()):
        text = noise.sub(" ", text)
    text = _BRACKET.sub(_drop_mask, text)
    text = _REPEATED_LETTER.sub(r"\1\1", _REPEATED_MARK.sub(r"\1", text))
    return _SPACE.sub(" ", text).strip()


def normalize(texts: Iterable[str]) -> list[str]:
    """Return each text as the rest of `cxlab.text` reads it; upper and lower case are kept.

    NFKC (full width, ligatures, circled digits); zero-width and direction marks vanish; emoji and control characters
    become a space; traditional script becomes simplified (OpenCC t2s); web addresses, e-mail, @names, mask tokens such
    as ``[手机号]`` (resources/text/mask_tokens.txt) and stock phrases (boilerplate.txt) become a space; a hyphen
    between digits too; runs of one mark become one mark, runs of a letter or character at most two.

    Only the first `MAX_CHARS` characters of a text are read; how many texts were longer is logged as a warning.
    A missing text is the caller's to drop; an empty one stays empty.
    """
    texts = list(texts)
    too_long = sum(len(text) > MAX_CHARS for text in texts)
    if too_long:
        _log.warning(
            "%d of %d texts are longer than %d characters and were cut there.", too_long, len(texts), MAX_CHARS
        )
    return [_one(text) for text in texts]
