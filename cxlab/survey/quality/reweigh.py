"""What weighting the answers to those invited, or to the customers, would change about a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.survey.answers import need_columns
from cxlab.survey.compare import Metric, estimate, scored
from cxlab.survey.quality.response import once_each
from cxlab.survey.quality.weighting import Margins, RakeResult, population_margins, rake
from cxlab.survey.scores import Estimate, Points


@dataclass(frozen=True)
class Reweighed:
    """A score as it came in and weighted to the invited; `change` is weighted less unweighted, in the score's unit.

    `low`, `high` and `p` of the change take the margins as known. `raking` holds the weights of the rows that
    have a score, `dropped` counts those without.
    """

    unweighted: Estimate
    weighted: Estimate
    change: float
    low: float
    high: float
    p: float
    raking: RakeResult
    dropped: int


@dataclass(frozen=True)
class ToCustomers:
    """Scores weighted to the customers' shares by `trait`; `covered` is the share of customers (0..1) who count."""

    reweighed: Reweighed
    trait: str
    covered: float


def reweigh(
    answers: pd.DataFrame,
    score: str,
    margins: Margins,
    *,
    metric: Metric = "nps",
    top: int = 2,
    points: Points = 5,
    cap: float | None = None,
    level: float = 0.95,
) -> Reweighed:
    """Weight answers to the margins of those invited (`population_margins`), and say what that does to a score.

    Parameters
    ----------
    answers : one row a respondent: `score` and the columns of `margins`. Rows without a score are dropped, counted.
    metric, top, points : as in `compare`.
    margins, cap : as in `rake`.

    Returns
    -------
    Reweighed
        The interval of the change is linearised: in another sample the weights would be others too.

    Raises
    ------
    InputError
        As in `rake` and the score functions.

    Reference
    ---------
    Deville and Sarndal (1992), residuals of the score on the margins.
    """
    need_columns(answers, [score])
    rows = answers[answers[score].notna()]
    raking = rake(rows, margins, cap=cap)
    weight = raking.weights.to_numpy(dtype=np.float64)
    scale: dict[str, Any] = {"top": top, "points": points, "level": level}
    plain = estimate(rows[score], metric, **scale)
    weighted = estimate(rows[score], metric, weights=weight, **scale)
    value = scored(rows[score], metric, top, points)
    if metric == "nps":
        value = 100 * (np.digitize(value, [7, 9]).astype(np.float64) - 1)
    steers = weight if cap is None else np.where(weight >= cap, 0, weight)  # what is capped does not move
    traits = pd.get_dummies(rows[sorted(margins)].astype(str)).to_numpy(dtype=np.float64)
    root = np.sqrt(steers)
    slopes = np.linalg.lstsq(traits * root[:, None], value * root, rcond=None)[0]
    pull = weight * (value - traits @ slopes) - (value - value.mean())
    change, error = weighted.value - plain.value, float(pull.std() / np.sqrt(len(rows)))
    half = float(stats.norm.ppf((1 + level) / 2)) * error
    p = float(2 * stats.norm.sf(abs(change) / error)) if error > 0 else np.nan
    return Reweighed(plain, weighted, change, change - half, change + half, p, raking, len(answers) - len(rows))


def to_customers(
    answers: pd.DataFrame, customers: pd.DataFrame, score: str, trait: str, *, metric: Metric = "nps", least: int = 10
) -> ToCustomers | None:
    """Weight answers to what the customers are, by one trait that the customer table knows (see `reweigh`).

    Parameters
    ----------
    answers : one row a respondent: customer_key and `score` (nps 0-10, or any numbers for "mean").
    customers : one row a customer: customer_key and `trait`.
    least : answers that a category needs; customers of other categories have nobody to stand for them and are left
        out of the population (`covered` says how many stay).

    Returns
    -------
    ToCustomers or None
        None where fewer than two categories have enough answers: there is nothing to weight.

    Raises
    ------
    InputError
        Missing columns, a customer_key twice in `customers`, answers off the scale.
    """
    need_columns(answers, ["customer_key", score])
    need_columns(customers, ["customer_key", trait])
    once_each(customers)
    rows = answers.drop(columns=trait, errors="ignore").merge(
        customers[["customer_key", trait]], on="customer_key", how="left"
    )
    counts = rows.loc[rows[score].notna(), trait].value_counts()
    enough = counts.index[counts >= least]
    if len(enough) < 2:
        return None
    population = customers[customers[trait].isin(enough)]
    reweighed = reweigh(rows[rows[trait].isin(enough)], score, population_margins(population, [trait]), metric=metric)
    return ToCustomers(reweighed, trait, len(population) / len(customers))
