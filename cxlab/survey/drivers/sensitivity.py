"""Sensitivity: shares of drivers once more, by other methods and beyond each respondent's general level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.drivers.binary import binary_importance
from cxlab.survey.drivers.design import Design, correlations, design, standardised
from cxlab.survey.drivers.importance import MOST_DRIVERS
from cxlab.survey.drivers.polychoric import polychoric
from cxlab.survey.drivers.r_squared import johnson, lmg, partialled

OUTCOME = "@satisfied"


@dataclass(frozen=True)
class SensitivityResult:
    """Shares of each driver by run and each run's R² and agreement (see `sensitivity`), rows used and dropped."""

    drivers: pd.DataFrame
    runs: pd.DataFrame
    n: int
    dropped: int


def sensitivity(
    frame: pd.DataFrame,
    target: str,
    drivers: Sequence[str],
    *,
    satisfied: float | None = None,
    weights: Column | str | None = None,
) -> SensitivityResult:
    """Share out R² in other ways than the main one (LMG of a linear model), on the same rows.

    Parameters
    ----------
    drivers : 2 to 20 columns of numbers on scales of one direction (high = good).
    satisfied : lowest answer to `target` that counts as satisfied; adds the run "binary".
    weights : a column of `frame` or one number per row, 0 or more.

    Returns
    -------
    SensitivityResult
        `.drivers`, most important first: driver, and shares of R² (they sum to 1) in the runs
        main : LMG, as `importance`.
        johnson : relative weights of the same R².
        within : LMG of the R² that is left beyond each respondent's mean over the (standardised) items: free of the
            habit to rate everything high or low. Negative where rating an item above one's own mean goes with a
            lower overall answer, as it does for items of less than average effect; the absolute values sum to 1.
        ordinal : LMG from polychoric correlations: only the order of answers counts, not the distances between
            them; R² is that of the overall satisfaction behind the answer, as McKelvey and Zavoina's.
        binary : McFadden's R² of satisfied or not (`binary_importance`); missing with more than 12 drivers, or where
            a driver parts the satisfied from the others completely.

        `.runs`: run, r2, agreement (Kendall's tau-b with the main run: 1 the same order of drivers, 0 no relation).

    Raises
    ------
    InputError
        As `importance`; fewer than two drivers or more than 20.

    Reference
    ---------
    Within-person centring: Cronbach (1946), Response sets and test validity; Hicks (1970) on the sign of ipsative
    scores. Ordinal: Olsson (1979); McKelvey and Zavoina (1975).
    """
    if not 2 <= len(drivers) <= MOST_DRIVERS:
        raise InputError(f"Sensitivity takes 2 to {MOST_DRIVERS} drivers and got {len(drivers)}.")
    found = design(frame, target, list(drivers), weights=weights)
    if not found.single:
        raise InputError(f"Sensitivity takes columns of numbers; leave out the factors {', '.join(found.factors)}.")
    inner = correlations(found, standardised(found)[0])
    within = _beyond_mean(inner)
    parts = {
        "main": lmg(inner),
        "johnson": johnson(inner),
        "within": lmg(within),
        "ordinal": lmg(polychoric(found.data, found.weight)),
    }
    if satisfied is not None:
        parts["binary"] = _binary(found, satisfied)
    shares = {run: part / part.sum() if part.sum() > 0 else part * np.nan for run, part in parts.items()}
    shares["within"] = shares["within"] * np.sign(within[:-1, -1])
    runs = pd.DataFrame(
        {
            "run": list(parts),
            "r2": [float(part.sum()) for part in parts.values()],
            "agreement": [float(stats.kendalltau(shares["main"], share).statistic) for share in shares.values()],
        }
    )
    table = pd.DataFrame({"driver": found.names} | shares)
    ranked = table.iloc[np.argsort(-parts["main"], kind="stable")].reset_index(drop=True)
    return SensitivityResult(ranked, runs, len(found.data), found.dropped)


def _binary(found: Design, satisfied: float) -> FloatArray:
    """McFadden's R² by driver of being satisfied; all missing where no such model can be had."""
    rows = pd.DataFrame(found.data, columns=[*found.names, OUTCOME])
    rows[OUTCOME] = (rows[OUTCOME] >= satisfied).astype(float)
    try:
        model = binary_importance(rows, OUTCOME, found.names, weights=found.weight)
    except InputError:
        return np.full(len(found.names), np.nan)
    return model.drivers.set_index("driver")["importance"].reindex(found.names).to_numpy(dtype=np.float64)


def _beyond_mean(inner: FloatArray) -> FloatArray:
    """Covariances of drivers and outcome, with each respondent's mean over the drivers swept out of all."""
    p = len(inner) - 1
    with_mean = np.vstack([np.append(np.full(p, 1 / p), 0.0), np.eye(p + 1)])
    return partialled(with_mean @ inner @ with_mean.T, 1)
