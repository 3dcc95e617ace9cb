"""Personal data in free text: find it, mask it; and keyed pseudonyms for id columns.

The rules are data: ``resources/privacy/rules.yml`` (what counts, in which shape, under which token) and ``names.yml``
(surnames, titles, cues). This module folds the text, applies the rules and checks what a pattern cannot say (checksums,
dates, words that only look like a name). Text is folded for matching only; outside the masked spans it stays as it is.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import re
import secrets
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pandas as pd
import yaml

from cxlab.errors import InputError, StorageError

_FOLDER = Path(__file__).parent.parent / "resources" / "privacy"
_FLAGS = re.IGNORECASE | re.VERBOSE
_DROPPED, _BLANKED = "\0", "\1"
_NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00123456789" + "1" + "123456789")
_LEFT = 30


@dataclass(frozen=True)
class Hit:
    """One stretch of personal data: `text[start:end]`; `kind` is a key of `TOKENS`."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    check: Callable[[re.Match[str]], bool] | None
    extend: Callable[[str, int], int] | None
    numerals: bool


# --- the text as the rules see it -------------------------------------------------------------------------------------


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
# --- checks: what a pattern cannot say --------------------------------------------------------------------------------


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.span("x") if "x" in match.re.groupindex else match.span()


def _digits(match: re.Match[str]) -> str:
    start, end = _span(match)
    return re.sub(r"\D", "", match.string[start:end])


def _luhn(match: re.Match[str]) -> bool:
    total = 0
    for place, digit in enumerate(reversed(_digits(match))):
        value = int(digit) << place % 2
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _not_hash(match: re.Match[str]) -> bool:
    """Return whether the digits stand outside a longer hexadecimal string."""
    start, end = _span(match)
    near = re.compile(r"[0-9a-f]{0,40}", re.I)
    before, after = near.match(match.string[max(0, start - 40) : start][::-1]), near.match(match.string, end)
    return sum(len(m[0]) for m in (before, after) if m) < 10


def _bank_card(match: re.Match[str]) -> bool:
    return _luhn(match) and _not_hash(match)


def _day(digits: str) -> bool:
    """Return whether `digits` is a calendar day, YYYYMMDD."""
    try:
        day = dt.datetime.strptime(digits, "%Y%m%d")
    except ValueError:
        return False
    return day.year >= 1900


def _id_card(match: re.Match[str]) -> bool:
    start, end = _span(match)
    number = re.sub(r"[^0-9x]", "", match.string[start:end].lower())
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
    return number[17] == "10x98765432"[total % 11] and _day(number[6:14]) and number[6:8] in ("19", "20")


def _id_card_typo(match: re.Match[str]) -> bool:
    return _day(_digits(match)[6:14])


def _id_card_old(match: re.Match[str]) -> bool:
    return _day("19" + _digits(match)[6:12])


def _not_date(match: re.Match[str]) -> bool:
    start, end = _span(match)
    text = match.string[start:end]
    return not (re.fullmatch(r"[\d\-]+", text) and _day(_digits(match)))


def _not_timestamp(match: re.Match[str]) -> bool:
    """Return whether the digits are no day with a time behind it (to the minute, second or millisecond)."""
    digits = _digits(match)
    timed = re.fullmatch(r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{3})?)?", digits[8:])
    return not (timed and _day(digits[:8]))


def _order(match: re.Match[str]) -> bool:
    return len(_digits(match)) >= 4 and _not_date(match)


def _mixed(match: re.Match[str]) -> bool:
    digits = len(_digits(match))
    return digits >= 5 and match.end() - match.start() - digits >= 3


def _two_places(match: re.Match[str]) -> bool:
    place = r"[^省市区县镇乡村路街道巷号栋幢座室]{2,}?(?:省|市|区|县|镇|乡|街道|村|路|街|道|巷|小区|花园|大厦|广场|号|栋|幢|座|室|单元)"
    return len(re.findall(place, match["x"])) >= 2


def _name(match: re.Match[str]) -> bool:
    """Return whether surname and company are no everyday words."""
    names, text = _names(), match.string
    start, end = _span(match)
    nickname = text[start] in "小老阿"
    at = start + nickname
    if any(text[i : i + size] in names["not_names"] for size in (2, 3, 4) for i in range(max(0, at - size + 1), at + 1)):
        return False
    if text[at : at + 2] in names["surnames"] or text[at] not in names["everyday"]:
        return True
    if nickname:
        return not _is_han(text[end : end + 1])
    return not _is_han(text[at - 1 : at]) or text[max(0, at - 6) : at].endswith(tuple(names["before"]))


def _sure_name(match: re.Match[str]) -> bool:
    return _name(match) and match["x"][0] not in _names()["everyday"]


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


_CHECKS: dict[str, Callable[[re.Match[str]], bool]] = {
    "bank_card": _bank_card,
    "has_digit": lambda match: bool(re.search(r"[\d_]", match["x"])),
    "id_card": _id_card,
    "id_card_old": _id_card_old,
    "id_card_typo": _id_card_typo,
    "luhn": _luhn,
    "mixed": _mixed,
    "name": _name,
    "not_date": _not_date,
    "not_hash": _not_hash,
    "not_timestamp": _not_timestamp,
    "order": _order,
    "sure_name": _sure_name,
    "ten_digits": lambda match: len(_digits(match)) >= 10,
    "three_digits": lambda match: len(_digits(match)) >= 3,
    "two_places": _two_places,
}

# --- rules ------------------------------------------------------------------------------------------------------------


@cache
def _document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return found


@cache
def _names() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in _document("names").items()}


def _either(words: Iterable[str]) -> str:
    """Return the alternation of `words` (patterns themselves), longest first."""
    ranked = sorted(words, key=lambda w: (-len(w), w))
    single = "".join(w for w in ranked if len(w) == 1)
    return "|".join([w for w in ranked if len(w) > 1] + ([f"[{single}]"] if single else []))


@cache
def _macros() -> dict[str, str]:
    macros = dict(_document("rules")["macros"])
    for name, words in _names().items():
        macros[name] = f"(?:{_either(words)})"
    macros["given"] = f"(?!{macros['not_given']})[\u4e00-\u9fff]"
    macros["given"] = f"(?:{macros['given']})"
    return macros


def _compile(pattern: str) -> re.Pattern[str]:
    while "%" in (expanded := re.sub(r"%(\w+)%", lambda m: _macros()[m[1]], pattern)) and expanded != pattern:
        pattern = expanded
    return re.compile(expanded, _FLAGS)


def _to_lead(text: str, start: int) -> int:
    """Return where the address begins whose street and number stand at `start`."""
    window = text[max(0, start - _LEFT) : start]
    stretch = re.search(r"[\u4e00-\u9fff]*$", window)
    first = stretch.start() if stretch else len(window)
    ends = [m.end() for m in _leads().finditer(window, first)]
    return start - len(window) + max([first, *ends])


def _to_estate(text: str, start: int) -> int:
    """Return where the address begins whose building stands at `start`: with the estate's name, if there is one."""
    first = _to_lead(text, start)
    return first if _estate().search(text[first:start]) else start


@cache
def _leads() -> re.Pattern[str]:
    return _compile(_document("rules")["leads"])


@cache
def _estate() -> re.Pattern[str]:
    return _compile(_document("rules")["estate"])


_EXTEND: dict[str, Callable[[str, int], int]] = {"street": _to_lead, "estate": _to_estate}


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            kind,
            _compile(entry["pattern"]),
            _CHECKS[entry["check"]] if "check" in entry else None,
            _EXTEND[entry["extend"]] if "extend" in entry else None,
            entry.get("numerals", False),
        )
        for kind, group in _document("rules")["kinds"].items()
        for entry in group["patterns"]
    )


TOKENS: dict[str, str] = {kind: group["token"] for kind, group in _document("rules")["kinds"].items()}
MASK_TOKENS: tuple[str, ...] = tuple(dict.fromkeys(TOKENS.values()))
STRONG: frozenset[str] = frozenset(kind for kind, group in _document("rules")["kinds"].items() if group.get("strong"))
_ORDER = {kind: place for place, kind in enumerate(TOKENS)}
_ANY_TOKEN = re.compile("|".join(re.escape(token) for token in MASK_TOKENS))

# --- finding and masking ----------------------------------------------------------------------------------------------


def find(text: str, *, kinds: Iterable[str] | None = None) -> list[Hit]:
    """Return the personal data in `text`, in order, never overlapping.

    Parameters
    ----------
    text
        Any text: hostile, of any length, with markup, with tokens of an earlier masking (they are no hits).
    kinds
        Keys of `TOKENS` to look for; all by default. `STRONG` (mobile, id card, bank card, e-mail, plate) is for finished
        reports: checksums and shapes that a figure, a price or a date does not have.

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
    for rule in _rules():
        if rule.kind not in wanted:
            continue
        for match in rule.pattern.finditer(spelled if rule.numerals else folded):
            if rule.check is None or rule.check(match):
                start, end = _span(match)
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


# --- pseudonyms -------------------------------------------------------------------------------------------------------


def pseudonymise(values: pd.Series[Any], secret: bytes) -> pd.Series[Any]:
    """Return a pseudonym for every id: equal ids give equal pseudonyms, across tables and runs with one secret.

    Parameters
    ----------
    values
        Ids as read: text or numbers. Width, case, blanks and invisible characters do not count; a whole float equals
        its integer (13800000000.0); a mobile number equals itself with dashes and with +86, 0086 or 86. Leading zeros
        do count.
    secret
        From `read_secret`, 16 to 64 bytes.

    Returns
    -------
    Series
        16 hexadecimal characters (keyed BLAKE2b), same index and name; missing and empty ids are missing.

    Raises
    ------
    InputError
        If the secret is shorter than 16 or longer than 64 bytes.
    """
    if not 16 <= len(secret) <= 64:
        raise InputError(f"The secret has {len(secret)} bytes; 16 to 64 are allowed. Use read_secret(study folder).")
    plain = values.map(_plain_id, na_action="ignore")
    keyed = {
        text: hashlib.blake2b(text.encode(), key=secret, digest_size=8).hexdigest() for text in plain.dropna().unique()
    }
    return plain.map(keyed).astype("str")


def _plain_id(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).casefold()
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))
    text = re.sub(r"^(\d+)\.0+$", r"\1", text)
    phone = re.sub(r"[\-‐‑‒–—―−.()]", "", text)
    mobile = re.fullmatch(r"(?:\+?86|0086)?(1[3-9]\d{9})", phone)
    return (mobile[1] if mobile else text) or None


def read_secret(study_dir: Path) -> bytes:
    """Return the study's secret (32 bytes) from ``<study_dir>/.salt``; the first call makes it (mode 0600).

    Safe when several processes ask at once: the finished file appears in one step and the first one wins.

    Raises
    ------
    StorageError
        If the file cannot be read or made, or does not hold 64 hexadecimal characters.
    """
    path = Path(study_dir) / ".salt"
    try:
        if not path.exists():
            _create_secret(path)
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise StorageError(
            f"Cannot read or write the secret for pseudonyms, {path}: {error.strerror}. "
            "The study folder must exist and be writable."
        ) from error
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise StorageError(
            f"{path} does not hold a secret (64 hexadecimal characters). Restore it from a backup; if you delete it, "
            "a new one is made and all pseudonyms change."
        )
    return bytes.fromhex(text)


def _create_secret(path: Path) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".salt-", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
