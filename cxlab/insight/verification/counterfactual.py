"""What would have been expected without the action, with its band, for a chart."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.verification.design import EFFECT, columns, trend
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.rate_ratio import estimate_level
from cxlab.insight.verification.series import Counts, Series, of_counts, of_means
from cxlab.insight.verification.verdict import LEVEL


def counterfactual(
    figure: Counts, at: dt.date | str, *, exposure: Counts | None = None, plan: Plan | None = None
) -> pd.DataFrame:
    """Return the figure period by period beside what the baseline, season and trend lead to without the action.

    The band holds 95 % of single periods: uncertainty of the fit, noise beyond chance and chance itself. It describes
    periods; the verdict stands on all of them together (`before_after`).

    Parameters
    ----------
    figure, exposure, plan
        As in `before_after`; a frame with ``mean`` is one of answers (`series.means_by_period`).

    Returns
    -------
    DataFrame
        ``period``, ``side`` (before, left_out, after, later), ``count`` (or n), ``exposure``, ``rate`` (per 1,000, per
        average month, or the mean), ``expected``, ``low``, ``high`` on the scale of ``rate``; the last three are
        missing where there are too few periods. Before the evaluation date nothing is expected: see `judge`.
    """
    day, plan = pd.Timestamp(at).date(), plan or Plan()
    answers = isinstance(figure, pd.DataFrame) and "mean" in figure
    series = of_means(figure, day, plan) if answers else of_counts(figure, day, plan, exposure)  # type: ignore[arg-type]
    rate = series.values if series.means else series.values / series.base * series.per
    table = pd.DataFrame({
        "period": list(series.labels), "side": series.side.to_numpy(), "count": series.n,
        "exposure": np.nan if series.means else series.base, "rate": rate,
    })  # fmt: skip
    return table.join(_expected(series, plan))


def _expected(series: Series, plan: Plan) -> pd.DataFrame:
    used = series.only(series.side.isin(["before", "after"]))
    design = columns(used.labels, used.side, plan)
    if len(design) <= design.shape[1] or used.side.nunique() < 2 or used.n.sum() == 0:
        return pd.DataFrame(np.nan, index=range(len(series.labels)), columns=["expected", "low", "high"])
    tested = estimate_level(used, plan)
    everywhere = columns(series.labels, _as_fitted(series), plan)
    if tested.trend:
        offset = trend(series.labels)
        everywhere = np.column_stack([everywhere, offset - offset[list(series.labels).index(used.labels[0])]])
    everywhere[:, EFFECT] = 0.0
    fit = tested.fit
    line = everywhere @ fit.beta
    of_fit = np.einsum("ij,jk,ik->i", everywhere, fit.covariance, everywhere)
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, fit.freedom))
    if series.means:
        half = reach * np.sqrt(of_fit + fit.memory.dispersion / series.base)
        return pd.DataFrame({"expected": line, "low": line - half, "high": line + half})
    level = np.exp(line) * series.per
    half = reach * np.sqrt(of_fit + fit.memory.dispersion / (np.exp(line) * series.base))
    return pd.DataFrame({"expected": level, "low": level * np.exp(-half), "high": level * np.exp(half)})


def _as_fitted(series: Series) -> pd.Series:
    """Mark every period as before or after, so that the columns are those of the fit."""
    return series.side.where(series.side.isin(["before", "after"]), "left_out")
