"""Quotas: how many answers to collect in each group of customers so that the sample looks like them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import FloatArray, need_columns, numbers

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Names = npt.NDArray[np.object_]
RESERVED = ("share", "proportional", "quota", "raised", "weight", "invitations")


@dataclass(frozen=True)
class QuotaPlan:
    """Quotas of all groups.

    `cells`: the segment columns, share (of the population), proportional (answers without a minimum), quota (answers
    to collect), raised (the minimum lifted it), weight (of one answer, mean 1 over the sample), invitations (to send).
    `n` answers in all, `minimum` per cell; `effective_n` is what the weights leave of n: n / `design_effect` (Kish).
    """

    cells: pd.DataFrame
    n: int
    minimum: int
    effective_n: float
    design_effect: float


def quotas(
    population: pd.DataFrame, n: int, *, size: str = "customers", minimum: int = 0, response_rate: float = 1.0
) -> QuotaPlan:
    """Share `n` answers among the groups of a population, in proportion to their size.

    Fractions go to the groups with the largest remainder (Hamilton); equal remainders to the larger group, then to the
    first by name, so that the order of rows does not matter. Groups below `minimum` are lifted to it and the others
    share what is left; what that distorts is in `weight`.

    Parameters
    ----------
    population : one row a group: segment columns, and `size` (customers, or shares of any total).
    n : answers in all.
    minimum : answers that each group has at least, e.g. 30 where it is to be reported by itself.
    response_rate : share of invitations that is answered, above 0 up to 1; invitations are rounded up per group.

    Raises
    ------
    InputError
        Columns missing or of a reserved name, no or repeated groups, sizes that are missing, 0 or negative, n too
        small for the minimum, n below 1, a response rate outside (0, 1].
    """
    segments = _segments(population, size)
    sizes = _sizes(population, size, segments)
    _check(n, minimum, response_rate, len(population))
    order = population[segments].astype("str").agg("\0".join, axis=1).to_numpy(dtype=object)
    share = sizes / sizes.sum()
    quota, lifted = _with_minimum(share, n, minimum, order)
    weight = np.divide(share * n, quota, out=np.zeros_like(share), where=quota > 0)
    effect = n * float((quota * weight**2).sum()) / float((quota * weight).sum()) ** 2
    cells = population[segments].assign(
        share=share,
        proportional=_apportion(share, n, order),
        quota=quota,
        raised=lifted,
        weight=np.where(quota > 0, weight, np.nan),
        invitations=np.ceil(quota / response_rate - 1e-9).astype(int),
    )
    return QuotaPlan(cells.iloc[np.argsort(order)].reset_index(drop=True), n, minimum, n / effect, effect)


def _with_minimum(share: FloatArray, n: int, minimum: int, order: Names) -> tuple[Counts, Flags]:
    """Lift groups below the minimum until none is left below it; return quotas, and which were lifted."""
    quota = _apportion(share, n, order)
    lifted = np.zeros(len(share), dtype=bool)
    while (low := (quota < minimum) & ~lifted).any():
        lifted |= low
        free = ~lifted
        quota = np.where(lifted, minimum, 0)
        if free.any():
            quota[free] = _apportion(share[free] / share[free].sum(), n - minimum * int(lifted.sum()), order[free])
    return quota, lifted


def _apportion(share: FloatArray, n: int, order: Names) -> Counts:
    """Return whole numbers that add up to n, by the largest remainder."""
    exact = np.round(share * n, 9)  # so that equal groups have equal remainders
    whole: Counts = np.floor(exact).astype(np.int64)
    first = np.lexsort((order, -share, -(exact - whole)))
    whole[first[: n - int(whole.sum())]] += 1
    return whole


def _segments(population: pd.DataFrame, size: str) -> list[str]:
    need_columns(population, [size])
    segments = [str(c) for c in population.columns if c != size]
    taken = [c for c in segments if c in RESERVED]
    if not segments or taken:
        raise InputError(
            f"The table of groups needs segment columns beside '{size}', none called {', '.join(RESERVED)} "
            f"(found: {', '.join(map(str, population.columns))})."
        )
    if population.empty:
        raise InputError("The table of groups has no row; give one row a group.")
    if population.duplicated(segments).any():
        twice = population[population.duplicated(segments)][segments].iloc[0]
        raise InputError(f"Group {', '.join(map(str, twice))} stands twice in the table; add its rows up.")
    return segments


def _sizes(population: pd.DataFrame, size: str, segments: list[str]) -> FloatArray:
    sizes = numbers(population[size], size)
    bad = ~(sizes > 0)
    if bad.any():
        named = "; ".join(", ".join(map(str, row)) for row in population.loc[bad, segments].head(5).to_numpy())
        raise InputError(f"Column '{size}': {int(bad.sum())} groups have no size above 0 ({named}). Leave them out.")
    return sizes


def _check(n: int, minimum: int, response_rate: float, groups: int) -> None:
    if n < 1 or minimum < 0:
        raise InputError(f"n is {n} and minimum {minimum}; give n of 1 or more and a minimum of 0 or more.")
    if minimum * groups > n:
        raise InputError(
            f"{groups} groups of at least {minimum} need {minimum * groups} answers, n is {n}. "
            "Raise n, lower the minimum or merge groups."
        )
    if not 0 < response_rate <= 1:
        raise InputError(f"response_rate is {response_rate:g}; it is the share of invitations answered, above 0 to 1.")
