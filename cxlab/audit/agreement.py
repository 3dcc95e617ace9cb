"""How much more often two coders say the same than chance would have it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.errors import InputError


@dataclass(frozen=True)
class Kappa:
    """Agreement of two coders on `n` texts.

    Attributes
    ----------
    value, low, high
        Cohen's kappa (1 = always the same, 0 = as by chance) and its interval; NaN where both gave one and the same
        answer to everything, or on no text.
    agreement
        Share of texts with the same answer.
    n
        Texts.
    """

    value: float
    low: float
    high: float
    agreement: float
    n: int


def kappa(first: Sequence[str], second: Sequence[str], *, level: float = 0.95) -> Kappa:
    """Return Cohen's unweighted kappa (Cohen 1960) with the interval of Fleiss, Cohen and Everitt (1969).

    Every answer counts as a category, "cannot tell" too. It speaks of the texts given: a sample with equal shares of
    small and large topics is harder than the study as a whole. The interval is a large-sample one: on fewer than 30
    texts it is rough.

    Raises
    ------
    InputError
        `first` and `second` differ in length.
    """
    if len(first) != len(second):
        raise InputError(f"{len(first)} and {len(second)} answers; give both coders' answers to the same texts.")
    n = len(first)
    if n == 0:
        return Kappa(math.nan, math.nan, math.nan, math.nan, 0)
    numbers, names = pd.factorize(np.array([*first, *second], dtype=object))
    table = np.zeros((len(names), len(names)))
    np.add.at(table, (numbers[:n], numbers[n:]), 1 / n)
    rows, columns, same = table.sum(axis=1), table.sum(axis=0), float(np.trace(table))
    chance = float(rows @ columns)
    if chance > 1 - 1e-12:
        return Kappa(math.nan, math.nan, math.nan, same, n)
    value = (same - chance) / (1 - chance)
    reach = stats.norm.ppf(0.5 + level / 2) * math.sqrt(_variance(table, rows, columns, value, chance, n))
    return Kappa(value, max(-1.0, value - reach), min(1.0, value + reach), same, n)


def _variance(table: np.ndarray, rows: np.ndarray, columns: np.ndarray, value: float, chance: float, n: int) -> float:
    """Return the variance of kappa (Fleiss, Cohen and Everitt 1969, formula 13)."""
    either = rows[None, :] + columns[:, None]
    diagonal = np.diag(table) @ (1 - np.diag(either) * (1 - value)) ** 2
    off = (table * either**2).sum() - np.diag(table) @ np.diag(either) ** 2
    whole = diagonal + (1 - value) ** 2 * off - (value - chance * (1 - value)) ** 2
    return max(0.0, float(whole)) / (n * (1 - chance) ** 2)
