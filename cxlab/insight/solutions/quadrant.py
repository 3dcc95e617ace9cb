"""Impact against effort: which solutions to start with, as far as the numbers can tell them apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.solutions.draft import Drafts
from cxlab.insight.solutions.overview import label

BANDS = ("start", "plan", "beside", "later", "open")
"""High impact and low effort, both high, both low, low impact and high effort; and what cannot be told."""
MIDDLE = 3.0
_NUMBERS = ("impact", "low", "high")


def quadrant(drafts: Drafts, impact: pd.DataFrame | None = None, *, cut: float | None = None) -> pd.DataFrame:
    """Place drafts by the effort that a person judged and by an impact that was measured.

    Parameters
    ----------
    impact
        One row a solution: ``solution``, ``value``, ``low``, ``high``, ``n``, ``unit``, all in one unit, larger is
        better: people with the pain (`support.supported`), or an expected effect turned that way. None takes the
        impact of 1 to 5 that the drafts state.
    cut
        Where impact is high: by default the mean of those known, or 3 for stated ones.

    Returns
    -------
    DataFrame
        ``solution``, ``label``, ``effort`` (1-5), ``impact``, ``low``, ``high``, ``n``, ``unit``, ``effort_cut``,
        ``impact_cut``, ``band`` of `BANDS`, in the order of the drafts. A band is open where effort or impact is
        missing, where effort is exactly in the middle, or where the interval of impact holds the cut.

    Raises
    ------
    InputError
        Impacts in several units, or several for one solution.
    """
    table = _placed(drafts, _stated(drafts) if impact is None else impact)
    line = MIDDLE if impact is None else float(table["impact"].mean())
    table["effort_cut"], table["impact_cut"] = MIDDLE, line if cut is None else cut
    low = table["low"].fillna(table["impact"])
    high = table["high"].fillna(table["impact"])
    strong = np.where(low > table["impact_cut"], "high", np.where(high < table["impact_cut"], "low", ""))
    work = np.where(table["effort"] > MIDDLE, "high", np.where(table["effort"] < MIDDLE, "low", ""))
    bands = {("high", "low"): "start", ("high", "high"): "plan", ("low", "low"): "beside", ("low", "high"): "later"}
    table["band"] = [bands.get(pair, "open") for pair in zip(strong, work, strict=True)]
    return table


def _stated(drafts: Drafts) -> pd.DataFrame:
    known = [(id, draft.impact) for id, draft in drafts.solutions.items() if draft.impact is not None]
    return pd.DataFrame(known, columns=["solution", "value"]).assign(low=np.nan, high=np.nan, n=0, unit="score")


def _placed(drafts: Drafts, impact: pd.DataFrame) -> pd.DataFrame:
    if impact["unit"].nunique() > 1:
        units = ", ".join(sorted(impact["unit"].unique()))
        raise InputError(f"Impacts come in several units ({units}); choose one, they cannot share an axis.")
    twice = impact.loc[impact["solution"].duplicated(), "solution"]
    if len(twice):
        raise InputError(f"Solution '{twice.iloc[0]}' has several impacts; give one row a solution.")
    rows = [(id, label(draft), draft.effort) for id, draft in drafts.solutions.items()]
    table = pd.DataFrame(rows, columns=["solution", "label", "effort"]).astype({"solution": "str", "label": "str"})
    numbers = impact.rename(columns={"value": "impact"})[["solution", *_NUMBERS, "n", "unit"]]
    table = table.merge(numbers.astype({"solution": "str"}), on="solution", how="left")
    table = table.astype({"effort": "float64", **dict.fromkeys(_NUMBERS, "float64")})
    return table.assign(n=table["n"].fillna(0).astype("int64"), unit=table["unit"].fillna("").astype("str"))
