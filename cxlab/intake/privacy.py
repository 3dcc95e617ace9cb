"""Personal data in free text: find it, mask it; and keyed pseudonyms for id columns.

The rules are data: ``resources/privacy/rules.yml`` (what counts, in which shape, under which token) and ``names.yml``
(surnames, titles, cues). Text is folded for matching only; outside the masked spans it stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import opencc
import pandas as pd

from cxlab.errors import InputError
from cxlab.intake.mask_checks import span
from cxlab.intake.mask_rules import document, rules
from cxlab.intake.pseudonyms import pseudonymise, read_secret

__all__ = ["MASK_TOKENS", "STRONG", "TOKENS", "Hit", "find", "mask", "mask_all", "pseudonymise", "read_secret"]

TOKENS: dict[str, str] = {kind: group["token"] for kind, group in document()["kinds"].items()}
MASK_TOKENS: tuple[str, ...] = tuple(dict.fromkeys(TOKENS.values()))
STRONG: frozenset[str] = frozenset(kind for kind, group in document()["kinds"].items() if group.get("strong"))
_ORDER = {kind: place for place, kind in enumerate(TOKENS)}
_ANY_TOKEN = re.compile("|".join(re.escape(token) for token in MASK_TOKENS))

_DROPPED, _BLANKED = "\0", "\1"
_NUMERALS = str.maketrans({sign: str(digit) for digit, signs in enumerate(document()["numerals"]) for sign in signs})


@dataclass(frozen=True)
class Hit:
    """One stretch of personal data: `text[start:end]`; `kind` is a key of `TOKENS`."""

    kind: str
    start: int
    end: int


class _Fold(dict[int, str]):
    """Code point → the one character it is compared as; invisible characters are marked for dropping."""

    def __init__(self) -> None:
        super().__init__()
        self._simplify = opencc.OpenCC("t2s")

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.category(char) in ("Cf", "Mn", "Me") or char in _DROPPED + _BLANKED:
            folded = _DROPPED
        else:
            plain = unicodedata.normalize("NFKC", char)
            plain = self._simplify.convert(plain) if "\u3400" <= plain <= "\u9fff" else plain
            folded = plain if len(plain) == 1 else char
        self[code] = folded
        return folded


@cache
def _fold_table() -> _Fold:
    return _Fold()


def _fold(text: str) -> tuple[str, list[int] | None]:
    """Return `text` as the rules see it, and where each of its characters stood (None: at its own place)."""
    folded = text.translate(_fold_table())
    if _DROPPED not in folded:
        return folded, None
    places = [i for i, char in enumerate(folded) if char != _DROPPED]
    return folded.replace(_DROPPED, ""), places


def find(text: str, *, kinds: Iterable[str] | None = None) -> list[Hit]:
    """Return the personal data in `text`, in order, never overlapping.

    Parameters
    ----------
    text
        Any text: hostile, of any length, with markup, with tokens of an earlier masking (they are no hits).
    kinds
        Keys of `TOKENS` to look for; all by default. `STRONG` (mobile, id card, bank card, e-mail, plate) is for
        finished reports: checksums and shapes that a figure, a price or a date does not have.

    Raises
    ------
    InputError
        If a kind is unknown.

    Notes
    -----
    Hits that touch the same characters become one hit with the kind of the longer, so that nothing of either is left.
    The work is linear in the length of the text.
    """
    wanted = frozenset(TOKENS if kinds is None else kinds)
    if unknown := sorted(wanted - set(TOKENS)):
        raise InputError(f"Unknown kind of personal data {unknown[0]!r}; known are {', '.join(TOKENS)}.")
    folded, places = _fold(text)
    folded = _ANY_TOKEN.sub(lambda m: _BLANKED * len(m[0]), folded)
    hits = _merge(_apply(folded, wanted))
    if places is None:
        return hits
    return [Hit(hit.kind, places[hit.start], _past_marks(text, places[hit.end - 1] + 1)) for hit in hits]


def _apply(folded: str, wanted: frozenset[str]) -> Iterator[Hit]:
    spelled = folded.translate(_NUMERALS)
    for rule in rules():
        if rule.kind not in wanted:
            continue
        for match in rule.pattern.finditer(spelled if rule.numerals else folded):
            if rule.check is None or rule.check(match):
                start, end = span(match)
                yield Hit(rule.kind, rule.extend(folded, start) if rule.extend else start, end)


def _merge(hits: Iterable[Hit]) -> list[Hit]:
    """Join hits that overlap; the longer one, then the kind listed first, gives its kind."""
    joined: list[Hit] = []
    longest = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, _ORDER[h.kind])):
        size = hit.end - hit.start
        if joined and hit.start < joined[-1].end:
            last = joined[-1]
            kind = hit.kind if size > longest else last.kind
            joined[-1] = Hit(kind, last.start, max(last.end, hit.end))
            longest = max(longest, size)
        else:
            joined.append(hit)
            longest = size
    return joined


def _past_marks(text: str, end: int) -> int:
    """Return the place behind the marks that belong to the character before `end` (keycap emoji)."""
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Me"):
        end += 1
    return end


def _mask(text: str) -> tuple[str, Counter[str]]:
    counts: Counter[str] = Counter()
    while hits := find(text):  # a token can make room for another hit; ends, for every round leaves less to mask
        parts, last = [], 0
        for hit in hits:
            parts += [text[last : hit.start], TOKENS[hit.kind]]
            last = hit.end
        text = "".join(parts) + text[last:]
        counts.update(TOKENS[hit.kind] for hit in hits)
    return text, counts


def mask(text: str) -> str:
    """Return `text` with personal data replaced by tokens of `MASK_TOKENS`.

    All else is kept to the character. Masking twice changes nothing more. Errs on the side of masking where a cue word
    stands before a number; hotlines, prices, dates, models and times are kept.
    """
    return _mask(text)[0]


def mask_all(texts: pd.Series[Any] | Iterable[Any]) -> tuple[list[Any], dict[str, int]]:
    """Mask every text; return the texts in order (missing ones as None) and how often each token was set."""
    counts: Counter[str] = Counter()
    masked: list[Any] = []
    for text in texts:
        if pd.isna(text):
            masked.append(None)
            continue
        done, found = _mask(str(text))
        masked.append(done)
        counts.update(found)
    return masked, {token: counts[token] for token in MASK_TOKENS if counts[token]}
