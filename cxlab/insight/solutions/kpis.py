"""The KPIs of drafts, measured: period by period for counts, on the answers of the last year for ratings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from cxlab.insight.counts import persons
from cxlab.insight.periods import labels
from cxlab.insight.solutions.standing import COLUMNS as STANDING
from cxlab.insight.verification.registered import Kpi, read_kpi
from cxlab.insight.verification.series import complete, counts_by_period
from cxlab.survey.performance import Scales, performance
from cxlab.survey.scores import nps

YEAR = 12


def kpi_periods(
    kpis: Iterable[str],
    complaints: pd.DataFrame,
    said: Mapping[str, Collection[str]],
    covers: tuple[dt.date, dt.date] | None,
    *,
    exposure: pd.Series | None = None,
) -> pd.DataFrame:
    """Count the complaints of every KPI in the last twelve whole months.

    Parameters
    ----------
    kpis
        As drafts write them: ``rate:…``, ``count:…``, ``complaints:<channel>``; others are left out, and so are those
        that no complaint is about.
    complaints
        ``complaint_id``, ``received_at``, and ``channel``, ``customer_key``, ``unit`` where known.
    said
        Matter, as the KPI writes it → the complaints that speak of it.
    covers
        First and last day of the data; None where no complaint has a date: then nothing is counted.
    exposure
        By month; not used for ``count:``.

    Returns
    -------
    DataFrame
        ``kpi``, ``period``, ``count`` (incidents, as `verification.figures.counted` counts them), ``exposure`` (missing
        without one), ``people``, the same in every row of a KPI: distinct customers over all these months.
    """
    months = complete(covers, "month")[-YEAR:] if covers else []
    pieces = [pd.DataFrame(columns=["kpi", "period", "count", "exposure", "people"])]
    for text in dict.fromkeys(kpis):
        kpi = read_kpi(text)
        if kpi is None or kpi.form == "rating" or covers is None or not months:
            continue
        wanted = _rows(kpi, complaints, said)
        counts = pd.Series(counts_by_period(wanted, covers, outages=kpi.form != "complaints")).loc[months]
        if counts.sum() == 0:
            continue
        base = None if exposure is None or kpi.form == "count" else exposure.reindex(months)
        rows = pd.DataFrame({"kpi": text, "period": months, "count": counts.to_numpy(), "exposure": float("nan")})
        rows["exposure"] = rows["exposure"] if base is None else base.to_numpy(dtype=float)
        pieces.append(rows.assign(people=_people(wanted, months)))
    return pd.concat([piece for piece in pieces if len(piece)] or pieces, ignore_index=True)


def kpi_means(kpis: Iterable[str], ratings: pd.DataFrame, scale: Scales) -> pd.DataFrame:
    """Return where the KPIs that are ratings stand on all answers, in the columns of `standing.standing`.

    NPS in points with its adjusted Wald interval, others as means on their scale with t intervals; a KPI without an
    answer is left out.
    """
    rows = []
    for item in dict.fromkeys(kpis):
        kpi = read_kpi(item)
        if kpi is None or kpi.form != "rating" or item not in ratings or ratings[item].notna().sum() == 0:
            continue
        if item == "nps":
            found = nps(ratings[item])
            rows.append((item, found.value, found.low, found.high, found.n, "points"))
        else:
            one = performance(ratings, [item], scale).iloc[0]
            rows.append((item, one["mean"], one["mean_low"], one["mean_high"], int(one["n"]), "score"))
    return pd.DataFrame(rows, columns=STANDING)


def _rows(kpi: Kpi, complaints: pd.DataFrame, said: Mapping[str, Collection[str]]) -> pd.DataFrame:
    if kpi.form == "complaints":
        return complaints.loc[complaints["channel"] == kpi.name] if "channel" in complaints else complaints.head(0)
    return complaints.loc[complaints["complaint_id"].isin(said.get(kpi.name, ()))]


def _people(rows: pd.DataFrame, months: Collection[str]) -> int:
    dated = rows[rows["received_at"].notna()]
    dates = (
        dated["received_at"].dt.tz_localize(None) if dated["received_at"].dt.tz is not None else dated["received_at"]
    )
    return int(persons(dated).loc[labels(dates, "month").isin(list(months))].nunique())
