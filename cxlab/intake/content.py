"""What a column of a raw table holds, as shares and ranges: the ground for guesses; never a value."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlab.intake import clean, dates
from cxlab.intake.words import plain, recodes, resource

_CODES = (-99, -98, -97, -9, -8, -7, -2, -1, 77, 88, 96, 97, 98, 99, 777, 888, 997, 998, 999, 9999)
_HIGHEST_ANSWER, _FEWEST_ANSWERS = 10, 3
_NO_DATE = 1000
_SLIPS, _ROWS_FOR_SLIPS = 0.01, 30
_NINE, _BELOW_NINE, _ROWS_FOR_NINE = 9, 5, 30


@dataclass(frozen=True)
class Content:
    """What a column holds: shares (0..1) of the kinds of value among those given, their length and range.

    `filled` is the share of cells that hold anything. `codes` are numbers that stand apart from a short scale
    (99 behind 1 to 5) and seem to mean "not applicable"; `low`, `high` and `whole` leave them out. `worded` is 1 where
    the answers are the words of a known scale (see `guess`), other than KANO. `usual_low` and `usual_high` are the
    range without the hundredth of the numbers at each end, which may be slips of the pen. `asks` is the kind of scale
    that question and answers tell together, "" for none.
    """

    distinct: int = 0
    filled: float = 0
    unlike: float = 0
    length: float = 0
    date: float = 0
    number: float = 0
    whole: float = 0
    low: float = 0
    high: float = 0
    phone: float = 0
    status: float = 0
    answer: float = 0
    flag: float = 0
    zero: float = 0
    codes: tuple[int, ...] = ()
    coded: float = 0
    worded: float = 0
    usual_low: float = 0
    usual_high: float = 0
    asks: str = ""

    @property
    def ticked(self) -> bool:
        """Whether it holds nothing but 0 and 1, as an option of a multiple choice does."""
        return self.number == 1 and self.low >= 0 and self.high <= 1 and self.whole == 1


def describe(values: pd.Series) -> Content:
    """Return what a column holds."""
    given = clean.without_missing_words(values).dropna()
    if given.empty:
        return Content()
    text = given.map(plain).astype("str")
    number = clean.numbers(given)
    codes = _codes(number.dropna())
    known = number[~number.isin(codes)].dropna()
    words = {plain(w) for w in resource("values")["status_words"]}
    digits = text.str.replace(r"[\s-]", "", regex=True)
    return Content(
        distinct=int(text.nunique()),
        filled=len(given) / len(values),
        unlike=float(text.nunique() / len(text)),
        length=float(text.str.len().mean()),
        date=_dates(given, text, number),
        number=float(number.notna().mean()),
        whole=float((known % 1 == 0).mean()) if len(known) else 0.0,
        low=float(known.min()) if len(known) else 0.0,
        high=float(known.max()) if len(known) else 0.0,
        phone=float(digits.str.fullmatch(r"(?:\+?86)?1[3-9]\d{9}(?:\.0)?").mean()),
        status=float(text.isin(words).mean()),
        answer=float(text.isin(set(recodes("kano_answer"))).mean()) if number.isna().all() else 0.0,
        flag=float(text.isin(set(recodes("flag"))).mean()),
        zero=float((known == 0).mean()) if len(known) else 0.0,
        codes=codes,
        coded=float(number.isin(codes).mean()),
        usual_low=_quantile(known, _SLIPS),
        usual_high=_quantile(known, 1 - _SLIPS),
    )


def _quantile(known: pd.Series, share: float) -> float:
    """Return the value at a share of the ordered numbers, of few numbers the last one."""
    if known.empty:
        return 0.0
    share = share if len(known) >= _ROWS_FOR_SLIPS else round(share)
    return float(known.quantile(share, interpolation="higher" if share < 1 / 2 else "lower"))


def _dates(given: pd.Series, text: pd.Series, number: pd.Series) -> float:
    """Return the share of dates; words without a digit and small numbers need no parsing."""
    if not text.str.contains(r"\d").any() or (number.notna().all() and number.abs().max() < _NO_DATE):
        return 0.0
    return float(dates.parse(given, day_first=False, timezone="UTC").values.notna().mean())


def _codes(known: pd.Series) -> tuple[int, ...]:
    """Return the numbers that stand apart from answers on a short scale of whole numbers."""
    seen = set(known)
    answers = {v for v in seen if v not in _CODES}
    short = all(0 <= v <= _HIGHEST_ANSWER and v == int(v) for v in answers)
    if not short or len(answers) < _FEWEST_ANSWERS:
        return ()
    codes = sorted(int(v) for v in seen - answers)
    below = answers - {_NINE}
    lonely = _NINE in answers and len(known) >= _ROWS_FOR_NINE and max(below) <= _BELOW_NINE
    return (*codes, _NINE) if lonely and min(below) >= 1 and len(below) >= _FEWEST_ANSWERS else tuple(codes)
