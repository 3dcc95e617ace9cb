"""Which sentence a verdict is told by, and under which role."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxlab.insight.verification.actions import Verified

ROLES = {"worked": "good", "worse": "problem", "displaced_or_silenced": "problem"}
UNTOLD = ("not_testable", "no_data", "nothing_before", "nothing_after", "too_few_periods", "not_after_correction")
"""Caveats that say why nothing can be told; without one of them, and without a day to wait for, it never will be."""


def claims(told: Sequence[Verified]) -> pd.DataFrame:
    """Return the sentence of each action, in their order.

    Returns
    -------
    DataFrame
        ``action_id``; ``claim``: the verdict, followed by ``_mean`` where the effect is one on a rating, or for
        *cannot_tell* by why (``_no_data`` …, ``_ever``: five more years would not do; nothing where there is a day to
        wait for); ``role`` of a finding; ``unit`` of the effect (percent of what it was, points of a rating; empty
        where there is none).
    """
    return pd.DataFrame([_row(one) for one in told], columns=["action_id", "claim", "role", "unit"])


def _row(one: Verified) -> tuple[str, str, str, str]:
    found, means = one.verdict, one.verdict.scale == "difference"
    claim, unit = str(found.verdict), ""
    if found.verdict == "cannot_tell":
        blind = any(problem.code == "unknown_kpi" for problem in one.action.problems)
        why = "no_data" if blind else next((code for code in UNTOLD if code in found.caveats), "ever")
        claim += "" if found.until is not None else f"_{why}"
    elif found.verdict != "observing":
        claim, unit = (f"{claim}_mean", "score") if means else (claim, "percent")
    return one.action.action_id, claim, ROLES.get(found.verdict, "verify"), unit
