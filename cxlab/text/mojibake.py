"""Broken characters (浣犲ソ, ä½ å¥½): undone where nothing was lost, else left out; counted either way."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

_HAN = range(0xE4, 0xEA)
"""First bytes of Chinese characters in UTF-8; marks such as 、 begin with E3 80, full-width forms with EF BC."""
_REST = range(0x81, 0xC0)
"""Second and third bytes; 80 begins no pair of GBK."""


def _gbk(firsts: Iterable[int], seconds: Iterable[int]) -> str:
    """Return what GBK shows for these pairs of bytes."""
    pairs = (bytes(pair).decode("gb18030", "ignore") for pair in product(firsts, seconds))
    return "".join(sorted({char for char in pairs if len(char) == 1}))


# Two Chinese characters are six bytes of UTF-8, which GBK shows as three characters: first + rest, rest + first,
# rest + rest. Such a triple hardly ever stands in a Chinese sentence.
_BEGINS = _gbk(_HAN, [0x80, *_REST]) + _gbk([0xE3], [0x80]) + _gbk([0xEF], [0xBC, 0xBD])
_AS_GBK = re.compile(f"[{_BEGINS}][{_gbk(_REST, [0xE3, *_HAN, 0xEF])}][{_gbk(_REST, [0x80, *_REST])}]")
_GBK_RUN = re.compile(r"[^\x00-\x7f\ud800-\udfff\ufffd]+")

# Windows-1252 shows the bytes 80-9F as typographic marks; where it has none, programs fall back to Latin-1.
_WESTERN = {chr(byte): byte for byte in range(0x80, 0x100)}
_WESTERN |= {bytes((byte,)).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
_WESTERN_REST = "".join(re.escape(char) for char, byte in _WESTERN.items() if byte < 0xC0)
_WESTERN_HAN = f"(?!ï¿½)[ã-éï][{_WESTERN_REST}][{_WESTERN_REST} ]"
# Two in a row at least: one could be the end of a French quotation.
_AS_WESTERN = re.compile(f"{_WESTERN_HAN}{_WESTERN_HAN}")
_WESTERN_RUN = re.compile(f"(?:{_WESTERN_HAN}|[{_WESTERN_REST}À-ÿ])+")

# What is left of characters that nobody can bring back.
_LOST = re.compile("\ufffd+|(?:锟斤拷)+锟?|(?:ï¿½)+")
_LOST_SIGNS = ("\ufffd", "锟斤拷", "ï¿½")


@dataclass(frozen=True)
class Repaired:
    """Texts in the order given, and how many of them were repaired, and have lost characters (a text may be both)."""

    texts: list[str]
    n_repaired: int
    n_lost: int


def repair(texts: Sequence[str]) -> Repaired:
    """Undo the two usual accidents: UTF-8 that was read as GBK (浣犲ソ) or as Windows-1252 (ä½ å¥½), both 你好.

    A stretch is repaired only where every byte of it fits, but for a last character that the accident cut off.
    Stretches that do not fit, the sign U+FFFD and 锟斤拷 are lost and become a space. All other texts stay as they are.
    """
    joined = "\n".join(texts)
    if not (_AS_GBK.search(joined) or _AS_WESTERN.search(joined) or _has_lost(joined)):
        return Repaired(list(texts), 0, 0)
    done, n_repaired, n_lost = [], 0, 0
    for text in texts:
        found = _undone(text)
        n_repaired += found != text
        if _has_lost(found):
            found = _LOST.sub(" ", found)
            n_lost += 1
        done.append(found)
    return Repaired(done, n_repaired, n_lost)


def _has_lost(text: str) -> bool:
    return any(sign in text for sign in _LOST_SIGNS)


def _undone(text: str) -> str:
    if _AS_GBK.search(text):
        text = _GBK_RUN.sub(_from_gbk, text)
    if _AS_WESTERN.search(text):
        text = _WESTERN_RUN.sub(_from_western, text)
    return text


def _from_gbk(run: re.Match[str]) -> str:
    """Return the stretch read again; as it is, where less than half of it is triples; lost, where it does not fit."""
    strange = sum(len(triple) for triple in _AS_GBK.findall(run[0]))
    if 2 * strange < len(run[0]):
        return run[0]
    # Windows shows a single byte 80 as a euro sign; gb18030 has two bytes for that.
    return _read_again(b"\x80".join(part.encode("gb18030") for part in run[0].split("€")))


def _from_western(run: re.Match[str]) -> str:
    # A byte A0 is a no-break space, which many programs turn into a plain one.
    return _read_again(bytes(_WESTERN.get(char, 0xA0) for char in run[0]))


def _read_again(data: bytes) -> str:
    """Return the UTF-8 text; U+FFFD for a last character that is cut off, and for all where it is no UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return "\ufffd"
    return text + "\ufffd" if decoder.getstate()[0] else text
