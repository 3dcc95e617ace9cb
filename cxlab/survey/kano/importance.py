"""KANO weighted by stated importance: the classes if those who care most counted most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import FloatArray, need_columns, numbers
from cxlab.survey.kano.classes import Table, kano
from cxlab.survey.scores import mean_score

# fmt: off
IMPORTANCE_COLUMNS = [
    "feature", "n", "missing", "importance", "importance_low", "importance_high", "A", "O", "M", "I", "R", "Q",
    "better", "better_low", "better_high", "worse", "worse_low", "worse_high", "category", "certainty",
    "plain", "plain_better", "plain_worse", "differs",
]
# fmt: on


def kano_importance(
    answers: pd.DataFrame, *, table: Table = "traditional", n_boot: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Classify features with each pair of answers weighted by the importance that its respondent stated for it.

    Weights of 0 leave a pair out, so an importance scale that starts at 0 keeps those who find the feature
    unimportant out altogether; ratios matter: 9 of 9 counts nine times as much as 1.

    Parameters
    ----------
    answers : as for `kano`, with column importance (0 or more, larger = more important). Pairs without it are left
        out here and counted in `missing`.

    Returns
    -------
    DataFrame
        feature, n (pairs with a stated importance above 0), missing, importance (mean over these pairs' statements,
        0 included, with 95 % t interval), A, O, M, I, R, Q (weighted shares of all answers), better, worse with
        intervals, category and certainty (weighted); plain, plain_better, plain_worse (the same pairs unweighted)
        and differs (the two classes are not the same).

    Raises
    ------
    InputError
        As `kano`; no importance, or a negative one.

    Reference
    ---------
    Self-stated importance beside the KANO pair: Berger et al. (1993).
    """
    need_columns(answers, ["feature", "functional", "dysfunctional", "importance"])
    stated = numbers(answers["importance"], "importance")
    if np.isnan(stated).all():
        raise InputError("Column 'importance' is empty; without it there is nothing to weight by.")
    known = answers[~np.isnan(stated)]
    weighted = kano(known, table=table, weights="importance", n_boot=n_boot, seed=seed).features
    plain = kano(known, table=table, n_boot=0).features.set_index("feature").loc[weighted["feature"]]
    letters = ["A", "O", "M", "I", "R", "Q"]
    result = weighted.assign(
        **{letter: weighted[letter] / weighted[letters].sum(axis=1) for letter in letters},
        missing=_unstated(answers, stated).reindex(weighted["feature"], fill_value=0).to_numpy(),
        plain=plain["category"].to_numpy(),
        plain_better=plain["better"].to_numpy(),
        plain_worse=plain["worse"].to_numpy(),
    )
    means = {feature: mean_score(part["importance"]) for feature, part in _pairs(known).groupby("feature")}
    for name, end in (("importance", "value"), ("importance_low", "low"), ("importance_high", "high")):
        result[name] = [getattr(means[feature], end) for feature in weighted["feature"]]
    result["differs"] = result["category"] != result["plain"]
    return result[IMPORTANCE_COLUMNS]


def _pairs(answers: pd.DataFrame) -> pd.DataFrame:
    return answers[answers[["functional", "dysfunctional"]].notna().all(axis=1)]


def _unstated(answers: pd.DataFrame, stated: FloatArray) -> pd.Series:
    """Full pairs without a stated importance, by feature."""
    return _pairs(answers[np.isnan(stated)]).groupby("feature").size()
