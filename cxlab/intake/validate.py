"""Columns of a mapped table become typed and checked; every cell or row that fails is listed with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from cxlab.intake import clean, dates, tables
from cxlab.intake.privacy import mask
from cxlab.intake.words import resource
from cxlab.study import Scale, Study

_SHOWN = 120
LATEST = pd.Timedelta(days=366)
"""Cases are closed after the period that they belong to, but not years after it: that is a slip of the pen."""
_ANSWERS = {"functional": "kano_answer", "dysfunctional": "kano_answer"}
COLUMNS = ("row", "column", "value", "reason")


@dataclass
class Checked:
    """Typed columns so far, failed cells (``row`` is the position in the frame), what was counted and what turned."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    failed: list[pd.DataFrame] = field(default_factory=list)
    not_applicable: dict[str, int] = field(default_factory=dict)
    turned: dict[str, str] = field(default_factory=dict)
    dates: dict[str, dict[str, object]] = field(default_factory=dict)

    def fail(self, column: str, raw: pd.Series, bad: pd.Series, reason: str) -> None:
        """List the cells of `raw` where `bad` holds, their values masked and cut."""
        if bad.any():
            value = clean.by_unique(raw[bad], lambda v: mask(str(v)[: 10 * _SHOWN])[:_SHOWN]).astype("str")
            cells = pd.DataFrame({"row": raw.index[bad], "column": column, "value": value, "reason": reason})
            self.failed.append(cells)

    def failures(self) -> pd.DataFrame:
        """Return all failed cells, in order of rows."""
        if not self.failed:
            return pd.DataFrame(columns=list(COLUMNS))
        return pd.concat(self.failed).sort_values(["row", "column"], kind="stable").reset_index(drop=True)


def check_dates(raw: pd.Series, checked: Checked, study: Study, *, day_first: bool) -> pd.Series:
    """Parse a date column; impossible and far future dates fail, an ambiguous column is noted with the rule used."""
    column = str(raw.name)
    raw = clean.without_missing_words(raw)
    found = dates.parse(raw, day_first=day_first, timezone=study.timezone)
    checked.fail(column, raw, found.bad, "no_date")
    values = found.values
    if study.period is not None:
        late = values >= pd.Timestamp(study.period.end) + LATEST
        checked.fail(column, raw, late, "late")
        values = values.mask(late)
    span = values.dropna()
    checked.dates[column] = {
        "first": span.min().date().isoformat() if len(span) else None,
        "last": span.max().date().isoformat() if len(span) else None,
        "ambiguous": found.ambiguous,
        "rule": found.rule,
    }
    return values


def check_numbers(raw: pd.Series, checked: Checked, table: str, scale: Scale | None) -> pd.Series:
    """Turn a number column into floats; codes for "not applicable" are counted, values off the scale fail.

    Answers on a scale whose high end is bad are turned, so that high is good in every chapter; KANO answers are not,
    their order has a meaning of its own.
    """
    column = str(raw.name)
    raw = clean.without_missing_words(raw)
    values = clean.numbers(raw)
    checked.fail(column, raw, raw.notna() & values.isna(), "no_number")
    if scale is not None and scale.missing:
        away = values.isin(scale.missing)
        checked.not_applicable[column] = int(away.sum())
        values = values.mask(away)
    ends = (scale.min, scale.max) if scale is not None else tables.default_scale(table, column)
    if ends is not None:
        off = values.notna() & ~values.between(*ends)
        checked.fail(column, raw, off, f"off_scale {ends[0]:g}-{ends[1]:g}")
        values = values.mask(off)
    if scale is not None and scale.high == "bad" and table != "kano":
        values = scale.min + scale.max - values
        checked.turned[column] = f"{scale.min:g}-{scale.max:g}"
    return values


def check_flags(raw: pd.Series, checked: Checked) -> pd.Series:
    """Turn a yes/no column into booleans; other words fail."""
    raw = clean.without_missing_words(raw)
    values = clean.flags(raw)
    checked.fail(str(raw.name), raw, raw.notna() & values.isna(), "no_flag")
    return values


def built_in_recodes(table: str, column: str) -> str | None:
    """Return the name of the built-in synonyms for a column's values, if there are any."""
    if table == "kano" and column in _ANSWERS:
        return _ANSWERS[column]
    known = tables.TABLES[table].get(column)
    limited = known is not None and tables.kind(table, column) == "word" and bool(known.checks)
    return column if limited and column in resource("values") else None


def check_schema(frame: pd.DataFrame, table: str, checked: Checked) -> pd.DataFrame:
    """Validate against the pandera schema; a value that is not allowed is listed and set missing."""
    schema = tables.schema(table)
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases.dropna(subset=["index"])
        frame = frame.copy()
        for (column, reason), group in cases.groupby(["column", "check"], sort=True):
            bad = pd.Series(frame.index.isin(group["index"].astype("int64")), index=frame.index)
            checked.fail(str(column), frame[column], bad, _reason(schema, str(column), str(reason)))
            frame[column] = frame[column].mask(bad)
    return frame


def _reason(schema: pa.DataFrameSchema, column: str, check: str) -> str:
    """Return what a check allows, as the reason of a reject."""
    known = schema.columns.get(column)
    limits: dict[str, Callable[[dict[str, object]], str]] = {
        "isin": lambda s: "one_of " + ", ".join(map(str, s["allowed_values"])),  # type: ignore[call-overload]
        "greater_than_or_equal_to": lambda s: f"at_least {s['min_value']}",
        "less_than_or_equal_to": lambda s: f"at_most {s['max_value']}",
    }
    for item in known.checks if known is not None else ():
        if item.name and check.startswith(item.name) and item.name in limits:
            return limits[item.name](item.statistics or {})
    return f"not_allowed {check}"
