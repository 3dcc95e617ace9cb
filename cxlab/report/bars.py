"""Plain bars with whiskers for pages on which no script runs: geometry in percent of the bar's width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cxlab.numbers import Number, plain
from cxlab.phrases import Lang
from cxlab.record import Exhibit
from cxlab.report import tables
from cxlab.report.words import words

MOST_BARS = 14


@dataclass(frozen=True)
class Bar:
    """One bar: its words, and where it lies (0 to 100). `left` is None where there is nothing to draw."""

    label: str
    text: str
    detail: str
    left: float | None = None
    width: float = 0.0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class BarsView:
    """The bars of an exhibit, the place of zero, and how many rows are left to the table."""

    bars: tuple[Bar, ...]
    zero: float
    more: int

    @property
    def whiskers(self) -> bool:
        """Whether any bar carries an interval."""
        return any(bar.low is not None for bar in self.bars)


@dataclass(frozen=True)
class _Scale:
    lowest: float
    span: float

    def place(self, value: float) -> float:
        return round((value - self.lowest) / self.span * 100, 2)


def view(frame: pd.DataFrame, exhibit: Exhibit, lang: Lang) -> BarsView | None:
    """Return the first rows of `frame` as bars on one scale that includes zero; None where none are named."""
    if exhibit.bars is None:
        return None
    spec, shown = exhibit.bars, frame.head(MOST_BARS)
    numbers = pd.DataFrame(
        {part: _floats(shown, getattr(spec, part)) for part in ("value", "low", "high")}, index=shown.index
    )
    counts = _floats(shown, exhibit.n)
    unit = tables.column(spec.value, frame[spec.value], exhibit.unit, lang).unit
    ends = [0.0, *numbers.stack().dropna()]
    scale = _Scale(min(ends), (max(ends) - min(ends)) or 1.0)
    labels = [tables.cell(label, "text", lang) for label in shown[spec.label]]
    rows = zip(labels, numbers.itertuples(index=False), counts, strict=True)
    bars = tuple(_bar(label, tuple(row), n, unit, scale, lang) for label, row, n in rows)
    return BarsView(bars, scale.place(0.0), len(frame) - len(shown))


def shares(numbers: Sequence[Number | None], lang: Lang) -> list[Bar | None]:
    """Return one bar a number (a share with its interval), all on one scale from zero to the highest end."""
    ends = [max(n.value, n.high or 0.0) for n in numbers if n]
    scale = _Scale(0.0, max(ends, default=0.0) or 1.0)
    return [
        _bar("", (n.value, _or_nan(n.low), _or_nan(n.high)), math.nan, n.unit, scale, lang) if n else None
        for n in numbers
    ]


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _bar(label: str, row: tuple[float, float, float], n: float, unit: str, scale: _Scale, lang: Lang) -> Bar:
    value, low, high = row
    if math.isnan(value):
        return Bar(label, words(lang)["hidden"], "")
    left, right = sorted((scale.place(0.0), scale.place(value)))
    interval = not (math.isnan(low) or math.isnan(high))
    detail = [f"{plain(low, unit, lang)} – {plain(high, unit, lang)}"] if interval else []
    if not math.isnan(n) and not (unit in ("count", "people") and n == value):
        detail.append(f"n = {plain(n, 'count', lang)}")
    ends = (scale.place(low), scale.place(high)) if interval else (None, None)
    return Bar(label, plain(value, unit, lang), " · ".join(detail), left, round(right - left, 2), *ends)


def _floats(frame: pd.DataFrame, column: str | None) -> pd.Series:
    if column is None:
        return pd.Series(math.nan, index=frame.index)
    return frame[column].astype("Float64").astype(float)
