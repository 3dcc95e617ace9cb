"""Response: who of those invited answered, and how the silent differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import need_columns, on_scale
from cxlab.survey.association import chi_square
from cxlab.survey.compare import benjamini_hochberg, by_group, calendar_periods
from cxlab.survey.ranks import mann_whitney

RATE_COLUMNS = ["by", "group", "invitations", "people", "answered", "rate", "low", "high", "p", "p_bh"]
# fmt: off
TRAIT_COLUMNS = [
    "trait", "category", "kind", "n_answered", "n_silent", "unknown", "answered", "silent",
    "difference", "low", "high", "p", "p_bh",
]
# fmt: on


def response_rates(
    invitations: pd.DataFrame, by: Sequence[str] = (), *, freq: str = "M", level: float = 0.95
) -> pd.DataFrame:
    """Share of invitations that were answered, in all and by group, with Wilson's interval.

    Parameters
    ----------
    invitations : one row an invitation: customer_key, answered (1, 0; unknown ones are left out) and the columns of
        `by`, such as product_line, or segment after joining the customers.
    by : columns to break down by; one of dates, such as sent_at, is cut into calendar periods of `freq` (M, Q, Y).

    Returns
    -------
    DataFrame
        by and group ("all" first), invitations and people (n), answered (n), rate with low and high (0..1), p (group
        against all others, pooled z) and p_bh (corrected over the groups of one breakdown). A person who is invited
        often counts often: then the intervals are somewhat too narrow.

    Raises
    ------
    InputError
        Missing columns, answered other than 0 and 1, unknown `freq`.

    Reference
    ---------
    AAPOR Standard Definitions, response rate 1 with every invitation taken as delivered.
    """
    need_columns(invitations, ["customer_key", "answered", *by])
    known = _known(invitations)
    tables = [_rates(known, "all", pd.Series("all", index=known.index), level)]
    for column in by:
        values = known[column]
        if pd.api.types.is_datetime64_any_dtype(values):
            values = calendar_periods(values, freq).astype(str).where(values.notna())
        tables.append(_rates(known, column, values, level))
    return pd.concat(tables, ignore_index=True)[RATE_COLUMNS]


def invited_people(invitations: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """One row a person who was invited: customer_key, invitations (n), answered (at least once), and what is known.

    Invitations of which it is unknown whether they were answered are left out. People who are no customers have
    missing traits. Rows are sorted by customer_key.

    Raises
    ------
    InputError
        Missing columns, answered other than 0 and 1, a customer_key twice in `customers`.
    """
    need_columns(invitations, ["customer_key", "answered"])
    need_columns(customers, ["customer_key"])
    once_each(customers)
    people = _known(invitations).groupby("customer_key", as_index=False)["answered"].agg(["size", "max"])
    people = people.rename(columns={"size": "invitations", "max": "answered"}).astype({"answered": bool})
    return people.merge(customers, on="customer_key", how="left")


def once_each(customers: pd.DataFrame) -> None:
    """Raise InputError where a customer_key stands twice in `customers`."""
    twice = customers["customer_key"][customers["customer_key"].duplicated()]
    if len(twice):
        raise InputError(
            f"customers has {len(twice)} rows with a customer_key that was there before (first: row "
            f"{twice.index[0]}); keep one row a customer."
        )


def nonresponse(people: pd.DataFrame, traits: Sequence[str]) -> pd.DataFrame:
    """Compare those who answered with the silent on what is known of both.

    Parameters
    ----------
    people : one row a person, such as `invited_people` returns: answered (1, 0) and the traits.
    traits : columns of numbers, dates (taken as days before the column's last date) or categories. People whose
        trait is missing are left out of its comparison and counted. The number of invitations is no trait: who is
        invited more often has more chances to answer.

    Returns
    -------
    DataFrame
        One row for a number or date, one per category otherwise: trait, category ("" for numbers), kind (number,
        days, share), n_answered, n_silent, unknown, answered and silent (mean, or share 0..1), difference
        (standardised: answered less silent in standard deviations) with low and high, p of the trait (Mann-Whitney
        for numbers, chi-square for categories) and p_bh, corrected over the traits. Differences beyond ±0.1 are
        commonly read as an imbalance, whatever p is.

    Raises
    ------
    InputError
        No traits, missing columns, answered other than 0 and 1.

    Reference
    ---------
    Austin (2009), Balance diagnostics, Statistics in Medicine 28; interval: Hedges and Olkin (1985).
    """
    if not traits:
        raise InputError("traits is empty; name at least one column that is known of everybody invited.")
    need_columns(people, ["answered", *traits])
    known = _known(people)
    tests = {trait: _trait(known[trait], known["answered"] == 1) for trait in traits}
    adjusted = benjamini_hochberg([p for _, p in tests.values()])
    tables = [
        rows.assign(trait=trait, p=p, p_bh=corrected)
        for (trait, (rows, p)), corrected in zip(tests.items(), adjusted, strict=True)
    ]
    return pd.concat(tables, ignore_index=True).reindex(columns=TRAIT_COLUMNS)


def _known(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of which it is known whether they were answered, as 0 and 1."""
    answered = on_scale(frame["answered"], 0, 1, "answered")
    return frame.assign(answered=answered)[~np.isnan(answered)].astype({"answered": int})


def _rates(known: pd.DataFrame, by: str, values: pd.Series, level: float) -> pd.DataFrame:
    grouped = known[["customer_key", "answered"]].assign(group=values)
    rates = by_group(grouped, "answered", "group", metric="csat", top=1, points=(0, 1), level=level)
    counts = grouped.groupby("group").agg(people=("customer_key", "nunique"), answered=("answered", "sum"))
    table = rates.rename(columns={"n": "invitations", "value": "rate"}).join(counts, on="group")
    return table.assign(by=by, group=table["group"].astype(str))


def _trait(values: pd.Series, answered: pd.Series) -> tuple[pd.DataFrame, float]:
    """Rows of one trait, and p of its test."""
    unknown, given = int(values.isna().sum()), values.notna()
    values, answered = values[given], answered[given]
    if pd.api.types.is_datetime64_any_dtype(values):
        values, kind = (values.max() - values).dt.total_seconds() / 86400, "days"
    elif pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        kind = "number"
    else:
        names = values.astype(str)
        rows = [_compared(names == name, answered, name, "share") for name in sorted(names.unique())]
        p = chi_square(pd.crosstab(answered, names)).p if rows else np.nan
        return pd.DataFrame(rows).assign(unknown=unknown), p
    p = mann_whitney(values[~answered], values[answered]).p
    return pd.DataFrame([_compared(values, answered, "", kind)]).assign(unknown=unknown), p


def _compared(values: pd.Series, answered: pd.Series, category: str, kind: str) -> dict[str, object]:
    """Means of those who answered and of the silent, and their difference in standard deviations."""
    sides = [values[answered].astype(float), values[~answered].astype(float)]
    (first, second), (n, m) = (side.mean() for side in sides), (len(side) for side in sides)
    spread = np.sqrt((sides[0].var() + sides[1].var()) / 2)
    difference = (first - second) / spread if spread > 0 else np.nan
    error = np.sqrt((n + m) / (n * m) + difference**2 / (2 * (n + m))) if n and m else np.nan
    return {
        "category": category,
        "kind": kind,
        "n_answered": n,
        "n_silent": m,
        "answered": first,
        "silent": second,
        "difference": difference,
        "low": difference - 1.959963984540054 * error,
        "high": difference + 1.959963984540054 * error,
    }
