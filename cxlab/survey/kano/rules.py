"""KANO rules on class counts: arrays (..., 6) in the order of `CLASSES` in, positions in `CLASSES` or numbers out.

Counts may be sums of weights: every rule but Fong's test asks for shares only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cxlab.survey.answers import FloatArray

CLASSES = ("M", "O", "A", "I", "R", "Q")
"""Must-be, one-dimensional, attractive, indifferent, reverse, questionable; a tie goes to the first of them."""
TABLES = {
    "traditional": ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"),
    "pouliot": ("QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"),
    "three": ("AAO", "IIM", "IIM"),
}
"""Class by functional answer (row) and dysfunctional answer (letter), from 1 = like to 5 (or 3) = dislike."""
WEAK = 0.06
"""Category strength below which Lee and Newcomb do not trust the mode."""
HALF = (0.5, 0.5)
"""Where Better and |Worse| are cut into quadrants unless another cut is named."""

Counts = npt.NDArray[Any]
Positions = npt.NDArray[np.intp]


def classify(functional: FloatArray, dysfunctional: FloatArray, table: str) -> npt.NDArray[np.object_]:
    """Class letter of each pair of answers on the table's scale; None where one is missing (NaN)."""
    letters = np.array([list(row) for row in TABLES[table]], dtype=object)
    missing = np.isnan(functional) | np.isnan(dysfunctional)
    row, column = (np.where(missing, 1, side).astype(int) - 1 for side in (functional, dysfunctional))
    result: npt.NDArray[np.object_] = letters[row, column]
    result[missing] = None
    return result


def mode(counts: Counts) -> Positions:
    """Most frequent class; `argmax` takes the first, which is the rule for ties."""
    return counts.argmax(axis=-1)


def top_two(counts: Counts) -> tuple[Counts, Counts]:
    """Counts of the most frequent class and of the runner-up."""
    ordered = np.sort(counts, axis=-1)
    return ordered[..., -1], ordered[..., -2]


def better_worse(counts: Counts) -> tuple[FloatArray, FloatArray]:
    """Better = (A + O) / (A + O + M + I) and Worse = -(O + M) / (same); NaN where nobody answered A, O, M or I."""
    must, one, attractive, _, _, _ = np.moveaxis(counts, -1, 0)
    base = counts[..., :4].sum(axis=-1)
    base = np.where(base > 0, base, np.nan)
    return (attractive + one) / base, -(one + must) / base


def berger(counts: Counts) -> Positions:
    """Berger's rule: the largest of O, A, M if together they exceed I, R, Q, else the largest of these."""
    wanted, other = counts[..., :3], counts[..., 3:]
    return np.where(wanted.sum(axis=-1) > other.sum(axis=-1), wanted.argmax(axis=-1), 3 + other.argmax(axis=-1))


def mean_cuts(counts: Counts) -> tuple[float, float]:
    """Better and |Worse| averaged over features (rows); features without an answer A, O, M or I stand aside."""
    better, worse = better_worse(counts)
    known = ~np.isnan(better)
    return (float(better[known].mean()), float(-worse[known].mean())) if known.any() else HALF


def quadrant(counts: Counts, cuts: tuple[float, float] = HALF) -> Positions:
    """Class by Better and |Worse|, cut at `cuts` (a value on the cut is high); -1 without an answer A, O, M or I."""
    better, worse = better_worse(counts)
    m, o, a, i = 0, 1, 2, 3
    harms = -worse >= cuts[1]
    cell = np.where(better >= cuts[0], np.where(harms, o, a), np.where(harms, m, i))
    return np.where(np.isnan(better), -1, cell)


def runner_up(counts: Counts) -> Positions:
    """Second most frequent class; under a tie the first that is not the mode."""
    rest = counts.copy()
    np.put_along_axis(rest, mode(counts)[..., None], -1, axis=-1)
    return rest.argmax(axis=-1)


def by_strength(counts: Counts, weak: float = WEAK) -> Positions:
    """Mode, unless it leads the runner-up by less than `weak` of the answers: then the first in M > O > A > I."""
    top, second = top_two(counts)
    best = mode(counts)
    close = top - second < weak * counts.sum(axis=-1)
    return np.where(close, np.minimum(best, runner_up(counts)), best)


def fong_limit(counts: Counts) -> FloatArray:
    """Difference of the two top classes beyond which they differ: 1.65 sqrt((a + b)(2n - a - b) / (2n))."""
    a, b = top_two(counts)
    n = counts.sum(axis=-1)
    return np.asarray(1.65 * np.sqrt((a + b) * (2 * n - a - b) / (2 * n)))


def fong(counts: Counts) -> npt.NDArray[np.bool_]:
    """Whether the two top classes differ by more than `fong_limit`; weighted counts are scaled to effective n."""
    a, b = top_two(counts)
    return np.asarray(a - b > fong_limit(counts))
