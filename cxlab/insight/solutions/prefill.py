"""A file of drafts to start from: the data of key points filled in, everything else left to a person."""

from __future__ import annotations

import math
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from cxlab.insight.solutions.draft import NO_FILE, TODO, Drafts
from cxlab.insight.solutions.support import points_of


def prefill(
    points: pd.DataFrame,
    support: pd.DataFrame,
    links: pd.DataFrame,
    *,
    names: dict[str, str] | None = None,
    existing: Drafts | None = None,
) -> str:
    """Return the text of a ``solutions.yaml`` with one draft a key point.

    Filled in are what it is about, the numbers that speak for it, and the departments of the crosswalk; every other
    part says TODO, because nobody but a person knows it.

    Parameters
    ----------
    points
        Key points in their order (``point``), such as the first five of `keypoints.sieve.sieve`.
    support
        From `support.data_support`.
    links
        `crosswalk.Crosswalk.links`.
    names
        Subject → what people call it, written as `note`.
    existing
        Drafts that there are; a point that one of them is about gets no second draft, and ids go on from theirs.
    """
    made = existing or Drafts.of(NO_FILE)
    taken = {point for draft in made.solutions.values() for point in points_of(draft.about, links, points["point"])}
    wanted = [point for point in points["point"] if point not in taken]
    ids = (
        id
        for number in range(1, len(made.solutions) + len(wanted) + 1)
        if (id := f"S{number:02}") not in made.solutions
    )
    drafts = {
        id: _draft(point, support, links, (names or {}).get(point)) for id, point in zip(ids, wanted, strict=False)
    }
    header = files("cxlab").joinpath("resources/solutions/header.yml").read_text(encoding="utf-8")
    body = yaml.safe_dump(
        {"solutions": drafts}, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1_000
    )
    return header + body


def _draft(point: str, support: pd.DataFrame, links: pd.DataFrame, name: str | None) -> dict[str, Any]:
    side, _, id = point.partition(":")
    owners = links[links[side] == id]
    leads = [lead for lead in owners["lead"].unique() if lead]
    helpers = sorted({one for joined in owners["support"] for one in joined.split("、") if one})
    data = [_number(row) for row in support[support["point"] == point].to_dict("records")]
    return {
        "about": point,
        **({"note": name} if name else {}),
        "title": TODO,
        "data": data,
        "cause": {"kind": TODO, "says": TODO, "evidence": TODO, "status": "conjecture"},
        **dict.fromkeys(_BEFORE, TODO),
        "verification": dict.fromkeys(("kpi", "target", "baseline", "evaluate_at"), TODO) | {"effect": "level"},
        **dict.fromkeys(_AFTER, TODO),
        "department": leads[0] if len(leads) == 1 else TODO,
        "support": helpers or TODO,
        "decided": TODO,
    }


_BEFORE = (
    *("suggestion", "method", "cost", "resources", "feasibility", "reviewed_by", "strategy"),
    "monitoring",
)
_AFTER = ("stop_loss", "risk", "contingency", "effort", "impact", "owner")


def _number(row: dict[Any, Any]) -> dict[str, Any]:
    """A number with four telling digits, without the ends that it does not have."""
    ends = {end: float(f"{row[end]:.4g}") for end in ("value", "low", "high") if not math.isnan(row[end])}
    return {"measure": row["measure"], **ends, "n": int(row["n"]), "unit": row["unit"], "source": row["source"]}
