"""KANO: from paired answers to a class per feature, and how sure of it one can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray, need_columns
from cxlab.survey.kano import rules
from cxlab.survey.kano.cells import BETTER, WORSE, Cells, gather, interval, resample
from cxlab.survey.kano.pairs import full, natural, read_pairs, refuse_reversed
from cxlab.survey.kano.rules import CLASSES

LEVEL = 0.95
CERTAIN = 0.8
"""Smallest bootstrap probability of a class that may be called certain."""
DIVIDED = 0.25
"""From this share of R, up to one less it, customers are divided about wanting the feature at all."""
QUESTIONABLE = 0.1
"""Share of Q above which the question was not understood."""

Table = Literal["traditional", "pouliot", "three"]
Cut = Literal["half", "mean"]
CUTS = ("half", "mean")

# fmt: off
FEATURE_COLUMNS = [
    "feature", "n", "A", "O", "M", "I", "R", "Q", "category", "tie",
    "better", "better_low", "better_high", "worse", "worse_low", "worse_high",
    "category_strength", "total_strength", "certainty", "berger", "quadrant", "moai", "fong",
    "one_sided", "q_share", "r_share", "importance", "n_effective", "verdict", "reasons", "between",
]
# fmt: on


@dataclass(frozen=True)
class KanoResult:
    """Classes and coefficients per feature.

    `features` and `probabilities` (feature and one column a class: share of bootstrap resamples with that class;
    empty without bootstrap) have one row a feature, in natural order of their names (F6 before F10).
    `table` is the evaluation table used; `n` counts respondents with at least one full pair (without
    respondent_id: the largest n of a feature); `cut` names, and `cuts` holds, where the quadrant cuts Better and
    |Worse|.
    """

    features: pd.DataFrame
    probabilities: pd.DataFrame
    table: str
    n: int
    cut: str
    cuts: tuple[float, float]


def kano(
    answers: pd.DataFrame,
    *,
    table: Table = "traditional",
    weights: Column | str | None = None,
    cut: Cut = "half",
    n_boot: int = 1000,
    seed: int = 0,
) -> KanoResult:
    """Classify features from pairs of answers to "if it is there" and "if it is not".

    Parameters
    ----------
    answers : one row a respondent and feature. Columns: feature, functional and dysfunctional (1 = like,
        2 = must be, 3 = neutral, 4 = live with, 5 = dislike); optional respondent_id, importance (any scale).
        Pairs with one answer missing are dropped and counted; with both missing the feature was not asked.
    table : "traditional" (Kano 1984); "pouliot", where must-be/must-be and live-with/live-with are questionable;
        "three" for the short form with three answers (1 = like, 2 = neutral, 3 = dislike), which knows no R and Q.
    weights : a column of `answers` or one number per row, 0 or more: survey weights, or "importance" (see
        `kano_importance`). Pairs of weight 0 are left out.
    cut : where the quadrant cuts: "half" (0.5) or "mean" of the features, which says only which of them are above
        the others: with "mean" a quadrant that contradicts the class is stated but is no reason for doubt.
    n_boot : resamples of respondents, drawn per feature; 0 leaves intervals, `certainty` and `probabilities` out.

    Returns
    -------
    KanoResult
        `.features`: feature, n (full pairs), A, O, M, I, R, Q (counts; with weights their sums), category (the most
        frequent class; ties M > O > A > I > R > Q, flagged in `tie`), better = (A + O) / (A + O + M + I) and worse =
        -(O + M) / (A + O + M + I) with 95 % Wilson intervals (missing where nobody answered A, O, M or I),
        category_strength (top class less the second) and total_strength (A + O + M), both shares of all answers;
        certainty (bootstrap probability of `category`), berger (class by O + A + M against I + R + Q), quadrant
        (class by better and |worse|), moai (class by the 6 % rule of Lee and Newcomb), fong (the two top classes
        differ), one_sided (pairs dropped), q_share, r_share, importance (mean), n_effective (Kish; equals n without
        weights), verdict, reasons and between.

        `verdict` is "certain" unless `reasons` (space-separated keys) has one of: fong (top two not told apart),
        certainty (below 0.8), berger or quadrant (another class by that rule; the quadrant only speaks of A, O,
        M, I), divided (a quarter to three quarters answer in reverse, which the quadrant hides), questionable
        (Q > 10 %). `between` holds the letters of the classes in question, the mode first; one letter when
        the class is certain or nothing but the question is in doubt.

        Wilson's intervals, because percentile bootstrap intervals hold a share of 2 % in 84 % of surveys of 100 people
        instead of 95 %, and one of 1 % in 60 %; Wilson's do in 96 % and 93 % (benchmarks/coverage_kano.py).

    Raises
    ------
    InputError
        Missing columns, answers off the scale, no full pair, a respondent with two pairs for a feature, unknown
        table or cut, missing or negative weights, or R > 40 % over all features: then 1 was most likely coded as
        dislike.

    Reference
    ---------
    Berger et al. (1993); Fong (1996): |a - b| > 1.65 sqrt((a + b)(2n - a - b) / (2n)); Lee and Newcomb (1997).
    """
    if cut not in CUTS:
        raise InputError(f"cut is '{cut}'; allowed are {', '.join(CUTS)}.{nearest(cut, CUTS)}")
    pairs = read_pairs(answers, table, weights)
    refuse_reversed(pairs, table)
    return classified(pairs, table, cut, n_boot, seed)


def kano_by(
    answers: pd.DataFrame,
    by: str,
    *,
    table: Table = "traditional",
    weights: Column | str | None = None,
    n_boot: int = 1000,
    seed: int = 0,
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
    overall = kano(answers, table=table, weights=weights, n_boot=0).features.set_index("feature")["category"]
    pairs = read_pairs(answers, table, weights)
    segments = answers[by].reset_index(drop=True).loc[pairs.index]
    parts = []
    for segment, part in full(pairs).groupby(segments, sort=True):
        whole = pairs[(segments == segment) & pairs["feature"].isin(part["feature"])]
        features = classified(whole, table, "half", n_boot, seed).features
        features.insert(0, by, segment)
        parts.append(features)
    if not parts:
        raise InputError(f"Column '{by}' names no segment for any full pair of answers.")
    result = pd.concat(parts, ignore_index=True)
    result["overall"] = result["feature"].map(overall)
    certain = result["category"].where(told_apart(result))
    result["flip"] = certain.notna() & (certain.groupby(result["feature"]).transform("nunique") > 1)
    return result


def told_apart(features: pd.DataFrame) -> pd.Series:
    """Whether the most frequent class stands: it differs from the second (Fong) and comes back in resamples."""
    return features["fong"].astype(bool) & (features["certainty"] >= CERTAIN)


def classified(pairs: pd.DataFrame, table: str, cut: str, n_boot: int, seed: int) -> KanoResult:
    """Classify pairs of `read_pairs` as they are: `kano` without its checks."""
    given = full(pairs)
    names = sorted(given["feature"].unique().tolist(), key=natural)
    by_feature = given.groupby("feature")
    position, weight = pd.Index(CLASSES).get_indexer(pd.Index(given["class"])), given["weight"].to_numpy()
    cells = [gather(position[rows], weight[rows]) for rows in (by_feature.indices[name] for name in names)]
    counts = np.stack([c.totals(c.count) for c in cells])
    cuts = rules.mean_cuts(counts) if cut == "mean" else rules.HALF
    draws = np.stack([resample(c, n_boot, seed) for c in cells])
    features = pd.DataFrame({"feature": names, **_columns(counts, cells, cuts), **_sureness(counts, cells, draws)})
    of_all = pairs.groupby("feature")
    features["importance"] = of_all["importance"].mean().reindex(names).to_numpy()
    features["one_sided"] = of_all["one_sided"].sum().reindex(names).to_numpy()
    doubts = _doubts(features, cut)
    features["reasons"] = [" ".join(doubts.columns[row]) for row in doubts.to_numpy()]
    features["verdict"] = np.where(doubts.any(axis=1), "uncertain", "certain")
    features["between"] = _between(features, doubts, _letters(rules.runner_up(counts)))
    shares = (rules.mode(draws)[..., None] == np.arange(len(CLASSES))).mean(axis=1) if n_boot else counts[:0]
    probabilities = pd.DataFrame(shares, columns=list(CLASSES))
    probabilities.insert(0, "feature", names if n_boot else [])
    n = given["respondent_id"].nunique() or int(features["n"].max())
    return KanoResult(features[FEATURE_COLUMNS], probabilities, table, n, cut, cuts)


def _columns(counts: FloatArray, cells: list[Cells], cuts: tuple[float, float]) -> dict[str, Any]:
    top, second = rules.top_two(counts)
    better, worse = rules.better_worse(counts)
    whole = counts.sum(axis=1)
    effective = np.array([c.effective() for c in cells])
    # Counts of people are whole numbers; sums of weights are not.
    shown = counts.astype(np.int64) if (counts == np.floor(counts)).all() else counts
    return {
        **dict(zip(CLASSES, shown.T, strict=True)),
        "n": [int(c.count.sum()) for c in cells],
        "n_effective": effective,
        "category": _letters(rules.mode(counts)),
        "tie": top == second,
        "better": better,
        "worse": worse,
        "category_strength": (top - second) / whole,
        "total_strength": counts[:, :3].sum(axis=1) / whole,
        "berger": _letters(rules.berger(counts)),
        "quadrant": _letters(rules.quadrant(counts, cuts)),
        "moai": _letters(rules.by_strength(counts)),
        "fong": rules.fong(counts * (effective / whole)[:, None]),
        "q_share": counts[:, 5] / whole,
        "r_share": counts[:, 4] / whole,
    }


def _sureness(counts: FloatArray, cells: list[Cells], draws: FloatArray) -> dict[str, Any]:
    """Intervals and certainty.

    Every feature starts from the same seed, so that adding or renaming one leaves the others' certainty alone.
    """
    if draws.shape[1] == 0:
        names = ("better_low", "better_high", "worse_low", "worse_high", "certainty")
        return dict.fromkeys(names, np.nan)
    better = np.array([interval(c, BETTER, LEVEL) for c in cells])
    worse = -np.array([interval(c, WORSE, LEVEL) for c in cells])[:, ::-1]
    return {
        "better_low": better[:, 0],
        "better_high": better[:, 1],
        "worse_low": worse[:, 0],
        "worse_high": worse[:, 1],
        "certainty": (rules.mode(draws) == rules.mode(counts)[:, None]).mean(axis=1),
    }


def _doubts(features: pd.DataFrame, cut: str) -> pd.DataFrame:
    """Why a class is not certain: one boolean column a reason."""
    speaks = features["category"].isin(["A", "O", "M", "I"]) & (cut == "half")
    return pd.DataFrame(
        {
            "fong": ~features["fong"],
            "certainty": features["certainty"] < CERTAIN,
            "berger": features["berger"] != features["category"],
            "quadrant": speaks & (features["quadrant"] != features["category"]),
            "divided": features["r_share"].between(DIVIDED, 1 - DIVIDED),
            "questionable": features["q_share"] > QUESTIONABLE,
        }
    )


def _between(features: pd.DataFrame, doubts: pd.DataFrame, second: npt.NDArray[np.object_]) -> list[str]:
    """Letters of the classes that each feature may belong to, the mode first; a bad question adds none."""
    unwanted = doubts["divided"] & (features["category"] == "R")
    named = pd.DataFrame(
        {
            "mode": features["category"],
            "second": pd.Series(second).where(doubts["fong"] | doubts["certainty"] | unwanted),
            "berger": features["berger"],
            "quadrant": features["quadrant"].where(doubts["quadrant"]),
            "divided": pd.Series("R", index=features.index).where(doubts["divided"]),
        }
    )
    return ["".join(dict.fromkeys(letter for letter in row if isinstance(letter, str))) for row in named.to_numpy()]


def _letters(positions: rules.Positions) -> npt.NDArray[np.object_]:
    """Class letters; None for position -1."""
    return np.array([*CLASSES, None], dtype=object)[positions]
