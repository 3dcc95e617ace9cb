"""What a solution may bring, with its interval; where nothing speaks for a number there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from cxlab.insight.keypoints.ingredients import strongest
from cxlab.insight.solutions.draft import Draft, Drafts
from cxlab.insight.solutions.support import items_of

COLUMNS = ["solution", "measure", "basis", "now", "change", "low", "high", "n", "unit"]
_RELATIVE = ("rate:", "count:", "complaints:")


def expected(
    drafts: Drafts,
    links: pd.DataFrame,
    *,
    now: pd.DataFrame | None = None,
    what_if: pd.DataFrame | None = None,
    outcome: str = "csat",
) -> pd.DataFrame:
    """Return what each draft is expected to change.

    Parameters
    ----------
    now
        Where KPIs stand: ``kpi`` (as the drafts write it), ``value``, ``low``, ``high``, ``n``, ``unit``.
    what_if
        `WhatIfResult.drivers` with a column ``n``; the item linked to the draft whose change is largest is taken.
    outcome
        The overall answer that `what_if` speaks of.

    Returns
    -------
    DataFrame
        ``solution``, ``measure``, ``basis``, ``now``, ``change``, ``low``, ``high``, ``n``, ``unit``; a row for each of

        * *target*: the draft's target on its KPI: for a rate or count the relative target times where it stands, with
          the interval of the latter, for a mean the target itself (without interval). It is what was promised, not
          what was seen;
        * *association*: how the overall answer goes with better answers to the linked item. Customers who answer so
          are more satisfied; that a change would do it is not shown;
        * *unknown*: neither of them; all numbers are NaN.
    """
    rows = []
    for id, draft in drafts.solutions.items():
        found = [*_promised(draft, now), *_associated(draft, links, what_if, outcome)]
        nothing = {"measure": draft.verification.kpi or "", "basis": "unknown", "n": 0, "unit": ""}
        rows += [{"solution": id, **row} for row in found or [nothing]]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({**dict.fromkeys(("now", "change", "low", "high"), "float64"), "n": "int64"})


def _promised(draft: Draft, now: pd.DataFrame | None) -> Iterator[dict[str, Any]]:
    kpi, target = draft.verification.kpi, draft.verification.target
    if kpi is None or target is None or now is None:
        return
    for row in now[now["kpi"] == kpi].head(1).to_dict("records"):
        base = {"measure": kpi, "basis": "target", "now": row["value"], "n": row["n"], "unit": row["unit"]}
        if kpi.startswith(_RELATIVE):
            low, high = sorted((target * row["low"], target * row["high"]))
            yield {**base, "change": target * row["value"], "low": low, "high": high}
        else:
            yield {**base, "change": target}


def _associated(
    draft: Draft, links: pd.DataFrame, what_if: pd.DataFrame | None, outcome: str
) -> Iterator[dict[str, Any]]:
    best = None if what_if is None else strongest(what_if, "driver", items_of(draft.about, links), "change")
    if best is not None:
        numbers = {name: best[name] for name in ("change", "low", "high", "n")}
        yield {
            "measure": outcome,
            "basis": "association",
            "now": best["then"] - best["change"],
            **numbers,
            "unit": "score",
        }
