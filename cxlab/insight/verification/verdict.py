"""The fixed verdicts on an action, and how an interval, a target, guards and other actions lead to one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from cxlab.errors import InputError

Name = Literal["worked", "not_improved", "cannot_tell", "worse", "displaced_or_silenced", "observing"]
Scale = Literal["ratio", "difference"]
LEVEL = 0.95
INNER = 0.90
"""Level of the two-sided interval whose ends are one-sided 5 % limits."""
NO_CHANGE = {"ratio": 1.0, "difference": 0.0}


@dataclass(frozen=True)
class Verdict:
    """What can be said about an action on its evaluation date.

    Parameters
    ----------
    verdict
        ``worked`` (the interval lies on the good side of no change), ``not_improved`` (no change is in the interval,
        the target lies beyond `at_best`), ``cannot_tell`` (neither can be told), ``worse``,
        ``displaced_or_silenced`` (the figure improved while a guard failed), ``observing`` (before the evaluation
        date: nothing is tested).
    effect, low, high
        Rate after over rate before (`scale` ratio, 1 = no change), or mean after less mean before (difference), with
        the 95 % interval; missing where nothing was tested.
    p
        Two-sided, of no change.
    at_best
        The best effect that is not excluded (one-sided 5 %); a target beyond it was missed.
    until
        Evaluation date while observing; for ``cannot_tell`` the day by which the target would be told from no change
        with 80 % power, None where five more years would not do.
    caveats
        Codes of what a reader must know: ``trend`` (already on its way before; told from what the trend leads to),
        ``short_of_target`` (worked, target excluded), ``target_open`` (worked, target neither reached for certain nor
        excluded), ``few`` (fewer than 20 counts on one side), ``nothing_before``, ``nothing_after``,
        ``too_few_periods``, ``no_data``, ``not_testable`` (see `registered`), ``not_after_correction``,
        ``guard_failed``.
    windows
        ``side`` (before, after, left_out), ``since``, ``until``, ``periods``, ``count``, ``exposure``, ``rate``.
    dispersion, correlation
        Variance over what chance gives; correlation of neighbouring periods.
    """

    verdict: Name
    effect: float = np.nan
    low: float = np.nan
    high: float = np.nan
    p: float = np.nan
    at_best: float = np.nan
    until: dt.date | None = None
    method: str = ""
    scale: Scale = "ratio"
    target: float | None = None
    caveats: tuple[str, ...] = ()
    dispersion: float = np.nan
    correlation: float = np.nan
    windows: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)


def decide(
    low: float,
    high: float,
    at_best: float,
    *,
    scale: Scale,
    target: float | None,
    better: Literal["lower", "higher"],
) -> tuple[Name, tuple[str, ...]]:
    """Return the verdict that an interval gives, and caveats about the target.

    Each claim is one-sided. That the action worked, or made things worse, is told at 2.5 % (the 95 % interval); that
    it missed its target at 5 %, as equivalence is tested (Schuirmann 1987): by `at_best`, the most that a one-sided
    5 % test does not exclude.

    Raises
    ------
    InputError
        For a target that is no improvement, or a fall by more than all of it.
    """
    sign = -1.0 if better == "lower" else 1.0
    ends = sorted(sign * (end - NO_CHANGE[scale]) for end in (low, high))
    most = sign * (at_best - NO_CHANGE[scale])
    goal = None if target is None else sign * target
    if goal is not None and goal <= 0:
        raise InputError(
            f"The target {target:g} is no improvement, since {better} is better; write a fall as a negative number."
        )
    if target is not None and scale == "ratio" and target < -1:
        raise InputError(f"The target {target:g} is more than all of it; write a quarter less as -0.25.")
    if np.isnan(ends).any():
        return "cannot_tell", ()
    if ends[0] > 0:
        if goal is None or ends[0] >= goal:
            return "worked", ()
        return "worked", ("short_of_target",) if most < goal else ("target_open",)
    if ends[1] < 0:
        return "worse", ()
    return ("not_improved" if goal is not None and most < goal else "cannot_tell"), ()


def with_guards(verdict: Verdict, guards: pd.DataFrame) -> Verdict:
    """Return the verdict with the guards heeded: an improvement while one fails may be displaced or silenced.

    Parameters
    ----------
    guards
        From `guards.check`; ``failed`` is True, False or missing (no data).
    """
    if not len(guards) or not guards["failed"].eq(True).any() or verdict.verdict == "observing":
        return verdict
    name: Name = "displaced_or_silenced" if verdict.verdict == "worked" else verdict.verdict
    return replace(verdict, verdict=name, caveats=(*verdict.caveats, "guard_failed"))


def corrected(verdicts: Sequence[Verdict], *, level: float = LEVEL) -> list[Verdict]:
    """Return the verdicts after Holm's correction over those that were tested.

    Holm (1979), not Benjamini-Hochberg: actions are few, each "worked" closes an issue, and one false one among
    them is one too many; a false discovery rate would allow it. What no longer holds becomes ``cannot_tell``.
    """
    tested = [i for i, v in enumerate(verdicts) if v.verdict != "observing" and np.isfinite(v.p)]
    adjusted = dict(zip(tested, holm([verdicts[i].p for i in tested]), strict=True))
    return [
        replace(v, verdict="cannot_tell", caveats=(*v.caveats, "not_after_correction"))
        if v.verdict in ("worked", "worse") and adjusted[i] > 1 - level
        else v
        for i, v in enumerate(verdicts)
    ]


def holm(p: Sequence[float]) -> list[float]:
    """Return p values adjusted after Holm (1979), in the order given."""
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate((len(values) - np.arange(len(values))) * values[order])
    found = np.empty(len(values))
    found[order] = np.minimum(stepped, 1.0)
    return [float(value) for value in found]
