"""KANO rules on class counts: arrays (..., 6) in the order of `CLASSES` in, positions in `CLASSES` or numbers out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cxlab.survey.answers import FloatArray

CLASSES = ("M", "O", "A", "I", "R", "Q")
"""Must-be, one-dimensional, attractive, indifferent, reverse, questionable; a tie goes to the first of them."""
TABLES = {
    "traditional": ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"),
    "pouliot": ("QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"),
}
"""Class by functional answer (row) and dysfunctional answer (letter), both from 1 = like to 5 = dislike."""
WEAK = 0.06
"""Category strength below which Lee and Newcomb do not trust the mode."""

Counts = npt.NDArray[np.int64]
Positions = npt.NDArray[np.intp]


def classify(functional: FloatArray, dysfunctional: FloatArray, table: str) -> npt.NDArray[np.object_]:
    """Class letter of each pair of answers 1-5; None where one is missing (NaN)."""
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


def quadrant(counts: Counts) -> Positions:
    """Class by Better and |Worse|, both cut at 0.5 (a value of 0.5 is high); -1 without an answer A, O, M or I."""
    better, worse = better_worse(counts)
    m, o, a, i = 0, 1, 2, 3
    cell = np.where(better >= 0.5, np.where(worse <= -0.5, o, a), np.where(worse <= -0.5, m, i))
    return np.where(np.isnan(better), -1, cell)


def by_strength(counts: Counts) -> Positions:
    """Mode, unless it leads the runner-up by less than 6 % of answers: then the first of the two in M > O > A > I."""
    top, second = top_two(counts)
    best = mode(counts)
    rest = counts.copy()
    np.put_along_axis(rest, best[..., None], -1, axis=-1)
    weak = top - second < WEAK * counts.sum(axis=-1)
    return np.where(weak, np.minimum(best, rest.argmax(axis=-1)), best)


def fong(counts: Counts) -> npt.NDArray[np.bool_]:
    """Whether the two top classes differ: |a - b| > 1.65 sqrt((a + b)(2n - a - b) / (2n))."""
    a, b = top_two(counts)
    n = counts.sum(axis=-1)
    return a - b > 1.65 * np.sqrt((a + b) * (2 * n - a - b) / (2 * n))
