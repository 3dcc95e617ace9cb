"""Guards: a figure may fall because customers went elsewhere or fell silent; what would show that is compared too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.insight.verification.before_after import before_after, before_after_means
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.verdict import Verdict

MARGIN = 0.05
COLUMNS = ["guard", "about", "bad", "scale", "effect", "low", "high", "before", "after", "n_before", "n_after", "state"]


@dataclass(frozen=True)
class Watch:
    """One figure that must not turn for the worse: counts over exposure, or means of answers by period.

    `guard` is its code, `about` what it is of (a channel, an item), `bad` the direction that would be harm. Without
    counts and without answers it is a guard that the study has no data for, and is said to be that.
    """

    guard: str
    bad: Literal["rise", "fall"]
    about: str = ""
    counts: pd.Series | None = None
    exposure: pd.Series | None = None
    answers: pd.DataFrame | None = None


def check(watches: Sequence[Watch], at: dt.date, plan: Plan, *, margin: float = MARGIN) -> pd.DataFrame:
    """Compare every guard before and after an action, in the windows of the action.

    A guard fails where its 95 % interval lies on the bad side of no change by more than `margin` (a share of a rate;
    means have no margin). Guards are not corrected for being several: a false alarm costs a look, a missed one hides
    harm.

    Returns
    -------
    DataFrame
        ``guard``, ``about``, ``bad``, ``scale`` (ratio or difference), ``effect``, ``low``, ``high``, ``before``,
        ``after`` (rate or mean), ``n_before``, ``n_after``, ``state`` (``ok``: compared and not failed; ``failed``;
        ``too_little``: nothing before or after; ``no_data``), ``failed`` (True, False, or missing where not compared).
    """
    rows = [_row(watch, at, plan, margin) for watch in watches]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["failed"] = table["state"].map({"failed": True, "ok": False}).astype("boolean")
    return table


def stop_loss(
    guards: pd.DataFrame, guard: str, limit: float, *, about: str = ""
) -> Literal["yes", "maybe", "no", "unknown"]:
    """Return whether a stop-loss threshold was crossed: ``yes`` for certain, ``maybe`` by the estimate alone.

    A stop-loss is watched every month, before the evaluation date too: looking often may end an action too early,
    which is what the rule is for, but never calls it a success.

    Parameters
    ----------
    guards
        From `check`.
    guard, about
        The guard that the rule names, and of what (a channel, an item).
    limit
        On the scale of the effect: 1.2 for a rise of a fifth, -0.3 for three tenths of a point.

    Raises
    ------
    InputError
        When no such guard was checked.
    """
    found = guards[(guards["guard"] == guard) & (guards["about"].fillna("") == about)]
    if found.empty:
        raise InputError(
            f"No guard '{guard}' {about} was checked.{nearest(guard, guards['guard'])} "
            f"Checked: {', '.join(sorted(set(guards['guard'])))}."
        )
    row = found.iloc[0]
    if pd.isna(row["effect"]):
        return "unknown"
    sign = 1 if row["bad"] == "rise" else -1
    sure = row["low"] if row["bad"] == "rise" else row["high"]
    if sign * (sure - limit) > 0:
        return "yes"
    return "maybe" if sign * (row["effect"] - limit) > 0 else "no"


def _row(watch: Watch, at: dt.date, plan: Plan, margin: float) -> dict[str, object]:
    row: dict[str, object] = {"guard": watch.guard, "about": watch.about, "bad": watch.bad, "state": "no_data"}
    blind = replace(plan, target=None, better="lower" if watch.bad == "rise" else "higher", effect="level", treated=())
    if watch.answers is not None and len(watch.answers):
        found = before_after_means(watch.answers, at, plan=blind, as_of=plan.evaluate_at)
    elif watch.counts is not None and watch.counts.sum() > 0:
        found = before_after(watch.counts, at, exposure=watch.exposure, plan=blind, as_of=plan.evaluate_at)
    else:
        return row
    return row | _told(found) | {"state": _state(found, watch.bad, margin)}


def _told(found: Verdict) -> dict[str, object]:
    sides = found.windows.set_index("side")
    told: dict[str, object] = {"scale": found.scale, "effect": found.effect, "low": found.low, "high": found.high}
    for side in ("before", "after"):
        here = side in sides.index
        told |= {side: sides["rate"][side] if here else np.nan, f"n_{side}": sides["count"][side] if here else 0}
    return told


def _state(found: Verdict, bad: str, margin: float) -> str:
    if not np.isfinite(found.effect):
        return "too_little"
    edge = margin if found.scale == "ratio" else 0.0
    none = 1.0 if found.scale == "ratio" else 0.0
    return "failed" if (found.low > none + edge if bad == "rise" else found.high < none - edge) else "ok"
