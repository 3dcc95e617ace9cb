"""The readable order of key points: red line, must-be need unmet, strong driver with poor performance, volume."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.insight.keypoints.ingredients import Sources, Tally, named, strongest
from cxlab.insight.keypoints.pareto import MARK, pareto

STEPS = ("red_line", "must_be", "driver", "volume", "rest")
SAID_BY = {
    "red_line": "red_line",
    "must_be": "must_be",
    "driver": "driver、shortfall",
    "volume": "people、worth",
    "rest": "people",
}
_COLUMNS = ["point", "step", "also", "evidence", "people", "red_lines", "worth"]
_COLUMNS += ["feature", "category", "must_be", "item", "driver"]
FEWEST = 5
STRONG_TIERS = (1, 2)


def sieve(
    counted: Tally, evidence: pd.DataFrame, links: pd.DataFrame, sources: Sources, *, mark: float = MARK
) -> pd.DataFrame:
    """Sort key points by the first step that chooses them.

    1. *red_line*: one person with a red line said of the point is enough.
    2. *must_be*: its KANO feature is a must-be beyond doubt, and at least five people have a pain there: what is
       taken for granted is missing.
    3. *driver*: its survey item stands in tier 1 or 2 of what moves satisfaction, above the floor of no effect, and
       the interval of its top answers lies below the mean of the items.
    4. *volume*: it is among the points that reach `mark` of the people with a pain (`pareto`).
    5. *rest*: none of these.

    Within step 1 by people with a red line, within the others by people, then worth, then name. A step whose
    ingredient is missing chooses nothing; `missing` says so.

    Parameters
    ----------
    counted, evidence
        From `ingredients.tally` and `ingredients.ingredients`.

    Returns
    -------
    DataFrame
        ``place`` (1 is the first), ``point``, ``step`` (which one chose it), ``also`` (later steps that would have,
        joined with ``、``), ``evidence`` (the ingredients to show for it), ``people``, ``red_lines`` (people),
        ``feature``, ``category`` (its KANO class), ``must_be`` (yes, perhaps: the class is not certain and must-be is
        in question, no, or empty), ``item``, ``driver`` (strong_poor, strong, weak, or empty), ``missing`` (ingredients
        that are not there, joined).
    """
    volume = pareto(counted, mark=mark)
    size, within = (dict(zip(volume["point"], volume[column], strict=True)) for column in ("people", "within"))
    money = evidence[evidence["ingredient"] == "worth"].set_index("point")["value"].to_dict()
    gaps = evidence[evidence["missing"] != ""].groupby("point")["ingredient"].agg("、".join)
    red = counted.judged.get("red_line", np.zeros_like(counted.there)).sum(axis=0)
    rows: list[dict[str, object]] = []
    for place, point in enumerate(counted.points):
        need, drive = _need(sources.kano, links, point), _drive(sources.drivers, links, point)
        people = int(size[point])
        passed = {
            "red_line": red[place] > 0,
            "must_be": need["must_be"] == "yes" and people >= FEWEST,
            "driver": drive["driver"] == "strong_poor",
            "volume": bool(within[point]),
            "rest": True,
        }
        steps = [step for step in STEPS if passed[step]]
        row: dict[str, object] = {
            "point": point,
            "step": steps[0],
            "also": "、".join(steps[1:-1]),
            "evidence": SAID_BY[steps[0]],
        }
        row |= {"people": people, "red_lines": int(red[place]), "worth": money.get(point, float("nan"))}
        rows.append({**row, **need, **drive})
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table["missing"] = table["point"].map(gaps).fillna("").astype("str")
    return _ordered(table)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    alarmed = np.where(table["step"] == "red_line", table["red_lines"], 0)
    keys = table.assign(order=table["step"].map(STEPS.index), alarmed=alarmed, money=table["worth"].fillna(-1))
    keys = keys.sort_values(
        ["order", "alarmed", "people", "money", "point"], ascending=[True, False, False, False, True], ignore_index=True
    )
    keys.insert(0, "place", np.arange(1, len(keys) + 1))
    return keys.drop(columns=["order", "alarmed", "money", "worth"])


def _need(kano: pd.DataFrame | None, links: pd.DataFrame, point: str) -> dict[str, str]:
    names = named(links, point, "feature")
    row = None if kano is None else strongest(kano, "feature", names, "worse")
    if row is None:
        return {"feature": names[0] if names else "", "category": "", "must_be": ""}
    certain = row["verdict"] == "certain"
    asked = (
        "yes" if certain and row["category"] == "M" else "perhaps" if not certain and "M" in row["between"] else "no"
    )
    return {"feature": row["feature"], "category": row["category"], "must_be": asked}


def _drive(drivers: pd.DataFrame | None, links: pd.DataFrame, point: str) -> dict[str, str]:
    names = named(links, point, "item")
    row = None if drivers is None else strongest(drivers, "driver", names, "share")
    if drivers is None or row is None:
        return {"item": names[0] if names else "", "driver": ""}
    strong = row["tier"] in STRONG_TIERS and not row["floor"]
    poor = "top_high" in drivers and row["top_high"] < drivers["top_share"].mean()
    return {"item": row["driver"], "driver": "strong_poor" if strong and poor else "strong" if strong else "weak"}
