"""What a masking pattern cannot say: checksums, calendar days, words that only look like a name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from cxlab.intake.person_names import is_free_name, is_name, is_sure_name


def span(match: re.Match[str]) -> tuple[int, int]:
    """Return where the masked part of a match stands: its group `x`, or all of it."""
    return match.span("x") if "x" in match.re.groupindex else match.span()


def _digits(match: re.Match[str]) -> str:
    start, end = span(match)
    return re.sub(r"\D", "", match.string[start:end])


def _luhn(match: re.Match[str]) -> bool:
    total = 0
    for place, digit in enumerate(reversed(_digits(match))):
        value = int(digit) << place % 2
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _not_hash(match: re.Match[str]) -> bool:
    """Return whether the digits stand outside a longer hexadecimal string."""
    start, end = span(match)
    near = re.compile(r"[0-9a-f]{0,40}", re.I)
    before, after = near.match(match.string[max(0, start - 40) : start][::-1]), near.match(match.string, end)
    return sum(len(m[0]) for m in (before, after) if m) < 10


def _bank_card(match: re.Match[str]) -> bool:
    return _luhn(match) and _not_hash(match)


def _day(digits: str) -> bool:
    """Return whether `digits` is a calendar day, YYYYMMDD."""
    if len(digits) != 8:
        return False
    try:
        day = dt.datetime.strptime(digits, "%Y%m%d")
    except ValueError:
        return False
    return day.year >= 1900


def _id_card(match: re.Match[str]) -> bool:
    start, end = span(match)
    number = re.sub(r"[^0-9x]", "", match.string[start:end].lower())
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
    return number[17] == "10x98765432"[total % 11] and _day(number[6:14]) and number[6:8] in ("19", "20")


def _id_card_typo(match: re.Match[str]) -> bool:
    return _day(_digits(match)[6:14])


def _id_card_old(match: re.Match[str]) -> bool:
    return _day("19" + _digits(match)[6:12])


def _not_date(match: re.Match[str]) -> bool:
    start, end = span(match)
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


CHECKS: dict[str, Callable[[re.Match[str]], bool]] = {
    "bank_card": _bank_card,
    "free_name": is_free_name,
    "has_digit": lambda match: bool(re.search(r"[\d_]", match["x"])),
    "id_card": _id_card,
    "id_card_old": _id_card_old,
    "id_card_typo": _id_card_typo,
    "luhn": _luhn,
    "mixed": _mixed,
    "name": is_name,
    "not_date": _not_date,
    "not_hash": _not_hash,
    "not_timestamp": _not_timestamp,
    "order": _order,
    "sure_name": is_sure_name,
    "ten_digits": lambda match: len(_digits(match)) >= 10,
    "three_digits": lambda match: len(_digits(match)) >= 3,
}
