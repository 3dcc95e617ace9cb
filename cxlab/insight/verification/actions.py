"""One registered action, or all of them, taken to verdicts with guards, placebos and what a chart shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from cxlab.insight.verification.before_after import before_after, before_after_means
from cxlab.insight.verification.counterfactual import counterfactual
from cxlab.insight.verification.figures import Figure
from cxlab.insight.verification.guards import Watch, check
from cxlab.insight.verification.placebo import placebo_in_time, share_as_good
from cxlab.insight.verification.registered import Registered
from cxlab.insight.verification.verdict import Verdict, corrected, with_guards

UNTOLD = (("not_testable",), ("no_data",))


@dataclass(frozen=True)
class Verified:
    """An action with its verdict; `line` is `counterfactual`, `placebos` are those in time, `as_good` their share."""

    action: Registered
    verdict: Verdict
    line: pd.DataFrame = field(default_factory=pd.DataFrame)
    guards: pd.DataFrame = field(default_factory=pd.DataFrame)
    placebos: pd.DataFrame = field(default_factory=pd.DataFrame)
    as_good: float = float("nan")


def verify(
    action: Registered, figure: Figure, *, as_of: dt.date, watches: Sequence[Watch] = (), seed: int = 0
) -> Verified:
    """Give one action its verdict.

    Before its evaluation date nothing is tested or expected: the verdict is ``observing``, with counts. With control
    units the treated units are compared with these (difference in differences), else before with after.
    """
    verdict = _verdict(action, figure, as_of, seed)
    shown = figure.answers if figure.answers is not None else figure.counts
    if shown is None or verdict.caveats in UNTOLD:
        return Verified(action, verdict)
    line = counterfactual(shown, action.start, exposure=figure.exposure, plan=action.plan)
    if verdict.verdict == "observing":
        return Verified(action, verdict, line.assign(expected=float("nan"), low=float("nan"), high=float("nan")))
    guards = check(watches, action.start, action.plan)
    placebos = pd.DataFrame()
    if figure.counts is not None:
        placebos = placebo_in_time(figure.counts, action.start, exposure=figure.exposure, plan=action.plan)
    as_good = share_as_good(placebos, verdict.effect, better=action.plan.better)
    return Verified(action, with_guards(verdict, guards), line, guards, placebos, as_good)


def verify_all(
    actions: Sequence[Registered],
    figures: Mapping[str, Figure],
    *,
    as_of: dt.date,
    watches: Mapping[str, Sequence[Watch]] | None = None,
    seed: int = 0,
) -> tuple[Verified, ...]:
    """Give every action its verdict, corrected for there being several (Holm, `verdict.corrected`).

    Parameters
    ----------
    figures, watches
        By ``action_id``; an action without a figure cannot be told (caveat ``no_data``).
    """
    given = watches or {}
    found = [
        verify(a, figures.get(a.action_id, Figure()), as_of=as_of, watches=given.get(a.action_id, ()), seed=seed)
        for a in actions
    ]
    plain = corrected([one.verdict for one in found])
    return tuple(replace(one, verdict=verdict) for one, verdict in zip(found, plain, strict=True))


def table(verified: Sequence[Verified]) -> pd.DataFrame:
    """Return one row an action for the report.

    Returns
    -------
    DataFrame
        ``action_id``, ``title``, ``department``, ``kpi``, ``start``, ``evaluate_at``, ``verdict``, ``scale``,
        ``effect``, ``low``, ``high``, ``p``, ``target`` (on the scale of the effect), ``at_best``, ``until``,
        ``count_before``, ``count_after``, ``rate_before``, ``rate_after``, ``placebos_as_good``, ``guards_failed``,
        ``caveats`` and ``problems`` (codes, separated by spaces).
    """
    return pd.DataFrame([_row(one) for one in verified])


def _verdict(action: Registered, figure: Figure, as_of: dt.date, seed: int) -> Verdict:
    plan = action.plan
    if not action.testable:
        return Verdict("cannot_tell", target=plan.target, caveats=("not_testable",))
    if figure.answers is not None and len(figure.answers):
        return before_after_means(figure.answers, action.start, plan=plan, as_of=as_of)
    if figure.counts is None or figure.counts.size == 0:
        return Verdict("cannot_tell", target=plan.target, caveats=("no_data",))
    if action.control and isinstance(figure.counts, pd.DataFrame):
        treated = tuple(str(unit) for unit in figure.counts.index if unit not in action.control)
        against = replace(plan, treated=treated)
        return before_after(figure.counts, action.start, exposure=figure.exposure, method="did", plan=against,
                            as_of=as_of, seed=seed)  # fmt: skip
    return before_after(figure.counts, action.start, exposure=figure.exposure, plan=plan, as_of=as_of)


def _row(one: Verified) -> dict[str, object]:
    action, verdict = one.action, one.verdict
    sides = verdict.windows.set_index("side") if len(verdict.windows) else pd.DataFrame(columns=["count", "rate"])
    sides = sides.reindex(["before", "after"])
    target = verdict.target if verdict.target is None or verdict.scale == "difference" else 1 + verdict.target
    failed = list(one.guards.loc[one.guards["state"] == "failed", "guard"].unique()) if len(one.guards) else []
    return {
        "action_id": action.action_id, "title": action.title, "department": action.department,
        "kpi": "" if action.kpi is None else f"{action.kpi.form}:{action.kpi.name}", "start": action.start,
        "evaluate_at": action.plan.evaluate_at, "verdict": verdict.verdict, "scale": verdict.scale,
        "effect": verdict.effect, "low": verdict.low, "high": verdict.high, "p": verdict.p, "target": target,
        "at_best": verdict.at_best, "until": verdict.until,
        "count_before": sides["count"].iloc[0], "count_after": sides["count"].iloc[1],
        "rate_before": sides["rate"].iloc[0], "rate_after": sides["rate"].iloc[1],
        "placebos_as_good": one.as_good, "guards_failed": " ".join(failed), "caveats": " ".join(verdict.caveats),
        "problems": " ".join(problem.code for problem in action.problems),
    }  # fmt: skip
