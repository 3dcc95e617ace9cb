"""What if: by how much the overall answer goes with better answers to an item, if some low ones moved up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.drivers.bootstrap import percentile, resample
from cxlab.survey.drivers.design import Design, correlations, design, standardised
from cxlab.survey.drivers.moments import FLAT, moments
from cxlab.survey.drivers.r_squared import standardised as coefficients
from cxlab.survey.performance import Scales, answers_of, ends_of

LEVEL = 0.95
READING = "association"
"""What the numbers are: customers who answer so answer the overall question so. No proof that a change would act."""


@dataclass(frozen=True)
class WhatIfResult:
    """Change by driver (see `what_if`), mean outcome now, rows used and dropped, and what the numbers are."""

    drivers: pd.DataFrame
    now: float
    n: int
    dropped: int
    reading: str = READING


def what_if(
    frame: pd.DataFrame,
    target: str,
    drivers: Sequence[str],
    scale: Scales,
    *,
    share: float = 0.5,
    source: Sequence[float] = (1, 2),
    to: float = 4,
    weights: Column | str | None = None,
    n_boot: int = 1000,
    seed: int = 0,
) -> WhatIfResult:
    """Move a share of the answers in `source` up to the answer `to`, one driver at a time, and follow the regression.

    Parameters
    ----------
    frame : one row a respondent; rows with a missing value in any used column are dropped and counted.
    target : the overall answer; drivers : all items of the model. Both on the scales that `scale` returns.
    share : of those who gave a `source` answer, above 0 and up to 1; which of them is left to chance.
    source, to : answers on the scale of every driver, `to` above the others.
    weights : a column of `frame` or one number per row, 0 or more.
    n_boot : resamples of respondents for 95 % percentile intervals; 0 leaves them out.

    Returns
    -------
    WhatIfResult
        `.drivers`, largest change first: driver, n_source (people with such an answer), moved (share of all
        respondents that would move), item_change (of the item's mean, points of its scale), coefficient (outcome
        units per point, the other items held), change (of the mean outcome = coefficient x item_change) with low and
        high, then (mean outcome after it), and held (the end of its scale stopped the change; the interval stops
        there too). Missing where nobody gave such an answer. The interval is of the regression and of how many
        answer so; that an association is no effect is not in it.

    Raises
    ------
    InputError
        A share of 0 or above 1, answers off a scale, `to` not above `source`, and the errors of `importance`.
    """
    if not 0 < share <= 1:
        raise InputError(f"share is {share:g}; state a part of the answers, above 0 and up to 1.")
    if not source or max(source) >= to:
        raise InputError(f"Answers {', '.join(f'{value:g}' for value in source)} cannot move up to {to:g}.")
    found = design(frame, target, list(drivers), weights=weights)
    if not found.single:
        raise InputError(f"what_if takes columns of numbers; leave out the factors {', '.join(found.factors)}.")
    for item in [*found.names, target]:
        answers_of(frame, item, scale)
    _refuse_off_scale(found.names, [*source, to], scale)
    lift = share * np.where(np.isin(found.data[:, :-1], list(source)), to - found.data[:, :-1], 0.0)
    total, now = found.weight.sum(), float(np.average(found.data[:, -1], weights=found.weight))
    scaled, spread = standardised(found)
    slope = coefficients(correlations(found, scaled)) * spread[-1] / spread[:-1]
    item_change = found.weight @ lift / total
    low_end, high_end = (end - now for end in ends_of(target, scale)[:2])
    change = slope * item_change
    columns = {
        "n_source": (lift > 0).sum(axis=0),
        "moved": share * (found.weight @ (lift > 0)) / total,
        "item_change": item_change,
        "coefficient": slope,
        "change": change.clip(low_end, high_end),
        "low": np.full(len(slope), np.nan),
        "high": np.full(len(slope), np.nan),
        "then": now + change.clip(low_end, high_end),
        "held": (change < low_end) | (change > high_end),
    }
    if n_boot:
        drawn = _drawn(found, scaled, spread, lift, n_boot, seed)
        columns["low"], columns["high"] = (end.clip(low_end, high_end) for end in percentile(drawn, LEVEL))
    table = pd.DataFrame({"driver": found.names} | columns)
    table.loc[table["n_source"] == 0, ["change", "low", "high", "then"]] = np.nan
    ranked = table.iloc[np.argsort(-table["change"].to_numpy(), kind="stable")].reset_index(drop=True)
    return WhatIfResult(ranked, now, len(found.data), found.dropped)


def _refuse_off_scale(items: Sequence[str], answers: Sequence[float], scale: Scales) -> None:
    for item in items:
        low, high, _ = ends_of(item, scale)
        off = [f"{value:g}" for value in answers if not low <= value <= high]
        if off:
            raise InputError(f"Item '{item}' is answered {low:g}-{high:g}; there is no answer {', '.join(off)}.")


def _drawn(
    found: Design, scaled: FloatArray, spread: FloatArray, lift: FloatArray, n_boot: int, seed: int
) -> FloatArray:
    """Changes of the mean outcome in resamples of respondents, shape (n_boot, p)."""
    sums, p = moments(scaled), lift.shape[1]
    unit = spread[-1] / spread[:-1]

    def changes(totals: FloatArray) -> tuple[FloatArray, ...]:
        each, deviation = sums.correlations(totals[:, :-p])
        own = deviation[:, :-1]
        turned = np.divide(deviation[:, -1:], own, out=np.zeros_like(own), where=own > FLAT)
        return (coefficients(each) * turned * unit * totals[:, -p:] / totals[:, :1],)

    return resample(np.column_stack([sums.products, lift]), found.weight, changes, n_boot=n_boot, seed=seed)[0]
