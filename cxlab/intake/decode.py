"""Bytes of a text file become text: which encoding, and what did not fit."""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass

from cxlab.errors import InputError

_SAMPLE = 400_000
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Lead and trail bytes of the everyday characters (level 1) and of punctuation in each standard: a text that is
# read in the right encoding lies almost wholly inside, in the wrong one hardly.
_EVERYDAY = {
    "gb18030": ((range(0xB0, 0xD8), range(0xA1, 0xAA)), range(0xA1, 0xFF)),
    "big5": ((range(0xA4, 0xC7), range(0xA1, 0xA4)), (*range(0x40, 0x7F), *range(0xA1, 0xFF))),
}
_FAMILY = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "utf-8-sig": "utf-8", "cp950": "big5"}
_SIGNS = b",;|\t\r\n"
_PLAUSIBLE = 0.6
_STRAY = 0.05


@dataclass(frozen=True)
class Decoded:
    """Text of a file, the encoding used, and the 1-based lines that held bytes foreign to it."""

    text: str
    encoding: str
    stray_lines: tuple[int, ...] = ()


def decode(data: bytes, *, encoding: str | None, name: str) -> Decoded:
    """Decode a file whose encoding is declared or unknown.

    Unknown encodings are tried in the order byte order mark, UTF-16 (by its zero bytes), UTF-8, then GB18030
    and Big5 by the share of everyday characters; what fits none is read as Windows Latin (cp1252). A few stray
    bytes are replaced by U+FFFD and their lines reported, so that one bad byte does not cost the file.

    Raises
    ------
    InputError
        When the declared encoding is unknown or does not fit; the message names the one that does.
    """
    found = _detect(data)
    if encoding is None:
        return found
    try:
        codec = _family(codecs.lookup(encoding).name)
    except LookupError:
        raise InputError(
            f"{name}: unknown encoding '{encoding}'. Use utf-8, gb18030, big5, utf-16 or latin-1, or leave it out."
        ) from None
    if codec == _family(found.encoding):
        return found
    declared = _attempt(data, codec)
    certain = found.encoding.startswith("utf") and not data.isascii()
    garbled = codec in _EVERYDAY and not data.isascii() and _plausibility(declared or "", codec) < _PLAUSIBLE
    if declared is None or certain or garbled:
        line = _first_bad_line(data, codec)
        raise InputError(
            f"{name}: declared as {encoding}, but this does not fit{line}. {found.encoding} fits: "
            "change `encoding:` or leave it out."
        )
    return Decoded(declared, codec)


def _detect(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return Decoded(text, encoding, _stray(text))
    for candidate in filter(None, (_wide(data), "utf-8")):
        strict = _attempt(data, candidate)
        if strict is not None:
            return Decoded(strict, candidate)
    return _best_guess(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: it has zero bytes, and read the right way round its commas and line ends appear."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or 0 not in sample:
        return None
    first, second = sample[0::2], sample[1::2]
    seen = {
        "utf-16-le": sum(z == 0 and c in _SIGNS for c, z in zip(first, second, strict=False)),
        "utf-16-be": sum(z == 0 and c in _SIGNS for z, c in zip(first, second, strict=False)),
    }
    best = max(seen, key=lambda name: seen[name])
    return best if seen[best] else None


def _best_guess(data: bytes) -> Decoded:
    best: Decoded | None = None
    best_score = 0.0
    for encoding in ("utf-8", "gb18030", "big5"):
        lossy = data.decode(encoding, errors="replace")
        score = _plausibility(lossy[:_SAMPLE], encoding)
        if score > best_score:
            best, best_score = Decoded(lossy, encoding, _stray(lossy)), score
    if best is not None and best_score >= _PLAUSIBLE:
        return best
    latin = data.decode("cp1252", errors="replace")
    return Decoded(latin, "cp1252", _stray(latin))


def _plausibility(text: str, encoding: str) -> float:
    """Share of the non-ASCII characters that are everyday ones; 0 where more than a few bytes did not fit."""
    counts = Counter(c for c in text if ord(c) > 127)
    total = counts.total()
    foreign = counts.pop("\ufffd", 0)
    if not counts or foreign > max(2, _STRAY * total):
        return 0.0
    if encoding == "utf-8":
        return 1.0
    return sum(n for c, n in counts.items() if _everyday(c, encoding)) / max(counts.total(), 1)


def _everyday(character: str, encoding: str) -> bool:
    leads, trails = _EVERYDAY[encoding]
    try:
        raw = character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return len(raw) == 2 and any(raw[0] in lead for lead in leads) and raw[1] in trails


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _stray(text: str) -> tuple[int, ...]:
    if "\ufffd" not in text:
        return ()
    return tuple(i for i, line in enumerate(text.split("\n"), start=1) if "\ufffd" in line)


def _first_bad_line(data: bytes, encoding: str) -> str:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return f" (first in line {data[: error.start].count(10) + 1})"
    return ""


def _family(encoding: str) -> str:
    name = encoding.lower().replace("_", "-")
    if name.startswith("utf-16"):
        return "utf-16"
    return _FAMILY.get(name, name)
