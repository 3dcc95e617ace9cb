"""A weighted score beside the sieve: how firm its ranks are against chance, and against other weightings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.sparse import csr_matrix

from cxlab.errors import InputError, nearest
from cxlab.insight.keypoints.ingredients import INGREDIENTS, Floats, Tally

LOGGED = ("people", "worth")
FEWEST_POINTS = 3
REACH = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Scores:
    """Ranks with their uncertainty, and what they are made of.

    Attributes
    ----------
    points
        ``point``, ``score``, ``rank``, ``rank_low``, ``rank_high`` (95 %: resampled people, and survey numbers drawn
        within their intervals), ``top_share`` (share of the weightings under which it stands among the first
        `top`), ``ingredients`` (how many it has of those used). Best first, ties by name.
    weights
        ``ingredient``, ``weight`` (sums to 1), of the ingredients used.
    unused
        Ingredients that could not be used: fewer than three points have them (two where there are only two), or all
        have the same value. Where that is so of all of them, every point has score 0 and rank 1.
    top, weightings, n_boot
        What ``top_share`` counts, of how many weightings, and the number of resamples.
    """

    points: pd.DataFrame
    weights: pd.DataFrame
    unused: tuple[str, ...]
    top: int
    weightings: int
    n_boot: int


def score(
    counted: Tally,
    evidence: pd.DataFrame,
    *,
    weights: Mapping[str, float] | None = None,
    top: int = 5,
    n_boot: int = 500,
    seed: int = 0,
) -> Scores:
    """Score each point by the weighted mean of its standardised ingredients.

    Ingredients are z-scores over the points that have them (people and worth as logarithms, since they differ by
    ratios). A point that lacks one is judged by the others it has, with their weights scaled up; nothing is put in
    its place. Rank intervals are percentiles over `n_boot` draws: people are resampled with all their pains, survey
    numbers are drawn from normal distributions as wide as their intervals. ``top_share`` takes `n_boot` weightings
    from a flat Dirichlet distribution (every mixture of the ingredients is equally likely) at the numbers as measured.

    Parameters
    ----------
    counted, evidence
        From `ingredients.tally` and `ingredients.ingredients`.
    weights
        Weight by ingredient, 0 or more, of those to use; default: all alike.

    Raises
    ------
    InputError
        Unknown ingredients in `weights`, a negative one, or only zeros.

    References
    ----------
    Rank intervals: Goldstein and Spiegelhalter (1996), JRSS A 159. Weightings drawn at random: Lahdelma, Hokkanen and
    Salminen (1998), SMAA, EJOR 106 (rank acceptability).
    """
    wanted = _checked(weights)
    values = evidence.pivot(index="point", columns="ingredient", values="value").reindex(
        index=counted.points, columns=list(wanted)
    )
    standard = _standardised(values.to_numpy(dtype=float), list(wanted))
    usable = [bool(np.isfinite(standard[:, place]).any()) for place in range(len(wanted))]
    used = [name for name, good in zip(wanted, usable, strict=True) if good]
    unused = tuple(name for name in wanted if name not in used)
    weight = np.array([wanted[name] for name in used], dtype=float)
    if weights is not None and not weight.sum():
        raise InputError(
            f"No ingredient can be used for a score: {', '.join(wanted)} are missing, the same everywhere, or of "
            "weight 0. Give weight to others, or none to weigh all alike."
        )
    weight = weight / max(weight.sum(), 1e-12)
    standard = standard[:, usable]
    total = _weighted(standard, weight)
    rng = np.random.default_rng(seed)
    redrawn = _Redraw.of(counted, evidence, used)
    drawn = np.stack([_ranks(_weighted(redrawn.standard(rng), weight)) for _ in range(n_boot)])
    mixtures = rng.dirichlet(np.ones(len(used)), n_boot) if used else np.zeros((n_boot, 0))
    among = np.mean([_ranks(_weighted(standard, mixture)) <= top for mixture in mixtures], axis=0)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0, method="nearest")
    table = pd.DataFrame(
        {
            "point": pd.Series(counted.points, dtype="str"),
            "score": total,
            "rank": _ranks(total),
            "rank_low": low.astype("int64"),
            "rank_high": high.astype("int64"),
            "top_share": among,
            "ingredients": np.isfinite(standard).sum(axis=1),
        }
    ).sort_values(["rank", "point"], ignore_index=True)
    return Scores(table, pd.DataFrame({"ingredient": used, "weight": weight}), unused, top, n_boot, n_boot)


def _checked(weights: Mapping[str, float] | None) -> dict[str, float]:
    if weights is None:
        return dict.fromkeys(INGREDIENTS, 1.0)
    for name, weight in weights.items():
        if name not in INGREDIENTS:
            raise InputError(
                f"There is no ingredient '{name}'; there are {', '.join(INGREDIENTS)}.{nearest(name, INGREDIENTS)}"
            )
        if weight < 0:
            raise InputError(f"The weight of '{name}' is {weight:g}; give 0 or more.")
    return {name: float(weights[name]) for name in INGREDIENTS if name in weights}


def _standardised(values: Floats, names: list[str]) -> Floats:
    """Return z-scores by column; NaN stays, and a column without spread or with too few points is NaN throughout."""
    scaled = values.copy()
    for place, name in enumerate(names):
        column = _logs(values[:, place]) if name in LOGGED else values[:, place]
        known = np.isfinite(column)
        spread = column[known].std() if known.sum() >= min(FEWEST_POINTS, len(column)) else 0.0
        scaled[:, place] = (column - column[known].mean()) / spread if spread > 1e-12 else np.nan
    return scaled


def _logs(values: Floats) -> Floats:
    """Return logarithms; what a resample left empty counts as half of the smallest that is there."""
    some = values[values > 0]
    return np.log(np.maximum(values, some.min() / 2)) if len(some) else np.zeros_like(values)


def _weighted(standard: Floats, weight: Floats) -> Floats:
    known = np.isfinite(standard)
    base = known @ weight
    total = np.where(known, standard, 0.0) @ weight
    return total / np.where(base > 0, base, 1.0)


def _ranks(total: Floats) -> Floats:
    return stats.rankdata(-total.round(12), method="min").astype("int64")


@dataclass(frozen=True)
class _Redraw:
    """The ingredients as numbers that a resample needs: persons by points (sparse), the value and its error."""

    names: tuple[str, ...]
    there: csr_matrix
    judged: Mapping[str, csr_matrix]
    worth: csr_matrix
    value: Mapping[str, Floats]
    error: Mapping[str, Floats]

    @classmethod
    def of(cls, counted: Tally, evidence: pd.DataFrame, names: list[str]) -> _Redraw:
        there = csr_matrix(counted.there, dtype=float)
        worth = np.zeros(there.shape[0]) if counted.worth is None else np.nan_to_num(counted.worth)
        told = {n: evidence[evidence["ingredient"] == n].set_index("point").reindex(counted.points) for n in names}
        wide = {name: (one["high"] - one["low"]).fillna(0).to_numpy(dtype=float) for name, one in told.items()}
        return cls(
            names=tuple(names),
            there=there,
            judged={name: csr_matrix(marks, dtype=float) for name, marks in counted.judged.items()},
            worth=csr_matrix(there.multiply(worth[:, None])),
            value={name: one["value"].to_numpy(dtype=float) for name, one in told.items()},
            error={name: width / (2 * REACH) for name, width in wide.items()},
        )

    def standard(self, rng: np.random.Generator) -> Floats:
        """Return standardised ingredients of one resample of the people and one draw of the survey numbers."""
        n = self.there.shape[0]
        times = rng.multinomial(n, np.full(n, 1 / n)).astype(float)
        people = times @ self.there
        columns = [self._column(name, times, people, rng) for name in self.names]
        values = np.column_stack(columns) if columns else np.zeros((len(people), 0))
        return _standardised(values, list(self.names))

    def _column(self, name: str, times: Floats, people: Floats, rng: np.random.Generator) -> Floats:
        if name == "people":
            drawn = people / len(times)
        elif name in self.judged:
            drawn = np.where(people > 0, times @ self.judged[name] / np.maximum(people, 1), np.nan)
        elif name == "worth":
            drawn = times @ self.worth
        else:
            drawn = rng.normal(self.value[name], self.error[name])
        return np.where(np.isfinite(self.value[name]), drawn, np.nan)
