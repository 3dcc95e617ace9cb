"""KANO: from paired answers to a class per feature, and how sure of it one can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey import kano_rules as rules
from cxlab.survey.answers import need_columns, numbers, on_scale
from cxlab.survey.kano_rules import CLASSES, TABLES

LEVEL = 0.95
REVERSED_CODING = 0.4
"""Share of R over all features that only reversed coding explains."""
CERTAIN = 0.8
"""Smallest bootstrap probability of a class that may be called certain."""
DIVIDED = 0.25
"""From this share of R, up to one less it, customers are divided about wanting the feature at all."""
QUESTIONABLE = 0.1
"""Share of Q above which the question was not understood."""

Table = Literal["traditional", "pouliot"]


# fmt: off
FEATURE_COLUMNS = [
    "feature", "n", "A", "O", "M", "I", "R", "Q", "category", "tie",
    "better", "better_low", "better_high", "worse", "worse_low", "worse_high",
    "category_strength", "total_strength", "certainty", "berger", "quadrant", "moai", "fong",
    "one_sided", "q_share", "r_share", "importance", "verdict", "reasons",
]
# fmt: on


@dataclass(frozen=True)
class KanoResult:
    """Classes and coefficients per feature.

    `features` and `probabilities` (feature and one column a class: share of bootstrap resamples with that class;
    empty without bootstrap) have one row a feature, in natural order of their names (F6 before F10).
    `table` is the evaluation table used; `n` counts respondents with at least one full pair (without
    respondent_id: the largest n of a feature).
    """

    features: pd.DataFrame
    probabilities: pd.DataFrame
    table: str
    n: int


def kano(answers: pd.DataFrame, *, table: Table = "traditional", n_boot: int = 1000, seed: int = 0) -> KanoResult:
    """Classify features from pairs of answers to "if it is there" and "if it is not".

    Parameters
    ----------
    answers : one row a respondent and feature. Columns: feature, functional and dysfunctional (1 = like,
        2 = must be, 3 = neutral, 4 = live with, 5 = dislike); optional respondent_id, importance (any scale).
        Pairs with one answer missing are dropped and counted; with both missing the feature was not asked.
    table : "traditional" (Kano 1984) or "pouliot", where must-be/must-be and live-with/live-with are questionable.
    n_boot : resamples of respondents, drawn per feature as multinomial counts of the classes; 0 leaves
        intervals, `certainty` and `probabilities` out.

    Returns
    -------
    KanoResult
        `.features`: feature, n (full pairs), A, O, M, I, R, Q (counts), category (the most frequent class; ties
        M > O > A > I > R > Q, flagged in `tie`), better = (A + O) / (A + O + M + I) and worse =
        -(O + M) / (A + O + M + I) with 95 % percentile intervals (missing where nobody answered A, O, M or I),
        category_strength (top class less the second) and total_strength (A + O + M), both shares of n;
        certainty (bootstrap probability of `category`), berger (class by O + A + M against I + R + Q), quadrant
        (class by better and |worse| cut at 0.5), moai (class by the 6 % rule of Lee and Newcomb), fong (the two
        top classes differ), one_sided (pairs dropped), q_share, r_share, importance (mean), verdict and reasons.

        `verdict` is "certain" unless `reasons` (space-separated keys) has one of: fong (top two not told apart),
        certainty (below 0.8), berger or quadrant (another class by that rule; the quadrant only speaks of A, O,
        M, I), divided (a quarter to three quarters answer in reverse, which the quadrant hides), questionable
        (Q > 10 %).

    Raises
    ------
    InputError
        Missing columns, answers off 1-5, no full pair, a respondent with two pairs for a feature, unknown table,
        or R > 40 % over all features: then 1 was most likely coded as dislike.

    Reference
    ---------
    Berger et al. (1993); Fong (1996): |a - b| > 1.65 sqrt((a + b)(2n - a - b) / (2n)); Lee and Newcomb (1997).
    """
    pairs = _pairs(answers, table)
    reverse = float((pairs["class"] == "R").sum() / pairs["class"].notna().sum())
    if reverse > REVERSED_CODING:
        raise InputError(
            f"{reverse:.0%} of all answers are R (reverse), above the {REVERSED_CODING:.0%} allowed: the scale is "
            "most likely reversed. Code 1 = like … 5 = dislike (recode x as 6 - x)."
        )
    return _result(pairs, table, n_boot, seed)


def kano_by(
    answers: pd.DataFrame, by: str, *, table: Table = "traditional", n_boot: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Classify features within each segment of column `by` (rows without a segment are left out).

    Returns
    -------
    DataFrame
        `by`, then the columns of `KanoResult.features`, overall (class over all respondents) and flip: the most
        frequent class is told apart from the second (Fong) and comes back in 80 % of the resamples, and so does a
        different class of the same feature in another segment.

    Raises
    ------
    InputError
        As `kano`; the check for reversed coding is made over all segments together.
    """
    need_columns(answers, [by])
    overall = kano(answers, table=table, n_boot=0).features.set_index("feature")["category"]
    pairs = _pairs(answers, table)
    segments = answers[by].reset_index(drop=True).loc[pairs.index]
    parts = []
    for segment, part in pairs[pairs["class"].notna()].groupby(segments, sort=True):
        whole = pairs[(segments == segment) & pairs["feature"].isin(part["feature"])]
        features = _result(whole, table, n_boot, seed).features
        features.insert(0, by, segment)
        parts.append(features)
    if not parts:
        raise InputError(f"Column '{by}' names no segment for any full pair of answers.")
    result = pd.concat(parts, ignore_index=True)
    result["overall"] = result["feature"].map(overall)
    told_apart = result["fong"].astype(bool) & (result["certainty"] >= CERTAIN)
    certain = result["category"].where(told_apart)
    result["flip"] = certain.notna() & (certain.groupby(result["feature"]).transform("nunique") > 1)
    return result


def _pairs(answers: pd.DataFrame, table: str) -> pd.DataFrame:
    """Checked rows by position: feature, class (missing where an answer is), one_sided, importance, respondent_id."""
    need_columns(answers, ["feature", "functional", "dysfunctional"])
    if table not in TABLES:
        raise InputError(f"table is '{table}'; allowed are {', '.join(TABLES)}.{nearest(table, TABLES)}")
    functional, dysfunctional = (on_scale(answers[side], 1, 5, side) for side in ("functional", "dysfunctional"))
    pairs = answers.reindex(columns=["feature", "importance", "respondent_id"]).reset_index(drop=True)
    pairs["importance"] = numbers(pairs["importance"], "importance")
    pairs["class"] = rules.classify(functional, dysfunctional, table)
    pairs["one_sided"] = np.isnan(functional) ^ np.isnan(dysfunctional)
    pairs = pairs[pairs["feature"].notna()]
    given = pairs[pairs["class"].notna()]
    if given.empty:
        raise InputError("No row has a feature and both answers, functional and dysfunctional: nothing to classify.")
    repeated = given[given.duplicated(["respondent_id", "feature"]) & given["respondent_id"].notna()]
    if len(repeated):
        first = repeated.iloc[0]
        raise InputError(
            f"{len(repeated)} rows repeat a respondent and feature (first: {first['respondent_id']}, "
            f"{first['feature']}); keep one answer each, or analyse one wave at a time."
        )
    return pairs


def _result(pairs: pd.DataFrame, table: str, n_boot: int, seed: int) -> KanoResult:
    given = pairs[pairs["class"].notna()]
    names = sorted(given["feature"].unique().tolist(), key=_natural)
    table_of_counts = pd.crosstab(given["feature"], given["class"])
    counts = table_of_counts.reindex(index=names, columns=list(CLASSES), fill_value=0).to_numpy(dtype=np.int64)
    draws = _resamples(counts, n_boot, seed)
    by_feature = pairs.groupby("feature")
    features = pd.DataFrame({"feature": names, **_columns(counts), **_bootstrap_columns(counts, draws)})
    features["importance"] = by_feature["importance"].mean().reindex(names).to_numpy()
    features["one_sided"] = by_feature["one_sided"].sum().reindex(names).to_numpy()
    features["reasons"] = _reasons(features)
    features["verdict"] = np.where(features["reasons"] == "", "certain", "uncertain")
    shares = (rules.mode(draws)[..., None] == np.arange(len(CLASSES))).mean(axis=1) if n_boot else counts[:0]
    probabilities = pd.DataFrame(shares, columns=list(CLASSES))
    probabilities.insert(0, "feature", names if n_boot else [])
    n = given["respondent_id"].nunique() or int(counts.sum(axis=1).max())
    return KanoResult(features[FEATURE_COLUMNS], probabilities, table, n)


def _columns(counts: rules.Counts) -> dict[str, Any]:
    n = counts.sum(axis=1)
    top, second = rules.top_two(counts)
    better, worse = rules.better_worse(counts)
    by_class = dict(zip(CLASSES, counts.T, strict=True))
    return {
        **by_class,
        "n": n,
        "category": _letters(rules.mode(counts)),
        "tie": top == second,
        "better": better,
        "worse": worse,
        "category_strength": (top - second) / n,
        "total_strength": counts[:, :3].sum(axis=1) / n,
        "berger": _letters(rules.berger(counts)),
        "quadrant": _letters(rules.quadrant(counts)),
        "moai": _letters(rules.by_strength(counts)),
        "fong": rules.fong(counts),
        "q_share": by_class["Q"] / n,
        "r_share": by_class["R"] / n,
    }


def _resamples(counts: rules.Counts, n_boot: int, seed: int) -> rules.Counts:
    """Counts of each feature in each resample (features, n_boot, 6).

    Every feature starts from the same seed, so that adding or renaming one leaves the others' intervals alone.
    """
    draws = [np.random.default_rng(seed).multinomial(row.sum(), row / row.sum(), size=n_boot) for row in counts]
    return np.stack(draws)


def _bootstrap_columns(counts: rules.Counts, draws: rules.Counts) -> dict[str, Any]:
    if draws.shape[1] == 0:
        names = ("better_low", "better_high", "worse_low", "worse_high", "certainty")
        return dict.fromkeys(names, np.nan)
    columns: dict[str, Any] = {}
    for name, values in zip(("better", "worse"), rules.better_worse(draws), strict=True):
        # A resample without A, O, M and I says nothing; a feature without them has no interval.
        known = [row[~np.isnan(row)] for row in values]
        ends = [np.quantile(row, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if row.size else [np.nan, np.nan] for row in known]
        columns[f"{name}_low"], columns[f"{name}_high"] = np.array(ends).T
    columns["certainty"] = (rules.mode(draws) == rules.mode(counts)[:, None]).mean(axis=1)
    return columns


def _reasons(features: pd.DataFrame) -> list[str]:
    """Why a class is not certain, as space-separated keys; empty where it is."""
    speaks = features["category"].isin(["A", "O", "M", "I"])
    doubts = {
        "fong": ~features["fong"],
        "certainty": features["certainty"] < CERTAIN,
        "berger": features["berger"] != features["category"],
        "quadrant": speaks & (features["quadrant"] != features["category"]),
        "divided": features["r_share"].between(DIVIDED, 1 - DIVIDED),
        "questionable": features["q_share"] > QUESTIONABLE,
    }
    return [" ".join(key for key in doubts if doubts[key].iloc[row]) for row in range(len(features))]


def _letters(positions: rules.Positions) -> npt.NDArray[np.object_]:
    """Class letters; None for position -1."""
    return np.array([*CLASSES, None], dtype=object)[positions]


def _natural(name: object) -> list[tuple[int, int, str]]:
    """Sort key under which F6 comes before F10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", str(name))]
