"""Whether the codebook still fits: texts that fit no entry, and how near the others lie, period by period."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from cxlab.codebook.book import Reference
from cxlab.codebook.corpus import PERIOD_DAYS, Corpus, fitted_space
from cxlab.text.cluster import Labels, centroids, nearest_centroid
from cxlab.text.space import Array

MOST_UNPLACED = 1.25
"""A period has drifted when its share of texts in no entry is above this many times the fit's, at the low 95 % end …"""
LEAST_STRENGTH = 0.9
"""… or when the mean strength is below this part of the fit's, at the high 95 % end."""
_FOLDS = 4
_MOST = 20_000


def drift(corpus: Corpus, unplaced: NDArray[np.bool_], strength: Array, reference: Reference) -> pd.DataFrame:
    """Compare each period of 30 days with how the codebook fitted the texts it was made from.

    Texts without a telling word are left out; texts without a date count where no text has one (a single period).

    Returns
    -------
    DataFrame
        start, end (ISO days, both included; empty without dates), n, unplaced (share 0-1) with Wilson's low and high,
        strength (mean cosine to the nearest entry) with its t ends strength_low and strength_high, unplaced_at_fit,
        strength_at_fit, drifted. Oldest first.
    """
    period = corpus.periods if corpus.dated else np.zeros(len(corpus.ids), dtype=np.int64)
    rows = []
    for number in np.unique(period[corpus.worded & (period >= 0)])[::-1].tolist():
        here = (period == number) & corpus.worded
        rows.append({**_days(corpus.until, number), **_fit(unplaced[here], strength[here])})
    table = pd.DataFrame(rows).assign(unplaced_at_fit=reference.unplaced, strength_at_fit=reference.strength)
    table["drifted"] = (table["low"] > MOST_UNPLACED * reference.unplaced) | (
        table["strength_high"] < LEAST_STRENGTH * reference.strength
    )
    return table


def fitted(corpus: Corpus, group: Labels, floor: float) -> Reference:
    """Return how well texts fit that were *not* in the fit: a fit flatters its own texts, the more the fewer they are.

    Four times the space and the centres are made anew from three quarters of the distinct texts (a sample of 20,000
    where there are more), grouped as the fit did (-1 = none), and the last quarter is placed among them.
    """
    first, _ = corpus.distinct(np.flatnonzero(corpus.worded))
    rows = np.flatnonzero(corpus.worded)[first][:_MOST]
    fold = np.arange(len(rows)) % _FOLDS
    strength = np.empty(len(rows))
    for part in range(_FOLDS):
        kept, held = rows[fold != part], rows[fold == part]
        words = [[corpus.tokens[row] for row in some.tolist()] for some in (kept, held)]
        space = fitted_space(corpus.vectors[kept], words[0], group[kept])
        centres = centroids(space.transform(corpus.vectors[kept], words[0]), group[kept])
        strength[fold == part] = nearest_centroid(space.transform(corpus.vectors[held], words[1]), centres)[1]
    return Reference(float((strength < floor).mean()), float(strength.mean().round(9)))


def _days(until: str, number: int) -> dict[str, str]:
    if not until:
        return {"start": "", "end": ""}
    end = dt.date.fromisoformat(until) - dt.timedelta(days=number * PERIOD_DAYS)
    return {"start": str(end - dt.timedelta(days=PERIOD_DAYS - 1)), "end": str(end)}


def _fit(unplaced: NDArray[np.bool_], strength: Array) -> dict[str, float]:
    n = len(unplaced)
    ends = stats.binomtest(int(unplaced.sum()), n).proportion_ci(method="wilson")
    mean = float(np.sort(strength).mean())
    reach = float(stats.t.ppf(0.975, n - 1) * strength.std(ddof=1) / np.sqrt(n)) if n > 1 else float("inf")
    return {
        "n": n,
        "unplaced": float(unplaced.mean()),
        "low": float(ends.low),
        "high": float(ends.high),
        "strength": mean,
        "strength_low": mean - reach,
        "strength_high": mean + reach,
    }
