"""What is known for looking back at an action, under the five headings of a retrospective (复盘)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.insight.verification.actions import Verified

HEADINGS = ("communication", "execution", "reasoning", "errors", "plan")
NEXT = {
    "worked": "keep",
    "not_improved": "again",
    "cannot_tell": "wait",
    "worse": "undo",
    "displaced_or_silenced": "look",
}
"""What a verdict leads to: keep it, back to step one, wait, undo it, look where the complaints went."""
COLUMNS = ["action_id", "heading", "fact", "value", "unit", "name"]
Fact = tuple[str, str, float, str, str]
NAN = float("nan")


def retrospective(
    told: Sequence[Verified], plans: pd.DataFrame, *, noticed: pd.DataFrame, new: pd.DataFrame
) -> pd.DataFrame:
    """Return the facts under each heading for every action that has its verdict.

    Parameters
    ----------
    plans, noticed, new
        From `plans.plans`, `noticed.noticed` and `since.new_problems`.

    Returns
    -------
    DataFrame
        ``action_id``, ``heading`` of `HEADINGS` (沟通, 执行, 思路, 错误, 方案), ``fact`` (a code), and its ``value`` in
        ``unit`` (see `cxlab.numbers`) or its ``name`` (codes separated by spaces, ids or a day); missing and empty
        where a fact has none. What no table can know is left to the people who look back.
    """
    planned = {str(row["action_id"]): row for row in plans.to_dict("records")}
    rows = []
    for one in told:
        id = one.action.action_id
        if one.verdict.verdict != "observing":
            spoken, fresh = noticed[noticed["action_id"] == id], new[new["action_id"] == id]
            rows += [(id, *fact) for fact in _facts(one, planned[id], spoken, fresh)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _facts(one: Verified, plan: Mapping[Any, Any], spoken: pd.DataFrame, fresh: pd.DataFrame) -> Iterator[Fact]:
    yield from _communication(plan, spoken)
    yield from _execution(one, plan)
    yield from _reasoning(one, plan)
    yield from _errors(one, plan, fresh)
    yield "plan", "verdict", NAN, "", one.verdict.verdict
    if one.verdict.verdict == "cannot_tell" and one.verdict.until is None:
        yield "plan", "other_measure", NAN, "", ""
    else:
        yield "plan", NEXT[one.verdict.verdict], NAN, "", str(one.verdict.until or "")


def _communication(plan: Mapping[Any, Any], spoken: pd.DataFrame) -> Iterator[Fact]:
    if plan["days_ahead"] >= 0:
        yield "communication", "ahead", float(plan["days_ahead"]), "count", ""
    elif plan["days_ahead"] < 0:
        yield "communication", "late", float(-plan["days_ahead"]), "count", ""
    for mentions in spoken["mentions_after"]:
        yield "communication", "noticed", float(mentions), "count", ""
    if spoken.empty:
        yield "communication", "no_words", NAN, "", ""


def _execution(one: Verified, plan: Mapping[Any, Any]) -> Iterator[Fact]:
    sides = one.verdict.windows
    after = sides.loc[sides["side"] == "after", "periods"].sum() if len(sides) else 0
    yield "execution", "periods", float(after), "count", ""
    if plan["ramp_days"]:
        yield "execution", "ramp", float(plan["ramp_days"]), "count", ""
    yield "execution", "stop_loss" if plan["stop_loss"] else "no_stop_loss", NAN, "", plan["stop_loss"]
    for problem in one.action.problems:
        if problem.code == "overlapping":
            yield "execution", "overlapping", NAN, "", problem.found


def _reasoning(one: Verified, plan: Mapping[Any, Any]) -> Iterator[Fact]:
    unit = "percent_change" if one.verdict.scale == "ratio" else "score"
    if np.isfinite(plan["target"]):
        yield "reasoning", "target", float(plan["target"]), unit, ""
    if np.isfinite(one.verdict.effect):
        yield "reasoning", "reached", one.verdict.effect - (one.verdict.scale == "ratio"), unit, ""
    if np.isfinite(one.as_good):
        yield "reasoning", "placebos", one.as_good * len(one.placebos), "count", str(len(one.placebos))
    if "trend" in one.verdict.caveats:
        yield "reasoning", "trend", NAN, "", ""


def _errors(one: Verified, plan: Mapping[Any, Any], fresh: pd.DataFrame) -> Iterator[Fact]:
    codes = [problem.code for problem in one.action.problems if problem.code != "overlapping"]
    yield "errors", "registration" if codes else "registered_well", NAN, "", " ".join(codes)
    if plan["wait"] == "too_early":
        yield "errors", "too_early", NAN, "", str(plan["enough_at"])
    elif plan["wait"] == "never":
        yield "errors", "never_enough", NAN, "", ""
    failed = dict.fromkeys(one.guards.loc[one.guards["state"] == "failed", "guard"]) if len(one.guards) else {}
    if failed:
        yield "errors", "guards_failed", NAN, "", " ".join(failed)
    if len(fresh):
        yield "errors", "new_problems", float(len(fresh)), "count", " ".join(fresh["topic"])
