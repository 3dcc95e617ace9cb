"""KANO from wave to wave: what delighted yesterday is expected today, where the data can tell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray, need_columns
from cxlab.survey.compare import benjamini_hochberg
from cxlab.survey.kano.classes import Table, classified, told_apart
from cxlab.survey.kano.pairs import full, natural, read_pairs, refuse_reversed, weight_column
from cxlab.survey.kano.rules import CLASSES

Against = Literal["previous", "first"]
AGAINST = ("previous", "first")
RARE = 5.0
"""Expected answers below which a class joins the others of its kind: the chi-square distribution needs that many."""
SMALLEST_P = 0.05

# fmt: off
CHANGE_COLUMNS = [
    "feature", "first", "second", "n_first", "n_second", "category_first", "category_second",
    "better_first", "better_second", "better_change", "better_change_low", "better_change_high",
    "worse_first", "worse_second", "worse_change", "worse_change_low", "worse_change_high",
    "chi2", "df", "p", "p_bh", "changed",
]
# fmt: on


@dataclass(frozen=True)
class DriftResult:
    """Classes in each wave and the changes between them.

    `waves`: wave, then the columns of `KanoResult.features`. `changes` has one row a feature and pair of waves in
    which it was asked, none where no feature was asked twice: feature, first and second (the waves), of each wave n,
    category, better and worse (n_first, n_second ...), better_change and worse_change (second minus first, with 95 %
    Newcombe intervals), chi2, df, p (Pearson's test that the class shares are the same), p_bh (corrected over all
    rows) and changed: p_bh below 0.05, each wave's class is told apart from its second (Fong) and comes back in 80 %
    of the resamples, and the two differ.
    """

    waves: pd.DataFrame
    changes: pd.DataFrame


def kano_drift(
    answers: pd.DataFrame,
    by: str = "wave",
    *,
    table: Table = "traditional",
    weights: Column | str | None = None,
    against: Against = "previous",
    n_boot: int = 1000,
    seed: int = 0,
) -> DriftResult:
    """Compare the classes of each feature between waves.

    Parameters
    ----------
    answers : as for `kano`, with column `by`; rows without a wave are left out. Waves follow each other in natural
        order of their names (W2 before W10, 2025Q4 before 2026Q1).
    against : compare each wave with the "previous" one, or with the "first", which shows a slow drift.
    n_boot : as for `kano`; 0 leaves intervals out, and no change is called certain.

    Notes
    -----
    Waves count as independent samples; where the same people answer again the test is too careful. Classes with
    fewer than 5 expected answers in either wave are taken together. With weights, class shares times Kish's
    effective n stand for counts.

    Raises
    ------
    InputError
        As `kano` within a wave; fewer than two waves.

    Reference
    ---------
    Pearson's chi-square without correction, R `chisq.test`; Newcombe (1998), method 10; Benjamini and Hochberg (1995).
    """
    need_columns(answers, [by])
    if against not in AGAINST:
        raise InputError(f"against is '{against}'; allowed are {', '.join(AGAINST)}.{nearest(against, AGAINST)}")
    names = waves(answers, by)
    if len(names) < 2:
        raise InputError(f"Column '{by}' names {len(names)} wave(s); drift needs two.")
    weight = weight_column(answers, weights)
    read = [_pairs_of(answers, weight, (answers[by] == name).to_numpy(dtype=bool), table) for name in names]
    refuse_reversed(pd.concat(read), table)
    found = {
        name: classified(pairs, table, "half", n_boot, seed).features for name, pairs in zip(names, read, strict=True)
    }
    steps = list(pairwise(names)) if against == "previous" else [(names[0], later) for later in names[1:]]
    rows = [row for first, second in steps for row in _changes(first, second, found)]
    changes = pd.DataFrame(rows, columns=[name for name in CHANGE_COLUMNS if name != "p_bh"])
    changes["p_bh"] = benjamini_hochberg(changes["p"])
    changes["changed"] = changes["changed"].astype(bool) & (changes["p_bh"] < SMALLEST_P)
    parts = [features.assign(wave=name) for name, features in found.items()]
    table_of_waves = pd.concat(parts, ignore_index=True)
    columns = ["wave", *[c for c in table_of_waves if c != "wave"]]
    return DriftResult(table_of_waves[columns], changes[CHANGE_COLUMNS])


def waves(answers: pd.DataFrame, by: str = "wave") -> list[Any]:
    """Return the waves with a full pair of answers, in natural order; none where there is no such column."""
    if by not in answers:
        return []
    asked = answers[["functional", "dysfunctional", by]].notna().all(axis=1)
    return sorted(answers.loc[asked, by].unique().tolist(), key=natural)


def in_wave(answers: pd.DataFrame, wave: str = "", by: str = "wave") -> pd.DataFrame:
    """Return the rows of one wave, "" = the latest; all rows where no wave is named.

    Raises
    ------
    InputError
        There is no such wave.
    """
    names = waves(answers, by)
    if not names and not wave:
        return answers
    known = {str(name): name for name in names}
    if wave and wave not in known:
        raise InputError(f"There is no wave '{wave}'; there are: {', '.join(known) or 'none'}.{nearest(wave, known)}")
    return answers[answers[by] == (known[wave] if wave else names[-1])]


def _pairs_of(answers: pd.DataFrame, weight: FloatArray, inside: npt.NDArray[np.bool_], table: str) -> pd.DataFrame:
    pairs = read_pairs(answers[inside], table, weight[inside])
    return pairs[pairs["feature"].isin(full(pairs)["feature"])]


def _changes(first: Any, second: Any, found: dict[Any, pd.DataFrame]) -> list[dict[str, Any]]:
    before, after = found[first].set_index("feature"), found[second].set_index("feature")
    sure_before, sure_after = told_apart(before), told_apart(after)
    rows = []
    for feature in [name for name in before.index if name in after.index]:
        a, b = before.loc[feature], after.loc[feature]
        rows.append(
            {
                "feature": feature,
                "first": first,
                "second": second,
                "n_first": a["n"],
                "n_second": b["n"],
                "category_first": a["category"],
                "category_second": b["category"],
                **_shift(a, b, "better"),
                **_shift(a, b, "worse"),
                **_test(_counts(a), _counts(b)),
                "changed": bool(sure_before[feature] and sure_after[feature] and a["category"] != b["category"]),
            }
        )
    return rows


def _shift(a: pd.Series, b: pd.Series, name: str) -> dict[str, float]:
    """Both waves and second minus first, with Newcombe's interval from the intervals of the two."""
    change = b[name] - a[name]
    low = change - np.hypot(b[name] - b[f"{name}_low"], a[f"{name}_high"] - a[name])
    high = change + np.hypot(b[f"{name}_high"] - b[name], a[name] - a[f"{name}_low"])
    ends = {f"{name}_first": a[name], f"{name}_second": b[name]}
    return ends | {f"{name}_change": change, f"{name}_change_low": low, f"{name}_change_high": high}


def _counts(row: pd.Series) -> FloatArray:
    """Counts of the classes; weighted ones scaled to the effective number of answers."""
    counts = row[list(CLASSES)].to_numpy(dtype=np.float64)
    return counts * (row["n_effective"] / counts.sum())


def _test(first: FloatArray, second: FloatArray) -> dict[str, float]:
    counts = _without_rare(np.stack([first, second]))
    if counts.shape[1] < 2:  # everybody answers in the same class in both waves
        return {"chi2": 0.0, "df": 0, "p": 1.0}
    test = stats.chi2_contingency(counts, correction=False)
    return {"chi2": float(test.statistic), "df": int(test.dof), "p": float(test.pvalue)}


def _without_rare(counts: FloatArray) -> FloatArray:
    """Columns whose smaller expected count is below 5 taken together, with the least of the others if need be."""
    share = counts.sum(axis=1).min() / counts.sum()
    order = np.argsort(counts.sum(axis=0), kind="stable")
    rare = [column for column in order if counts[:, column].sum() * share < RARE]
    kept = [column for column in order if column not in rare]
    while rare and kept and counts[:, rare].sum() * share < RARE:
        rare.append(kept.pop(0))
    together = counts[:, rare].sum(axis=1, keepdims=True)
    merged = np.hstack([counts[:, sorted(kept)], together])
    return np.asarray(merged[:, merged.sum(axis=0) > 0])
