"""Cells become values of their column's kind; what cannot become one is left missing and marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.intake.words import missing_words, plain, recodes

# A number, alone or with the label or unit that survey tools append: "3 - Somewhat important", "5.非常满意", "123秒".
_NUMBER = r"^[¥$€]?\s*([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*(?:[分星元%级次秒天人个条岁]|(?:[-–—:、.()]|=)\s*\D.*)?$"
_MINUTES = r"^(?:(\d+)\s*(?:小时|时))?\s*(\d+)\s*分钟?\s*(\d+)\s*秒$"
_THOUSANDS = r"(?<=\d),(?=\d{3}(?:\D|$))"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]"
_FLAGS = {True: True, False: False}


def by_unique(values: pd.Series, change: Callable[[Any], Any]) -> pd.Series:
    """Apply `change` once to every distinct value; missing stays missing."""
    codes, unique = pd.factorize(values)
    changed = np.empty(len(unique), dtype="object")
    changed[:] = [change(v) for v in unique]
    out = np.full(len(values), None, dtype="object")
    out[codes >= 0] = changed[codes[codes >= 0]]
    return pd.Series(out, index=values.index, dtype="object")


def strings(values: pd.Series) -> pd.Series:
    """Return cells as `str` without outer blanks and control characters; whole floats lose their ``.0``."""
    out = by_unique(values, _as_string).astype("str")
    out = out.str.replace(_CONTROL, "", regex=True).str.strip()
    return out.mask(out == "")


def _as_string(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def without_missing_words(values: pd.Series) -> pd.Series:
    """Return cells with words such as N/A, 未填 or (跳过) missing; not meant for free text."""
    words = missing_words()
    gone = by_unique(values, lambda v: isinstance(v, str) and (not v.strip() or plain(v) in words))
    return values.mask(gone == True)  # noqa: E712 - the mask holds None where the cell is missing


def recode(values: pd.Series, stated: Mapping[Any, Any], built_in: str | None) -> pd.Series:
    """Replace values by the study's recodes, else by the built-in synonyms of `built_in`.

    Words are compared after `words.plain`; a number and its text ("3", 3, 3.0) are the same value.
    """
    table = {} if built_in is None else dict(recodes(built_in))
    table |= {plain(_as_string(k)): v for k, v in stated.items()}
    if not table:
        return values
    return by_unique(values, lambda v: table.get(plain(_as_string(v)), v))


def numbers(values: pd.Series) -> pd.Series:
    """Return cells as float; full-width digits, thousands separators, units and appended labels are understood.

    "2分30秒" is 150, seconds.
    """
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values.astype("float64")
    text = by_unique(values, lambda v: plain(_as_string(v))).astype("str")
    text = text.str.replace(_THOUSANDS, "", regex=True)
    spans = text.str.extract(_MINUTES).astype("float64")
    seconds = spans[0].fillna(0) * 3600 + spans[1] * 60 + spans[2]
    plain_numbers = pd.to_numeric(text.str.extract(_NUMBER, expand=False), errors="coerce").astype("float64")
    return seconds.fillna(plain_numbers).astype("float64")


def flags(values: pd.Series) -> pd.Series:
    """Return yes/no words and 0/1 as nullable booleans."""
    table = recodes("flag")
    return by_unique(values, lambda v: table.get(plain(_as_string(v)))).astype("boolean")
