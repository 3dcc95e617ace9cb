"""A file of drafts to start from: the data of key points filled in, everything else left to a person."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from cxlab.insight.solutions.draft import TODO, Drafts
from cxlab.insight.solutions.support import points_of


def prefill(
    owned: pd.DataFrame,
    support: pd.DataFrame,
    links: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    existing: Drafts | None = None,
) -> str:
    """Return the text of a ``solutions.yaml`` with one draft a key point.

    Filled in are what it is about, the numbers that speak for it, the process that owns it and its departments; every
    other part says TODO, because nobody but a person knows it.

    Parameters
    ----------
    owned
        Key points in their order, from `keypoints.owners.owners`: ``point``, ``process``, ``lead``, ``support``.
    support
        From `support.data_support`.
    links
        `crosswalk.Crosswalk.links`, to see which points have a draft.
    names
        Point → what people call it, written as `note`.
    existing
        Drafts that there are; a point that one of them is about gets no second draft, and no id is given twice.
    """
    made = (existing or Drafts()).solutions
    taken = {point for draft in made.values() for point in points_of(draft.about, links, owned["point"])}
    wanted = [row for row in owned.to_dict("records") if row["point"] not in taken]
    free = [id for number in range(1, len(made) + len(wanted) + 1) if (id := f"S{number:02}") not in made]
    drafts = {id: _draft(row, support, (names or {}).get(row["point"])) for id, row in zip(free, wanted, strict=False)}
    header = files("cxlab").joinpath("resources/solutions/header.yml").read_text(encoding="utf-8")
    body = yaml.safe_dump(
        {"solutions": drafts}, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1_000
    )
    return header + body


def _draft(row: Mapping[Any, str], support: pd.DataFrame, name: str | None) -> dict[str, Any]:
    return {
        "about": row["point"],
        **({"note": name} if name else {}),
        "title": TODO,
        "data": [_number(one) for one in support[support["point"] == row["point"]].to_dict("records")],
        "cause": {"kind": TODO, "says": TODO, "evidence": TODO, "status": "conjecture"},
        **dict.fromkeys(_BEFORE, TODO),
        "verification": dict.fromkeys(("kpi", "target", "baseline", "evaluate_at"), TODO) | {"effect": "level"},
        **dict.fromkeys(_AFTER, TODO),
        "process": row["process"] or TODO,
        "department": row["lead"] or TODO,
        "support": [one for one in row["support"].split("、") if one] or TODO,
        "decided": TODO,
    }


_BEFORE = ("suggestion", "method", "cost", "resources", "feasibility", "reviewed_by", "strategy", "monitoring")
_AFTER = ("stop_loss", "risk", "contingency", "effort", "impact", "owner")


def _number(row: dict[Any, Any]) -> dict[str, Any]:
    """A number with four telling digits, without the ends that it does not have."""
    ends = {end: float(f"{row[end]:.4g}") for end in ("value", "low", "high") if not math.isnan(row[end])}
    return {"measure": row["measure"], **ends, "n": int(row["n"]), "unit": row["unit"], "source": row["source"]}
