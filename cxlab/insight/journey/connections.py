"""What ties touchpoints together: records of one customer that follow each other, and texts that speak of both."""

from __future__ import annotations

import pandas as pd

from cxlab.cells import SMALLEST
from cxlab.insight.together import together

_COLUMNS = ["source", "target", "people", "kind"]


def connections(at: pd.DataFrame, transitions: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Return the ties between different touchpoints, each of at least five people.

    Parameters
    ----------
    at
        From `seats.seats`.
    transitions
        `traces.Traces.transitions`; an empty frame where customers cannot be recognised.
    order
        Touchpoints in the order of the journey.

    Returns
    -------
    DataFrame
        ``source``, ``target``, ``people``, ``kind``: followed (the target's record came after the source's) or
        together (both in one text more often than their sizes suggest, `together`; the source is then the one that
        stands first in the journey). Most people first.
    """
    followed = transitions.reindex(columns=["source", "target", "people"])
    followed = followed[(followed["source"] != followed["target"]) & (followed["people"] >= SMALLEST)]
    unknown = at["complaint_id"].astype("object")
    person = at["customer_key"].astype("object").fillna(unknown) if "customer_key" in at else unknown
    # A text without a customer is one person at all of its touchpoints.
    pairs = together(at.assign(customer_key=person), "touchpoint")
    if len(pairs):
        pairs = pairs[pairs["more"] & (pairs["people"] >= SMALLEST)]
        place = {point: number for number, point in enumerate(order)}
        swap = pairs["first"].map(place) > pairs["second"].map(place)
        source, target = pairs["first"].where(~swap, pairs["second"]), pairs["second"].where(~swap, pairs["first"])
        pairs = pd.DataFrame({"source": source, "target": target, "people": pairs["people"], "kind": "together"})
    parts = [part for part in (followed.assign(kind="followed"), pairs) if len(part)]
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    table = pd.concat(parts)[_COLUMNS].astype({"people": "int64"})
    return table.sort_values(
        ["people", "kind", "source", "target"], ascending=[False, True, True, True], ignore_index=True
    )
