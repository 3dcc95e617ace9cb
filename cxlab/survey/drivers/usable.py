"""Items that a model can take: those that say nothing, or what others say already, are set apart and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.survey.answers import FloatArray, need_columns, numbers

LEAST = 0.05
"""Share of the rows that must have an answer; items answered by fewer count as empty."""
SAME = 1e-10
"""Share of an item's variance that the items before it leave unexplained, below which it is a copy of them."""


@dataclass(frozen=True)
class Usable:
    """Items to use, in their order, and those set apart (see `usable`)."""

    items: list[str]
    left_out: pd.DataFrame


def usable(frame: pd.DataFrame, items: Sequence[str], *, target: str | None = None) -> Usable:
    """Set apart the items of a survey with which no model can be fitted.

    Parameters
    ----------
    frame : one row a respondent. Only rows with an answer to every usable item, and to `target`, count.
    items : columns of numbers, tried in this order: of two items that say the same the first one stays.

    Returns
    -------
    Usable
        `.left_out`: item, reason ("empty": answered by under 5 %; "constant"; "copy"), others (items of which it is a
        combination), n (its answers).

    Raises
    ------
    InputError
        A column is missing or holds text.
    """
    need_columns(frame, [*items, *([target] if target else [])])
    rows = frame[numbers_given(frame, target)] if target else frame
    answers = {item: numbers(rows[item], item) for item in items}
    gone: list[tuple[str, str, list[str], int]] = []
    for item, given in answers.items():
        known = given[~np.isnan(given)]
        if len(known) < LEAST * len(rows) or np.ptp(known) == 0:
            gone.append((item, "empty" if len(known) < LEAST * len(rows) else "constant", [], len(known)))
    left = [item for item in items if item not in {name for name, *_ in gone}]
    whole = np.column_stack([answers[item] for item in left]) if left else np.empty((len(rows), 0))
    complete = whole[~np.isnan(whole).any(axis=1)]
    kept: list[int] = []
    for at, item in enumerate(left):
        others = _copied(complete, kept, at)
        if others is None:
            kept.append(at)
        else:
            known = answers[item]
            gone.append((item, "copy", [left[other] for other in others], int((~np.isnan(known)).sum())))
    return Usable([left[at] for at in kept], pd.DataFrame(gone, columns=["item", "reason", "others", "n"]))


def numbers_given(frame: pd.DataFrame, column: str) -> npt.NDArray[np.bool_]:
    """Mark the rows with an answer in `column`."""
    return ~np.isnan(numbers(frame[column], column))


def _copied(rows: FloatArray, kept: Sequence[int], at: int) -> list[int] | None:
    """Positions of the kept columns of which column `at` is a combination; None where it is its own."""
    if len(rows) <= len(kept) + 2:
        return None  # too few rows to tell; the model refuses them by itself
    centred = rows - rows.mean(axis=0)
    outcome = centred[:, at]
    if not (outcome**2).sum():
        return []
    slopes = np.linalg.lstsq(centred[:, kept], outcome, rcond=None)[0] if kept else np.empty(0)
    rest = outcome - centred[:, kept] @ slopes
    if (rest**2).sum() > SAME * (outcome**2).sum():
        return None
    return [column for column, slope in zip(kept, slopes, strict=True) if abs(slope) > 1e-6]
