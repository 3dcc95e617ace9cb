"""Raking: weights that give respondents the shares of a known population, and what they cost in effective answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import FloatArray, need_columns, weights_for
from cxlab.survey.scores import effective_n

Margins = Mapping[str, Mapping[str, float]]
IntArray = npt.NDArray[np.int64]
MET = 1e-10
"""Largest gap between a weighted share and its target at which raking stops."""
ROUNDS = 1000


@dataclass(frozen=True)
class RakeResult:
    """Weights of respondents and their diagnostics.

    `weights` has the index of the frame and mean 1. `margins`: variable, category, n, sample_share, target,
    weighted_share (shares 0..1). `effective_n` is Kish's, (sum w)² / sum w²; `design_effect` is n / effective_n;
    `trimmed` is the share of respondents held at the cap; `iterations` how many passes over the variables it took.
    """

    weights: pd.Series
    margins: pd.DataFrame
    n: int
    effective_n: float
    design_effect: float
    smallest: float
    largest: float
    trimmed: float
    iterations: int


def rake(frame: pd.DataFrame, margins: Margins, *, cap: float | None = None) -> RakeResult:
    """Weight respondents so that every variable in `margins` has the population's shares (raking).

    Parameters
    ----------
    frame : one row a respondent; the columns named in `margins` hold categories. A row without a category is an error.
    margins : {column: {category: share of the population}}; each column's shares are above 0 and sum to 1.
        Categories are compared as text.
    cap : the largest weight allowed, in multiples of the mean weight; None for no limit. The others make up for what
        the capped ones lack, so that the margins are still met.

    Returns
    -------
    RakeResult
        Weighted shares within 1e-10 of their targets. Equal answers have equal weights, in any order of rows,
        columns or margins; a sample that fits gets weights of 1.

    Raises
    ------
    InputError
        A column is missing, a row has no category, a category of the sample has no target or one of the targets no
        respondent, a target is 0 or less, targets do not sum to 1, the cap leaves no solution, no convergence.

    Reference
    ---------
    Deming and Stephan (1940); R survey `rake`. With a cap: raking with bounded weights, Deville and Sarndal (1992).
    """
    if not margins:
        raise InputError("margins is empty; give at least one column with its categories and shares.")
    columns = sorted(margins)
    need_columns(frame, columns)
    targets = [_targets(margins[column], column) for column in columns]
    codes = np.column_stack([_codes(frame[column], target) for column, target in zip(columns, targets, strict=True)])
    cells, place, counts = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    wanted = [target.to_numpy() for target in targets]
    # No weight of mean 1 is larger than the number of rows: without a cap none is ever cut.
    ceiling = len(frame) + 1.0 if cap is None else _possible_cap(cap, codes, targets)
    weight, rounds = _fit(cells, counts / len(frame), wanted, ceiling)
    if rounds == ROUNDS:
        raise InputError(_no_solution(cells, counts, weight, targets, cap))
    weights = weight[place.ravel()]
    kish = effective_n(weights)
    return RakeResult(
        weights=pd.Series(weights, index=frame.index, name="weight"),
        margins=_margin_table(codes, weights, targets),
        n=len(frame),
        effective_n=kish,
        design_effect=len(frame) / kish,
        smallest=float(weight.min()),
        largest=float(weight.max()),
        trimmed=float((weights >= ceiling).mean()),
        iterations=rounds,
    )


def weight_column(frame: pd.DataFrame) -> str | None:
    """Return "weight" where the answers came with weights, None where they did not.

    Raises
    ------
    InputError
        Weights that are missing in some rows, negative, or 0 in all of them; the message says in how many.
    """
    if "weight" not in frame or frame["weight"].isna().all():
        return None
    weight = weights_for(frame["weight"], len(frame))
    if weight.sum() == 0:
        raise InputError(
            f"Column 'weight' is 0 in all {len(frame)} rows, so nobody counts; correct it, or leave the column out "
            "(delete its line under columns: in study.yaml)."
        )
    return "weight"


def population_margins(population: pd.DataFrame, columns: Sequence[str]) -> dict[str, dict[str, float]]:
    """Shares (0..1) of the categories in each of `columns` of a table of the population, one row a person.

    Rows without a category are left out of that column's shares. Raises InputError for a missing or empty column.
    """
    need_columns(population, columns)
    empty = [column for column in columns if population[column].isna().all()]
    if empty:
        raise InputError(f"Columns of the population without a value: {', '.join(empty)}. Leave them out.")
    shares = {name: population[name].dropna().astype(str).value_counts(normalize=True) for name in columns}
    return {
        name: {str(category): float(part) for category, part in sorted(found.items())} for name, found in shares.items()
    }


def _targets(shares: Mapping[str, float], column: str) -> pd.Series:
    """Target share of each category, sorted by name."""
    target = pd.Series({str(category): float(share) for category, share in shares.items()}, name=column).sort_index()
    low = target[~(target > 0)]
    if len(low):
        raise InputError(
            f"margins['{column}'] has targets that are not above 0 ({', '.join(map(str, low.index))}); leave such a "
            "category out of the margins and its respondents out of the frame."
        )
    if abs(target.sum() - 1) > 1e-8:
        raise InputError(
            f"margins['{column}'] sums to {target.sum():g}, not to 1; give shares (divide counts by their total)."
        )
    return target / target.sum()


def _codes(column: pd.Series, target: pd.Series) -> IntArray:
    """Position of each row's category among those of `target`."""
    name, blank = target.name, int(column.isna().sum())
    if blank:
        first = ", ".join(map(str, column.index[column.isna()][:5]))
        raise InputError(
            f"Column '{name}' has no category in {blank} of {len(column)} rows (first: {first}); give them one of "
            "their own with a share in the margins, or leave these rows out."
        )
    text = pd.Index(column.astype(str))
    found = set(text)
    strange = sorted(found - set(target.index))
    if strange:
        raise InputError(
            f"Column '{name}' has categories without a target: {', '.join(strange[:5])} (targets: "
            f"{', '.join(target.index)}).{nearest(strange[0], target.index)} Add their shares or leave these rows out."
        )
    absent = [category for category in target.index if category not in found]
    if absent:
        raise InputError(
            f"Column '{name}' has no respondent in {', '.join(absent[:5])}: nobody can stand for them. "
            "Join the category with a similar one, in the frame and in the margins."
        )
    return target.index.get_indexer(text).astype(np.int64)


def _possible_cap(cap: float, codes: IntArray, targets: Sequence[pd.Series]) -> float:
    """`cap`, if every category can reach its target with weights up to it."""
    for code, target in zip(codes.T, targets, strict=True):
        needed = target / (np.bincount(code, minlength=len(target)) / len(code))
        if cap < needed.max() * (1 - 1e-12):
            raise InputError(
                f"cap is {cap:g}, but '{needed.idxmax()}' of column '{target.name}' needs weights of "
                f"{needed.max():.4g} on average to reach its target; raise the cap or join categories."
            )
    return cap


def _fit(cells: IntArray, share: FloatArray, wanted: Sequence[FloatArray], ceiling: float) -> tuple[FloatArray, int]:
    """Weight of each cell, and the rounds it took: ROUNDS if the targets were not met by then.

    Every weight is a product of one factor per category, cut at `ceiling`. One factor after another is set so that
    its category meets its target.
    """
    factors, rounds = np.ones(len(cells)), 0
    while _gap(cells, share * np.minimum(factors, ceiling), wanted) > MET and rounds < ROUNDS:
        for code, target in zip(cells.T, wanted, strict=True):
            for category, goal in enumerate(target):
                inside = code == category
                factors[inside] *= _factor(factors[inside], share[inside], goal, ceiling)
        rounds += 1
    return np.minimum(factors, ceiling), rounds


def _factor(factors: FloatArray, share: FloatArray, goal: float, ceiling: float) -> float:
    """What to multiply `factors` with so that, cut at `ceiling`, they add up to `goal`."""
    order = np.argsort(-factors)
    falling, part = factors[order], share[order]
    before = np.cumsum(part) - part
    factor = (goal - ceiling * before) / np.cumsum((falling * part)[::-1])[::-1]  # if those before are cut
    fits = np.flatnonzero(factor * falling <= ceiling)
    return float(factor[fits[0]] if len(fits) else ceiling / falling[-1])


def _gap(cells: IntArray, weighted: FloatArray, wanted: Sequence[FloatArray]) -> float:
    return max(
        float(np.abs(np.bincount(code, weights=weighted, minlength=len(target)) - target).max())
        for code, target in zip(cells.T, wanted, strict=True)
    )


def _no_solution(
    cells: IntArray, counts: IntArray, weight: FloatArray, targets: Sequence[pd.Series], cap: float | None
) -> str:
    worst = max(
        (abs(got - goal), f"'{category}' of column '{target.name}' has {got:.4f} instead of {goal:.4f}")
        for code, target in zip(cells.T, targets, strict=True)
        for category, goal, got in zip(
            target.index,
            target,
            np.bincount(code, weights=weight * counts / counts.sum(), minlength=len(target)),
            strict=True,
        )
    )[1]
    remedy = "Join small categories or leave one column out" + ("." if cap is None else ", or raise the cap.")
    return f"Raking met no solution in {ROUNDS} rounds: {worst}. Some combinations have no respondents. {remedy}"


def _margin_table(codes: IntArray, weight: FloatArray, targets: Sequence[pd.Series]) -> pd.DataFrame:
    tables = []
    for code, target in zip(codes.T, targets, strict=True):
        n = np.bincount(code, minlength=len(target))
        weighted = np.bincount(code, weights=weight, minlength=len(target)) / weight.sum()
        tables.append(
            pd.DataFrame(
                {
                    "variable": target.name,
                    "category": target.index,
                    "n": n,
                    "sample_share": n / n.sum(),
                    "target": target.to_numpy(),
                    "weighted_share": weighted,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)
