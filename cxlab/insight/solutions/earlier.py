"""What earlier actions of the study reached, for drafts that promise something like it."""

from __future__ import annotations

import pandas as pd

from cxlab.insight.solutions.draft import Drafts
from cxlab.insight.verification.registered import read_kpi

TESTED = ("worked", "not_improved", "worse", "cannot_tell")
"""A fall that may be displacement is no effect; what is still watched has none."""
COLUMNS = ["solution", "earlier_actions", "earlier_worked", "earlier_low", "earlier_high"]


def earlier(drafts: Drafts, verdicts: pd.DataFrame | None) -> pd.DataFrame:
    """Return the range of effects of all verified actions whose KPI is told like the draft's.

    Not of those alone that worked: the next draft may be like the others.

    Parameters
    ----------
    verdicts
        ``verdict``, ``effect``, ``scale`` (ratio or difference), one row an action; one without an effect is left
        out. None: no action was verified.

    Returns
    -------
    DataFrame
        ``solution``, ``earlier_actions`` (how many), ``earlier_worked`` (of them), ``earlier_low``, ``earlier_high``:
        smallest and largest estimated change, relative for counted KPI, in points for ratings. A row for each draft
        with a KPI and at least one such action.
    """
    if verdicts is None:
        return pd.DataFrame(columns=COLUMNS)
    tested = verdicts[verdicts["verdict"].isin(TESTED) & verdicts["effect"].notna()]
    rows = []
    for id, draft in drafts.solutions.items():
        kpi = read_kpi(draft.verification.kpi or "")
        scale = "difference" if kpi and kpi.form == "rating" else "ratio"
        alike = tested[tested["scale"] == scale]
        if kpi is not None and len(alike):
            changes = alike["effect"] - (1 if scale == "ratio" else 0)
            rows.append((id, len(alike), int((alike["verdict"] == "worked").sum()), changes.min(), changes.max()))
    return pd.DataFrame(rows, columns=COLUMNS)
