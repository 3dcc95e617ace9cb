"""How far the original problems are solved, whether customers speak of the improvement, and what is new since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.intervals import wilson
from cxlab.insight.periods import Every, labels
from cxlab.insight.verification.before_after import before_after
from cxlab.insight.verification.plan import Plan

NEW = 0.1


def solved_degree(
    counts: pd.DataFrame, at: dt.date | str, *, exposure: pd.Series | None = None, plan: Plan | None = None
) -> pd.DataFrame:
    """Return how much of each original problem is left: its rate after over its rate in the baseline.

    Parameters
    ----------
    counts
        One problem a row, periods in columns.

    Returns
    -------
    DataFrame
        ``matter``, ``count_before``, ``count_after``, ``rate_before``, ``rate_after``, ``left`` (ratio, 1 = as before,
        0 = gone) with its 95 % ``low`` and ``high``, ``solved`` (1 - left, never below 0), ``caveats`` (codes of
        `verdict`, separated by spaces). In the order of the rows.
    """
    plan, rows = plan or Plan(), []
    free = Plan(
        baseline=plan.baseline, leave_out=plan.leave_out, ramp_days=plan.ramp_days, evaluate_at=plan.evaluate_at
    )
    for matter in counts.index:
        found = before_after(counts.loc[matter], at, exposure=exposure, plan=free, as_of=free.evaluate_at)
        sides = found.windows.set_index("side").reindex(["before", "after"])
        rows.append({
            "matter": matter,
            "count_before": int(sides["count"].fillna(0).iloc[0]), "count_after": int(sides["count"].fillna(0).iloc[1]),
            "rate_before": sides["rate"].iloc[0], "rate_after": sides["rate"].iloc[1],
            "left": found.effect, "low": found.low, "high": found.high,
            "solved": np.nan if np.isnan(found.effect) else max(0.0, 1 - found.effect),
            "caveats": " ".join(found.caveats),
        })  # fmt: skip
    return pd.DataFrame(rows)


def mentions(complaints: pd.DataFrame, words: Sequence[str], *, every: Every = "month") -> pd.DataFrame:
    """Count the texts that speak of the improvement itself, by period, whatever they say of it.

    Parameters
    ----------
    complaints
        ``text``, ``received_at``; all kinds of text, praise too.
    words
        As customers would write them; a text counts once.

    Returns
    -------
    DataFrame
        ``period``, ``mentions``, ``n`` (texts), ``share`` with Wilson's 95 % ``low`` and ``high``, in order of time.

    Raises
    ------
    InputError
        Without words.
    """
    wanted = [word.strip().lower() for word in words if word.strip()]
    if not wanted:
        raise InputError("No word of the improvement is given, so its mentions cannot be counted; give one or more.")
    dated = complaints[complaints["received_at"].notna()]
    text = dated["text"].fillna("").str.lower()
    said = np.logical_or.reduce([text.str.contains(word, regex=False).to_numpy(dtype=bool) for word in wanted])
    dates = (
        dated["received_at"].dt.tz_localize(None) if dated["received_at"].dt.tz is not None else dated["received_at"]
    )
    table = pd.DataFrame({"period": labels(dates, every), "said": said}).groupby("period")["said"].agg(["sum", "size"])
    table = table.rename(columns={"sum": "mentions", "size": "n"}).astype("int64").reset_index()
    ends = [wilson(k, n) for k, n in zip(table["mentions"], table["n"], strict=True)]
    return table.assign(share=table["mentions"] / table["n"], low=[e[0] for e in ends], high=[e[1] for e in ends])


def new_since(degree: pd.DataFrame, *, fewest: int = 20) -> list[str]:
    """Return the problems that hardly existed in the baseline: at most a tenth of the rate after, and `fewest` after.

    Parameters
    ----------
    degree
        From `solved_degree`, over all problems that are known now.
    """
    hardly = degree["rate_before"].fillna(0) <= NEW * degree["rate_after"]
    return list(degree.loc[hardly & (degree["count_after"] >= fewest), "matter"].astype("str"))
