"""Cells of survey exports: what is no answer, what was typed behind an option, and which columns are numbers."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd

from cxlab.intake.clean import by_unique
from cxlab.intake.words import plain, resource

# An option with an open field: the text stands in these brackets behind it.
_TYPED = re.compile(r"〖(.*?)〗", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:\.\d+)?")
_ZERO_LED = re.compile(r"[-+]?0\d+")


@cache
def words(name: str) -> frozenset[str]:
    """Return a word list of the resource, compared as `words.plain` does."""
    return frozenset(plain(w) for w in resource("survey_exports")[name])


def as_text(value: Any) -> str:
    """Return a cell as a string; whole floats lose their ``.0``."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def without_codes(values: pd.Series, *, keep_empty: bool = False) -> pd.Series:
    """Return cells with the tool's codes for "skipped" (and, unless `keep_empty`, "left empty") missing.

    A column that holds -1 too is a scale with a negative end; its -2 and -3 are answers.
    """
    seen = {plain(as_text(v)) for v in values.dropna().unique()}
    gone = words("skipped") if keep_empty else words("skipped") | words("empty")
    if "-1" in seen or "-1.0" in seen:
        gone = frozenset(w for w in gone if not w.startswith("-"))
    codes = by_unique(values, lambda v: plain(as_text(v)) in gone or not as_text(v))
    return values.mask(codes == True)  # noqa: E712 - missing cells are neither


def is_empty(value: Any) -> bool:
    """Return whether a cell says that the question was put and left empty."""
    return plain(as_text(value)) in words("empty")


def split_typed(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return cells without what was typed behind an option, and what was typed (missing where nothing was)."""
    held = values.map(lambda v: isinstance(v, str) and "〖" in v).astype(bool)
    if not held.any():
        return values, pd.Series(dtype="str", index=values.index[:0])
    typed = values[held].map(lambda v: "; ".join(t.strip() for t in _TYPED.findall(v) if t.strip()))
    bare = values.astype("object").copy()
    bare[held] = values[held].map(lambda v: _TYPED.sub("", v).strip())
    return bare, typed[typed != ""].astype("str")


def in_kind(values: pd.Series) -> pd.Series:
    """Return a column as numbers where every answer is one, else as strings; dates stay dates.

    Long digits (telephone numbers) and digits with a leading zero are names, not numbers.
    """
    given = values.dropna()
    if given.empty or pd.api.types.is_datetime64_any_dtype(given) or given.map(_is_date).all():
        return values
    texts = given.map(as_text)
    plained = texts.map(plain)
    if plained.map(lambda t: bool(_NUMBER.fullmatch(t)) and not _ZERO_LED.fullmatch(t)).all():
        numbers = pd.to_numeric(plained)
        whole = bool((numbers % 1 == 0).all())
        return numbers.reindex(values.index).astype("Int64" if whole else "Float64")
    return texts.reindex(values.index).astype("str")


def _is_date(value: Any) -> bool:
    return hasattr(value, "strftime")


def mentions(text: str, name: str) -> bool:
    """Return whether a text holds one of the words of a list of the resource."""
    return any(word in plain(text) for word in words(name))
