"""Key dissatisfiers and enhancers: which failures go with dissatisfaction, which successes with delight (advanced)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import Column, FloatArray, need_columns, numbers, weights_for
from cxlab.survey.drivers.bootstrap import percentile, resample

LEVEL = 0.95
COLUMNS = ["item", "value", "low", "high", "share", "within", "beside", "reach", "noise", "objective", "key", "missing"]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DissatisfierResult:
    """Items by value (see `dissatisfiers`), respondents used, those of them in the group, and dropped ones."""

    items: pd.DataFrame
    n: int
    n_group: int
    dropped: int


def dissatisfiers(
    frame: pd.DataFrame,
    target: str,
    items: Sequence[str],
    *,
    target_low: float,
    item_low: float,
    weights: Column | str | None = None,
    n_boot: int = 1000,
    seed: int = 0,
) -> DissatisfierResult:
    """Share out how well failures tell the dissatisfied from the others.

    What a set of items is worth is the share of the dissatisfied with a failure on at least one of them, less the
    same share of the others. Its Shapley value has a closed form: each respondent's failures count alike and
    together 1, so an item is worth the mean of 1{failed} / failures of the dissatisfied less that of the others.

    Parameters
    ----------
    frame : one row a respondent; rows without `target` are dropped and counted. A missing answer to an item ("not
        experienced") is no failure and stays in the base.
    target_low : highest overall answer that counts as dissatisfied, in its own scale.
    item_low : highest answer to an item that counts as a failure; the items share one scale. Complaints ticked as 1
        are turned first (1 - ticks, item_low=0).
    weights : a column of `frame` or one number per row, 0 or more.
    n_boot : resamples of respondents for 95 % percentile intervals; 0 leaves them out.

    Returns
    -------
    DissatisfierResult
        `.items`, highest value first: item, value (percentage points; the values add up to the last `objective`;
        below 0 where the others fail more often, never clipped) with low and high, share (failed, of all), within
        and beside (failed, of the dissatisfied and of the others); reach, noise and objective (0..1): with this item
        and all above it, the share of the dissatisfied with a failure, that of the others, and the difference;
        key: the items up to the highest objective; missing (rows without an answer).
        `.n_group` is the number of dissatisfied.

    Raises
    ------
    InputError
        Columns missing or not numbers; no items; nobody dissatisfied, or everybody; weights negative or all 0.

    Reference
    ---------
    Conklin, Powaga and Lipovetsky (2004), Customer satisfaction analysis: identification of key drivers, EJOR 154;
    ShapKa `KanoModel(analysis="kda").key_drivers()` without its weights error, sampling and clipping.
    """
    found = _read(frame, target, items, weights)
    return _result(found, found.outcome <= target_low, found.answers <= item_low, n_boot, seed)


def enhancers(
    frame: pd.DataFrame,
    target: str,
    items: Sequence[str],
    *,
    target_high: float,
    item_high: float,
    weights: Column | str | None = None,
    n_boot: int = 1000,
    seed: int = 0,
) -> DissatisfierResult:
    """Share out how well successes tell the delighted from the others: `dissatisfiers` from the other end.

    An overall answer from `target_high` on is delighted, an answer to an item from `item_high` on a success; read
    "success" for "failed" in the columns of `dissatisfiers`.
    """
    found = _read(frame, target, items, weights)
    return _result(found, found.outcome >= target_high, found.answers >= item_high, n_boot, seed)


@dataclass(frozen=True)
class _Answers:
    items: list[str]
    outcome: FloatArray
    answers: FloatArray
    weight: FloatArray
    dropped: int


def _read(frame: pd.DataFrame, target: str, items: Sequence[str], weights: Column | str | None) -> _Answers:
    need_columns(frame, [target, *items, *([weights] if isinstance(weights, str) else [])])
    if not items or target in items or len(set(items)) < len(items):
        raise InputError(f"items must be one or more different columns other than '{target}'; got {', '.join(items)}.")
    weight = weights_for(frame[weights] if isinstance(weights, str) else weights, len(frame))
    outcome, names = numbers(frame[target], target), sorted(items)
    answers = np.column_stack([numbers(frame[name], name) for name in names])
    lost = np.isnan(outcome)
    kept = np.flatnonzero(~lost & (weight > 0))
    if not len(kept):
        raise InputError(f"No row has both an answer to '{target}' and a weight above 0.")
    everything = np.nan_to_num(np.column_stack([outcome, answers, weight])[kept], nan=np.inf)
    kept = kept[np.lexsort(everything.T)]  # the order of rows must not matter to the last bit
    return _Answers(names, outcome[kept], answers[kept], weight[kept], int(lost.sum()))


def _result(found: _Answers, group: Marks, failed: Marks, n_boot: int, seed: int) -> DissatisfierResult:
    """Values, intervals and what the items reach one after another."""
    inside = int(group.sum())
    if inside in (0, len(group)):
        raise InputError(
            f"{inside} of {len(group)} respondents are in the group that the cut of the outcome makes; state another."
        )
    products = _products(group, failed)
    value = _values(found.weight @ products)
    order = np.argsort(-value, kind="stable")  # ties stay in the order of their names
    ranked, weight = failed[:, order], found.weight
    met = np.logical_or.accumulate(ranked, axis=1)
    reach, noise = (np.average(met[side], axis=0, weights=weight[side]) for side in (group, ~group))
    objective = reach - noise
    columns = {
        "item": [found.items[at] for at in order],
        "value": value[order],
        "share": np.average(ranked, axis=0, weights=weight),
        "within": np.average(ranked[group], axis=0, weights=weight[group]),
        "beside": np.average(ranked[~group], axis=0, weights=weight[~group]),
        "reach": reach,
        "noise": noise,
        "objective": objective,
        "key": np.arange(len(order)) <= objective.argmax(),
        "missing": np.isnan(found.answers).sum(axis=0)[order],
        "low": np.full(len(order), np.nan),
        "high": np.full(len(order), np.nan),
    }
    if n_boot:
        drawn = resample(products, weight, lambda totals: (_values(totals),), n_boot=n_boot, seed=seed)[0]
        both = drawn[np.isfinite(drawn).all(axis=1)]  # a resample without one of the groups tells nothing
        columns["low"], columns["high"] = (end[order] for end in percentile(both, LEVEL))
    return DissatisfierResult(pd.DataFrame(columns, columns=COLUMNS), len(group), inside, found.dropped)


def _products(group: Marks, failed: Marks) -> FloatArray:
    """What to add up over rows, shape (n, 2 + 2p): who is in each group, and their parts of each item's worth."""
    count = failed.sum(axis=1, keepdims=True)
    part = np.divide(failed, count, out=np.zeros(failed.shape), where=count > 0)
    return np.column_stack([group, ~group, part * group[:, None], part * ~group[:, None]]).astype(np.float64)


def _values(totals: FloatArray) -> FloatArray:
    """Values in percentage points, shape (..., p), from weighted sums of products; missing without both groups."""
    p = (totals.shape[-1] - 2) // 2
    size = np.where(totals[..., :2] > 0, totals[..., :2], np.nan)
    result: FloatArray = 100 * (totals[..., 2 : 2 + p] / size[..., :1] - totals[..., 2 + p :] / size[..., 1:])
    return result
