"""Mix: how much of a change is who answered, and how much is each group's own change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import FloatArray, need_columns, numbers, on_scale

LEVEL = 0.95


@dataclass(frozen=True)
class MixResult:
    """A change between two periods, taken apart.

    `groups`: group, n_first, n_second, share_first, share_second, value_first, value_second, mix, within and their
    _low and _high. `totals`: part (total, mix, within), value, low, high. `first` and `second` are the periods,
    `value_first` and `value_second` the metric in them, `dropped` rows of these periods without answer or group.
    """

    groups: pd.DataFrame
    totals: pd.DataFrame
    first: Any
    second: Any
    value_first: float
    value_second: float
    dropped: int


def decompose(
    frame: pd.DataFrame,
    score: str,
    period: str,
    group: str,
    *,
    periods: Sequence[Any] | None = None,
    metric: Literal["nps", "mean"] = "nps",
    n_boot: int = 1000,
    seed: int = 0,
) -> MixResult:
    """Split the change of a mean between two periods into mix and within-group change.

    With s a group's share of answers, m its mean and bars for the midpoint of the two periods (M: all groups),
    mix = (s2 - s1) (m̄ - M̄) and within = (m2 - m1) s̄; summed over groups the two make up the change exactly.
    A group that answered in one period only has no change of its own: all it adds counts as mix.

    Parameters
    ----------
    frame : one row an answer. `score` 0-10 for "nps" (result in points), any numbers for "mean".
    periods : first and second value of column `period`; None if it holds exactly two (sorted).
    n_boot : resamples of the answers of each period, for 95 % percentile intervals; 0 leaves them out.

    Raises
    ------
    InputError
        Missing columns, not two periods, a period without answers, answers off the scale, unknown metric.

    Reference
    ---------
    Kitagawa (1955), Components of a difference between two rates; the symmetric Oaxaca-Blinder form.
    """
    need_columns(frame, [score, period, group])
    first, second = _two_periods(frame[period], period, periods)
    rows = frame[frame[period].isin([first, second])]
    value = _values(rows[score], metric, score)
    given = ~np.isnan(value) & rows[group].notna().to_numpy()
    names, code = np.unique(rows.loc[given, group].to_numpy(dtype=object), return_inverse=True)
    levels, level_code = np.unique(value[given], return_inverse=True)
    later = (rows.loc[given, period] == second).to_numpy()
    cells = np.zeros((2, len(names), len(levels)))
    np.add.at(cells, (later.astype(int), code, level_code), 1)
    for name, count in ((first, cells[0].sum()), (second, cells[1].sum())):
        if count == 0:
            raise InputError(f"Period '{name}' has no answer with a group; choose other periods.")
    parts = _parts(cells[None], levels)
    spread = _parts(_resamples(cells, n_boot, seed), levels) if n_boot else None
    overall = (cells.sum(axis=1) @ levels) / cells.sum(axis=(1, 2))
    return MixResult(
        groups=_group_table(names, cells, levels, parts, spread),
        totals=_totals(parts, spread),
        first=first,
        second=second,
        value_first=float(overall[0]),
        value_second=float(overall[1]),
        dropped=int((~given).sum()),
    )


def _two_periods(column: pd.Series, name: str, periods: Sequence[Any] | None) -> tuple[Any, Any]:
    found = sorted(column.dropna().unique().tolist())
    chosen = found if periods is None else list(periods)
    absent = [period for period in chosen if period not in found]
    if len(chosen) != 2 or absent or chosen[0] == chosen[1]:
        raise InputError(
            f"Two periods are compared; column '{name}' holds {', '.join(map(str, found))}"
            + (f" and not {', '.join(map(str, absent))}" if absent else "")
            + ". Name two of them: periods=(first, second)."
        )
    return chosen[0], chosen[1]


def _values(scores: pd.Series, metric: str, name: str) -> FloatArray:
    """What is averaged: answers, or -100, 0, 100 for detractors, passives, promoters."""
    if metric == "mean":
        return numbers(scores, name)
    if metric != "nps":
        raise InputError(f"metric is '{metric}'; allowed are nps, mean.{nearest(metric, ['nps', 'mean'])}")
    answers = on_scale(scores, 0, 10, name)
    return np.where(np.isnan(answers), np.nan, 100.0 * (np.digitize(answers, [7, 9]) - 1))


def _parts(cells: FloatArray, levels: FloatArray) -> FloatArray:
    """Mix and within per group, shape (2, batch, groups), from counts (batch, 2 periods, groups, levels)."""
    share, mean = _shares_and_means(cells, levels)
    mean = np.where(np.isnan(mean), mean[:, ::-1], mean)  # absent in one period: its mean from the other
    mean = np.where(np.isnan(mean), 0.0, mean)  # absent in both (in a resample): its share is 0 anyway
    overall = (share * mean).sum(axis=-1).mean(axis=-1)
    mix = (share[:, 1] - share[:, 0]) * (mean.mean(axis=1) - overall[:, None])
    within = (mean[:, 1] - mean[:, 0]) * share.mean(axis=1)
    return np.stack([mix, within])


def _shares_and_means(cells: FloatArray, levels: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Each group's share of its period's answers, and its mean (NaN without an answer)."""
    n, sums = cells.sum(axis=-1), cells @ levels
    mean = np.divide(sums, n, out=np.full_like(sums, np.nan), where=n > 0)
    return n / n.sum(axis=-1, keepdims=True), mean


def _resamples(cells: FloatArray, n_boot: int, seed: int) -> FloatArray:
    """Counts of answers drawn anew in each period, shape (n_boot, 2, groups, levels)."""
    rng = np.random.default_rng(seed)
    flat = cells.reshape(2, -1)
    draws = [rng.multinomial(int(row.sum()), row / row.sum(), size=n_boot) for row in flat]
    return np.stack(draws, axis=1).reshape(n_boot, *cells.shape).astype(np.float64)


def _group_table(
    names: Any, cells: FloatArray, levels: FloatArray, parts: FloatArray, spread: FloatArray | None
) -> pd.DataFrame:
    n = cells.sum(axis=-1)
    share, mean = _shares_and_means(cells, levels)
    table = pd.DataFrame({"group": names.tolist(), "n_first": n[0].astype(int), "n_second": n[1].astype(int)})
    table["share_first"], table["share_second"] = share
    table["value_first"], table["value_second"] = mean
    for position, part in enumerate(("mix", "within")):
        table[part] = parts[position, 0]
        table[f"{part}_low"], table[f"{part}_high"] = _ends(None if spread is None else spread[position])
    return table


def _totals(parts: FloatArray, spread: FloatArray | None) -> pd.DataFrame:
    rows = []
    for part, positions in (("total", [0, 1]), ("mix", [0]), ("within", [1])):
        draws = None if spread is None else spread[positions].sum(axis=(0, 2))
        low, high = _ends(draws)
        rows.append({"part": part, "value": parts[positions].sum(), "low": low, "high": high})
    return pd.DataFrame(rows)


def _ends(draws: FloatArray | None) -> Any:
    return (np.nan, np.nan) if draws is None else np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
