"""Respondents who answered every KANO pair alike: flagged, never removed."""

from __future__ import annotations

import pandas as pd

from cxlab.survey.answers import need_columns, on_scale
from cxlab.survey.kano.pairs import SIDES

ENOUGH = 3
"""Fewer equal pairs of answers prove nothing."""


def same_everywhere(answers: pd.DataFrame) -> pd.DataFrame:
    """Flag respondents whose functional answers are all equal and whose dysfunctional answers are too.

    One row a respondent_id (rows without one are left out): respondent_id, n (full pairs), functional and
    dysfunctional (the one answer given, missing where there are several) and same (the flag; needs 3 full pairs).
    A flag is a question, not a verdict: who does not care about anything that was asked is flagged too.

    Raises
    ------
    InputError
        Missing columns, answers off the scale 1-5.
    """
    need_columns(answers, ["respondent_id", *SIDES])
    sides = {side: on_scale(answers[side], 1, 5, side) for side in SIDES}
    given = pd.DataFrame({"respondent_id": answers["respondent_id"].to_numpy(), **sides}).dropna()
    by = given.groupby("respondent_id", sort=True)
    found = by.first().where(by.nunique() == 1)
    found.insert(0, "n", by.size())
    found["same"] = found[list(SIDES)].notna().all(axis=1) & (found["n"] >= ENOUGH)
    return found.reset_index()
