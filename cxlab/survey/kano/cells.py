"""Answers on one feature gathered into cells of equal class and weight: what resampling and intervals work on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from cxlab.survey.answers import FloatArray
from cxlab.survey.kano.rules import CLASSES
from cxlab.survey.scores import wilson

HELD = 2**18
"""Numbers held at a time while resampling, so that memory does not grow with n_boot."""
BASE, BETTER, WORSE = (0, 1, 2, 3), (1, 2), (0, 1)
"""Positions in `CLASSES` of M, O, A, I (the denominator), of O, A (Better) and of M, O (Worse)."""


@dataclass(frozen=True)
class Cells:
    """Position in `CLASSES`, weight and number of answers of each cell; sorted, so that row order cannot matter."""

    position: npt.NDArray[np.intp]
    weight: FloatArray
    count: npt.NDArray[np.int64]

    def totals(self, counts: npt.NDArray[np.int64]) -> FloatArray:
        """Sums of weights by class (..., 6) for numbers of answers by cell (..., cells)."""
        by_class = np.zeros((len(self.weight), len(CLASSES)))
        by_class[np.arange(len(self.weight)), self.position] = self.weight
        # Rounded, because weights such as 0.1 + 0.2 and 0.3 would otherwise break a tie between two classes.
        return np.round(counts @ by_class, 9)

    def effective(self) -> float:
        """Kish's effective number of answers, (sum w)² / sum w²."""
        return float((self.count @ self.weight) ** 2 / (self.count @ self.weight**2))


def gather(position: npt.NDArray[np.intp], weight: FloatArray) -> Cells:
    """Return the cells of answers with these classes and weights."""
    found, count = np.unique(np.column_stack([position, weight]), axis=0, return_counts=True)
    return Cells(found[:, 0].astype(np.intp), found[:, 1], count)


def resample(cells: Cells, n_boot: int, seed: int) -> FloatArray:
    """Sums of weights by class in each resample of the answers (n_boot, 6)."""
    rng = np.random.default_rng(seed)
    n, share = cells.count.sum(), cells.count / cells.count.sum()
    step = max(1, HELD // len(share))
    sizes = [min(step, n_boot - start) for start in range(0, n_boot, step)]
    parts = [cells.totals(rng.multinomial(n, share, size=size)) for size in sizes]
    return np.concatenate(parts) if parts else np.zeros((0, len(CLASSES)))


def interval(cells: Cells, hits: tuple[int, ...], level: float) -> tuple[float, float]:
    """Wilson's interval for the weighted share of `hits` among the answers A, O, M and I; NaN without any.

    With unequal weights, the number of answers behind it is the one whose share would vary as much as the weighted
    one does: p (1 - p) / variance, linearised, because stated importance, say, goes along with the class, while
    Kish's number holds only for weights that have nothing to do with the answer (it is used where all answers
    agree). That variance is itself estimated, so t stands for z, with Kish's number less one degrees of freedom.
    """
    inside = np.isin(cells.position, BASE)
    hit, weight, count = np.isin(cells.position, hits)[inside], cells.weight[inside], cells.count[inside]
    if not len(weight):
        return np.nan, np.nan
    total = float(count @ weight)
    share = float(count @ (weight * hit)) / total
    if np.ptp(weight) == 0:
        return wilson(share, float(count.sum()), level)
    kish = total**2 / float(count @ weight**2)
    variance = float(count @ (weight * (hit - share)) ** 2) / total**2
    n = share * (1 - share) / variance if variance > 0 else kish
    end = (1 + level) / 2
    return wilson(share, n * float(stats.norm.ppf(end) / stats.t.ppf(end, kish - 1)) ** 2, level)
