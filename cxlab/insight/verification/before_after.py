"""Did the figure of an action change, and what does that say about the action: one verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.insight.verification.did import compare_units
from cxlab.insight.verification.judge import Interval, Way, judge
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.rate_ratio import estimate_level
from cxlab.insight.verification.segmented import segmented
from cxlab.insight.verification.series import Counts, Series, of_counts, of_means
from cxlab.insight.verification.verdict import INNER, LEVEL, Verdict
from cxlab.insight.verification.waiting import until, until_units

Method = Literal["rate-ratio", "negative-binomial", "its", "did"]
METHODS = ("rate-ratio", "negative-binomial", "its", "did")


def before_after(
    counts: Counts,
    at: dt.date | str,
    *,
    exposure: Counts | None = None,
    method: Method = "rate-ratio",
    plan: Plan | None = None,
    as_of: dt.date | None = None,
    seed: int = 0,
) -> Verdict:
    """Compare a rate before and after an action and return the verdict that its plan allows.

    Parameters
    ----------
    counts
        Complete calendar periods (weeks or months by label, `insight.periods`) with the count of each; a frame has
        units in rows and periods in columns (needed for ``did``, added up otherwise).
    at
        First day of the action.
    exposure
        Contacts, orders … of the same shape; None takes the days of each period, so the effect is on counts.
    method
        ``rate-ratio``: quasi-Poisson with a yearly wave, autocorrelated errors and a t distribution (default).
        ``negative-binomial``: the same with variance = mean + a x mean². ``its``: segmented regression of log rates
        with Newey-West errors, for parity with other programs; periods left out are closed up. ``did``: treated units
        against the others, by permutation; it needs `plan.treated`.
    plan
        What was fixed beforehand; the default has no target and takes all periods before `at` as the baseline.
    as_of
        Today. Before the evaluation date the verdict is ``observing`` and nothing is tested; after it, data count up
        to that date only, so that looking again gives the same answer. None takes the end of the data.
    seed
        Of the placings drawn for ``did`` where there are too many to try all.

    Raises
    ------
    InputError
        An unknown method, exposure that does not cover the periods, a target that is no improvement, ``did`` without
        units.

    Examples
    --------
    >>> months = [f"2025-{m:02d}" for m in range(1, 13)]
    >>> counts = pd.Series([40, 44, 39, 41, 43, 40, 20, 22, 19, 23, 21, 20], index=months)
    >>> found = before_after(counts, "2025-07-01", plan=Plan(target=-0.25))
    >>> found.verdict, round(found.effect, 2)
    ('worked', 0.5)
    """
    if method not in METHODS:
        raise InputError(f"Unknown method '{method}'.{nearest(method, METHODS)} Allowed: {', '.join(METHODS)}.")
    plan, day = plan or Plan(), pd.Timestamp(at).date()
    acted, under = _treated(counts, exposure, plan) if method == "did" else (counts, exposure)
    series = of_counts(acted, day, plan, under)
    estimates: dict[str, Callable[[Series], Interval]] = {
        "rate-ratio": lambda used: by_level(used, plan),
        "negative-binomial": lambda used: by_level(used, plan, negative_binomial=True),
        "its": lambda used: _by_segments(used, plan),
        "did": lambda used: _by_units(counts, exposure, used, plan, seed),
    }
    begin = day + dt.timedelta(days=plan.ramp_days)

    def wait(used: Series) -> dt.date | None:
        return until_units(pd.DataFrame(counts), used, plan, begin) if method == "did" else until(used, plan, begin)

    return judge(series, day, plan, Way(method, estimates[method], wait), as_of=as_of)


def before_after_means(
    answers: pd.DataFrame, at: dt.date | str, *, plan: Plan | None = None, as_of: dt.date | None = None
) -> Verdict:
    """Compare the mean of a rating before and after an action; the effect is a difference on its scale.

    Weighted least squares of the periods' means, with the same season, dispersion (between periods, over what the
    spread of answers gives), autocorrelation and t distribution as for rates.

    Parameters
    ----------
    answers
        From `series.means_by_period`.
    """
    plan, day = plan or Plan(better="higher"), pd.Timestamp(at).date()
    begin = day + dt.timedelta(days=plan.ramp_days)
    way = Way("means", lambda used: by_level(used, plan), lambda used: until(used, plan, begin))
    return judge(of_means(answers, day, plan), day, plan, way, as_of=as_of)


def by_level(used: Series, plan: Plan, *, negative_binomial: bool = False) -> Interval:
    """Return the effect on the level, as a ratio for counts and a difference for means."""
    found = estimate_level(used, plan, variance="negative-binomial" if negative_binomial else "quasi-poisson")
    told = np.array([found.value, *found.ends(LEVEL), *found.ends(INNER)])
    effect, low, high, least, most = (float(x) for x in (told if used.means else np.exp(told)))
    noise = found.fit.memory
    return Interval(
        effect,
        low,
        high,
        found.p,
        (least, most),
        ("trend",) if found.trend else (),
        noise.dispersion,
        noise.correlation,
    )


def _by_segments(used: Series, plan: Plan) -> Interval:
    after = (used.side == "after").to_numpy()
    rates = np.log((used.values + 0.5) / used.base)
    term, reach = ("level", 1) if plan.effect == "level" else ("trend_after", max(int(after.sum()) - 1, 1))
    outer, inner = (segmented(rates, int(np.argmax(after)) + 1, level=x).set_index("term") for x in (LEVEL, INNER))
    effect, low, high = (float(np.exp(outer[name][term] * reach)) for name in ("coefficient", "low", "high"))
    least, most = (float(np.exp(inner[name][term] * reach)) for name in ("low", "high"))
    return Interval(effect, low, high, float(outer["p"][term]), (least, most))


def _treated(counts: Counts, exposure: Counts | None, plan: Plan) -> tuple[Counts, Counts | None]:
    """Return counts and exposure of the treated units."""
    if not isinstance(counts, pd.DataFrame) or not plan.treated:
        raise InputError(
            "Difference in differences compares units: give counts with units in rows and periods in columns, "
            "and name the treated ones in the plan."
        )
    inside = counts.index.isin(list(plan.treated))
    return counts[inside], exposure.loc[counts.index[inside]] if isinstance(exposure, pd.DataFrame) else None


def _by_units(counts: Counts, exposure: Counts | None, used: Series, plan: Plan, seed: int) -> Interval:
    wide = pd.DataFrame(counts)
    base = exposure if isinstance(exposure, pd.DataFrame) else pd.DataFrame(1.0, wide.index, list(used.labels))

    def window(side: str) -> pd.DataFrame:
        labels = list(used.only(used.side == side).labels)
        return pd.DataFrame({"count": wide[labels].sum(axis=1), "exposure": base[labels].sum(axis=1)})

    found = compare_units(window("before"), window("after"), plan.treated, seed=seed)
    return Interval(found.ratio, *found.ends(LEVEL), found.p, found.ends(INNER))
