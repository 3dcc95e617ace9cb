"""A number that a reader sees: its value, unit, interval and base, and how it is written in zh and en."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from cxlab.phrases import Lang, phrase
from cxlab.study import Text

SMALL_SAMPLE = 30
NO_PERCENTAGE = 20

Unit = Literal["percent", "points", "count", "people", "rate", "score", "ratio", "decimal", "days", "percent_change"]


class Number(BaseModel):
    """A value with its interval and base.

    Parameters
    ----------
    value
        In the natural scale of `unit`: a share for ``percent`` (0.78 reads 78 %), points for ``points`` (NPS),
        per 1,000 for ``rate``.
    low, high
        Ends of the interval, same scale; None where the number is a plain count.
    n
        Answers, people or rows that the value stands on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    value: float
    unit: Unit
    low: float | None = None
    high: float | None = None
    n: int | None = None


def number(estimate: Any, unit: Unit) -> Number:
    """Return an estimate (or a row with value, low, high and n) as a number in `unit`; missing ends stay out."""
    ends = {end: float(getattr(estimate, end)) for end in ("low", "high")}
    known = {end: value for end, value in ends.items() if math.isfinite(value)}
    return Number(value=float(estimate.value), unit=unit, n=int(estimate.n), **known)


def counted(value: float, unit: Unit = "people") -> Number:
    """Return a plain count as a number."""
    return Number(value=float(value), unit=unit)


def show(number: Number, lang: Lang) -> str:
    """Write the value alone; a percentage on fewer than 20 answers becomes ``8/10``."""
    if number.unit == "percent" and number.n is not None and number.n < NO_PERCENTAGE:
        return f"{round(number.value * number.n)}/{number.n}"
    return plain(number.value, number.unit, lang)


def plain(value: float, unit: str, lang: Lang) -> str:
    """Write `value` in `unit`; a missing value is a dash. Rounding is half away from zero on the shown digit."""
    if value is None or math.isnan(value):
        return "–"
    if unit == "percent":
        return _percent(value)
    if unit == "percent_change":
        return f"{_signed(value * 100, 0)}%"
    if unit in ("count", "people"):
        return _round(value, 0)
    if unit == "days":
        return f"{_round(value, 1)} {phrase('common.days').zh if lang == 'zh' else phrase('common.days').en}"
    if unit == "rate":
        return _round(value, _rate_digits(abs(value)))
    return _round(value, _DIGITS.get(unit, 2))


def evidence(number: Number, lang: Lang) -> str:
    """Write value, 95 % interval and n as a reader finds them under a sentence; a small sample says so."""
    parts = [show(number, lang)]
    few = number.unit == "percent" and number.n is not None and number.n < NO_PERCENTAGE
    if number.low is not None and number.high is not None and not few:
        ends = (plain(number.low, number.unit, lang), plain(number.high, number.unit, lang))
        parts.append(_say("common.interval", lang).format(low=ends[0], high=ends[1]))
    if number.n is not None:
        parts.append(f"n = {_round(number.n, 0)}")
        if number.n < SMALL_SAMPLE:
            parts.append(_say("common.small_sample", lang))
    return _say("common.comma", lang).join(parts)


def fill(template: Text, values: Mapping[str, Number], names: Mapping[str, Text], lang: Lang) -> str:
    """Fill the named fields of `template` in `lang` with formatted numbers and names."""
    fields = {name: show(number, lang) for name, number in values.items()}
    fields |= {name: str(getattr(text, lang)) for name, text in names.items()}
    return _FIELD.sub(lambda match: fields[match[1]], str(getattr(template, lang)))


def fields_of(template: Text) -> set[str]:
    """Return the names of the fields that `template` uses in either language."""
    return set(_FIELD.findall(template.zh)) | set(_FIELD.findall(template.en))


def bare_digits(template: Text) -> list[str]:
    """Return the digits of `template` that stand outside a named field (there should be none)."""
    return re.findall(r"\d+", _FIELD.sub("", template.zh) + _FIELD.sub("", template.en))


_FIELD = re.compile(r"\{(\w+)\}")
_DIGITS = {"points": 1, "score": 2, "ratio": 2, "decimal": 3}


def _say(key: str, lang: Lang) -> str:
    return str(getattr(phrase(key), lang))


def _round(value: float, digits: int) -> str:
    step = 10**digits
    rounded = math.floor(abs(value) * step + 0.5 + 1e-9) / step
    text = f"{rounded:,.{digits}f}"
    return f"−{text}" if value < 0 and rounded else text


def _rate_digits(size: float) -> int:
    """A rare matter is a small number per 1,000; two digits of it are told all the same."""
    return 1 if size >= 1 or size == 0 else 2 if size >= 0.1 else 3


def _percent(share: float) -> str:
    """A share that is not quite all or nothing never reads 100% or 0%."""
    if 0.995 <= share < 1:
        return ">99%"
    return "<1%" if 0 < share < 0.005 else f"{_round(share * 100, 0)}%"


def _signed(value: float, digits: int) -> str:
    text = _round(value, digits)
    return f"+{text}" if value > 0 and text.strip("0.") else text
