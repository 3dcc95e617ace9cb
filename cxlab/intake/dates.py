"""Dates in whatever form they come become local time of the study."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.intake.words import plain

_MORNING, _AFTERNOON = ("上午", "凌晨", "am"), ("下午", "晚上", "pm")
_TIME = (
    rf"(?:[t,\s]*(?P<half>{'|'.join(_MORNING + _AFTERNOON)})?"
    r"\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})?(?:[:分]"
    r"(?P<second>\d{1,2})?(?:[.,]\d+)?)?[秒分]?\s*(?P<half_after>am|pm)?)?"
)
_ZONE = r"\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?$"
_YEAR_FIRST = r"^(?P<a>\d{4})\s*[-/.年]\s*(?P<b>\d{1,2})(?:\s*[-/.月]\s*(?P<c>\d{1,2}))?\s*[日号月]?" + _TIME + _ZONE
_YEAR_LAST = r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{4}|\d{2})" + _TIME + _ZONE
_QUARTER = r"^(?P<year>\d{4})\s*[-年]?\s*(?:q|第)?(?P<quarter>[1-4一二三四])(?:季度|季)?$"
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954-10-03 to 2119-01-10 in Excel's count of days
_EXCEL_ZERO = np.datetime64("1899-12-30", "us")
_YEARS = (1900, 2200)
_DAY = 86_400_000_000


@dataclass(frozen=True)
class Dates:
    """Parsed dates (local, without zone), which cells were no date, and how day and month were told apart.

    `ambiguous` counts cells that read as another valid day under the other order; `rule` is the code of the order used
    for day/month/year strings and why (see `notes.rule_told`; "" where there were none).
    """

    values: pd.Series
    bad: pd.Series
    ambiguous: int
    rule: str


def parse(values: pd.Series, *, day_first: bool, timezone: str) -> Dates:
    """Parse a column of mixed date forms.

    Understood: datetimes, year-first strings with - / . or 年月日, day or month first with a year at the end,
    compact digits (20241101, 202411011405), Excel serials, Unix seconds and milliseconds, ISO with zone,
    year-month, quarters, and English month names. Times without a zone are local already; with one they are
    turned into `timezone`. Day and month of 03/04/2026 are told apart by the column itself where any of its
    cells leaves no choice, else by `day_first`. Years outside 1900-2200 are no dates.
    """
    out = pd.Series(np.datetime64("NaT", "us"), index=values.index, dtype="datetime64[us]")
    given = values.notna()
    native = given & values.map(lambda v: isinstance(v, dt.date | np.datetime64)).astype(bool)
    if native.any():
        out[native] = _local_native(values[native], timezone)
    codes, unique = pd.factorize(values[given & ~native].map(_as_text))
    found, ambiguous, rule = _strings(pd.Series(unique, dtype="str"), day_first=day_first, timezone=timezone)
    out[given & ~native] = found.to_numpy()[codes]
    years = out.dt.year
    out = out.where(years.between(*_YEARS))
    count = int(np.isin(codes, np.flatnonzero(ambiguous)).sum())
    return Dates(out, given & out.isna(), count, rule)


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain(value)


def _local_native(values: pd.Series, timezone: str) -> np.ndarray:
    def local(value: Any) -> pd.Timestamp:
        stamp = pd.Timestamp(value)
        return stamp.tz_convert(timezone).tz_localize(None) if stamp.tzinfo else stamp

    return np.array([local(v).to_datetime64() for v in values], dtype="datetime64[us]")


def _strings(text: pd.Series, *, day_first: bool, timezone: str) -> tuple[pd.Series, np.ndarray, str]:
    out = pd.Series(np.datetime64("NaT", "us"), index=text.index, dtype="datetime64[us]")
    ambiguous = np.zeros(len(text), dtype=bool)
    digits = text.str.fullmatch(r"-?\d+(\.\d+)?")
    out[digits] = _numbers(text[digits], timezone)
    rest = text[~digits]
    year_first = rest.str.extract(_YEAR_FIRST).dropna(subset=["a"])
    out[year_first.index] = _assemble(
        year_first, year=year_first["a"], month=year_first["b"], day=year_first["c"].fillna("1"), timezone=timezone
    )
    year_last = rest.str.extract(_YEAR_LAST).dropna(subset=["a"])
    rule = ""
    if len(year_last):
        first, second = year_last["a"].astype("int64"), year_last["b"].astype("int64")
        day_is_first, rule = _order(first, second, day_first)
        day, month = first.where(day_is_first, second), second.where(day_is_first, first)
        out[year_last.index] = _assemble(
            year_last, year=_four_digits(year_last["c"]), month=month, day=day, timezone=timezone
        )
        open_ = (first <= 12) & (second <= 12) & (first != second) & (not rule.endswith("_settled"))
        ambiguous[year_last.index[open_]] = True
    other = rest.drop(year_first.index).drop(year_last.index)
    out[other.index] = _others(other, timezone)
    return out, ambiguous, rule


def _order(first: pd.Series, second: pd.Series, day_first: bool) -> tuple[pd.Series, str]:
    """Decide day before month per cell: cells that leave no choice settle it for the column if they agree."""
    day_leads, month_leads = first > 12, second > 12
    stated = "day" if day_first else "month"
    if day_leads.any() and not month_leads.any():
        return pd.Series(True, index=first.index), "day_settled"
    if month_leads.any() and not day_leads.any():
        return pd.Series(False, index=first.index), "month_settled"
    choice = day_leads | (day_first & ~month_leads)
    return choice, f"{stated}_mixed" if day_leads.any() else f"{stated}_open"


def _four_digits(years: pd.Series) -> pd.Series:
    number = years.astype("int64")
    short = number + np.where(number < 69, 2000, 1900)
    return number.where(years.str.len() == 4, short)


def _assemble(parts: pd.DataFrame, *, year: pd.Series, month: pd.Series, day: pd.Series, timezone: str) -> np.ndarray:
    """Put days, times and zones together; impossible days or times become NaT."""
    days = pd.DataFrame({"year": year, "month": month, "day": day}).astype("int64")
    moments = pd.to_datetime(days, errors="coerce").astype("datetime64[us]")
    hour, minute, second = (parts[c].fillna("0").astype("int64") for c in ("hour", "minute", "second"))
    half = parts["half"].fillna(parts["half_after"])
    hour = hour.mask(half.isin(_AFTERNOON) & (hour < 12), hour + 12)
    hour = hour.mask(half.isin(_MORNING) & (hour == 12), 0)
    moments = moments.where((hour < 24) & (minute < 60) & (second < 60))
    moments = moments + pd.to_timedelta(hour * 3600 + minute * 60 + second, unit="s").astype("timedelta64[us]")
    zone = parts["zone"]
    if zone.notna().any():
        clean = zone.dropna().replace({"z": "+0000", "utc": "+0000"}).str.replace(":", "")
        minutes = clean.str[1:3].astype("int64") * 60 + clean.str[3:5].astype("int64")
        offset = pd.to_timedelta(minutes * clean.str[0].map({"+": 1, "-": -1}), unit="min")
        utc = moments[clean.index] - offset
        moments[clean.index] = utc.dt.tz_localize("UTC").dt.tz_convert(timezone).dt.tz_localize(None)
    return moments.to_numpy()


def _numbers(text: pd.Series, timezone: str) -> np.ndarray:
    """Compact dates, Excel serials and Unix time, told apart by their number of digits."""
    whole = text.str.replace(r"\.\d+$", "", regex=True)
    out = pd.Series(np.datetime64("NaT", "us"), index=text.index, dtype="datetime64[us]")
    for width, form in ((6, "%Y%m"), (8, "%Y%m%d"), (12, "%Y%m%d%H%M"), (14, "%Y%m%d%H%M%S")):
        chosen = whole.str.len() == width
        out[chosen] = pd.to_datetime(whole[chosen], format=form, errors="coerce").to_numpy()
    number = pd.to_numeric(text)
    serial = number.between(_FIRST_SERIAL, _LAST_SERIAL) & (whole.str.len() == 5)
    steps = np.round(number[serial].to_numpy() * 86_400).astype("int64") * 1_000_000
    out[serial] = _EXCEL_ZERO + steps.astype("timedelta64[us]")
    for width, scale in ((10, 1_000_000), (13, 1_000)):
        chosen = whole.str.len() == width
        moments = pd.to_datetime((number[chosen] * scale).astype("int64"), unit="us", utc=True)
        out[chosen] = moments.dt.tz_convert(timezone).dt.tz_localize(None).to_numpy()
    return out.to_numpy()


def _others(text: pd.Series, timezone: str) -> np.ndarray:
    """Quarters, and English month names (left to pandas)."""
    quarter = text.str.extract(_QUARTER)
    named = text.where(text.str.contains(r"[a-z]{3}", regex=True) & text.str.contains(r"\d{4}", regex=True))
    moments = pd.to_datetime(named, format="mixed", errors="coerce", utc=True)
    zoned = named.str.contains(r"(?:gmt|utc|z|[+-]\d{2}:?\d{2})$", regex=True).fillna(False).astype(bool)
    local = moments.dt.tz_localize(None).mask(zoned, moments.dt.tz_convert(timezone).dt.tz_localize(None))
    first_month = quarter["quarter"].replace(_QUARTERS).astype("float64") * 3 - 2
    days = pd.DataFrame({"year": quarter["year"].astype("float64"), "month": first_month, "day": 1})
    return local.fillna(pd.to_datetime(days, errors="coerce")).to_numpy()
