"""Drivers that only a part of the customers could answer: a model of their own, on those customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from cxlab.survey.drivers.importance import importance

COLUMNS = ["driver", "share", "share_low", "share_high", "share_null", "floor", "n"]


def split_items(
    frame: pd.DataFrame, target: str, items: Sequence[str], *, asked_of: float = 0.8
) -> tuple[list[str], list[str]]:
    """Part items into those that (nearly) everybody answered and those of a branch of the journey.

    The share answered is taken over rows with an answer to `target`; at least `asked_of` makes an item one for
    everybody, at least 5 % one of a branch; items answered by fewer are left out.
    """
    answered = frame.loc[frame[target].notna(), list(items)].notna().mean()
    everyone = answered[answered >= asked_of].index.tolist()
    branch = answered[(answered >= 0.05) & (answered < asked_of)].index.tolist()
    return everyone, branch


def branch_importance(
    frame: pd.DataFrame,
    target: str,
    everyone: Sequence[str],
    branch: Sequence[str],
    *,
    method: Literal["lmg", "johnson"] = "lmg",
    weights: str | None = None,
    n_boot: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Share of R² of each branch item in a model with the items for everybody, on the rows that answered it.

    `weights` names a column of `frame`, as in `importance`.

    Returns
    -------
    DataFrame
        ``driver``, ``share`` with ``share_low`` and ``share_high`` (of that model's R²), ``share_null`` (what an
        item without effect would get there), ``floor``, ``n``. Shares of different models are not to be compared.
        Errors as in `importance`.
    """
    rows = []
    for item in branch:
        model = importance(frame, target, [*everyone, item], method=method, weights=weights, n_boot=n_boot, seed=seed)
        row = model.drivers.set_index("driver").loc[item]
        rows.append({"driver": item} | row[COLUMNS[1:]].to_dict() | {"floor": bool(row["floor"]), "n": model.n})
    return pd.DataFrame(rows, columns=COLUMNS)
