"""What a unit's rate would be had chance less say: shrunken towards its peers, beside the limits of a funnel.

Never a ranking: units differ in size, and the extremes of a ranking are the smallest.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.counts import count
from cxlab.insight.noise import Floats
from cxlab.spread import mean_square

PER = 1000


def shrunken(
    complaints: pd.DataFrame, matter: str, *, exposure: pd.Series | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Estimate the rate of each matter at each unit, drawn towards the matter's mean as far as chance explains it.

    People at a unit are taken as Poisson around a unit's own rate, the units' rates as gamma around the matter's
    mean, its variance by moments (empirical Bayes) with the extremes pulled in (`cxlab.spread.mean_square`).

    Parameters
    ----------
    complaints
        One row a complaint with ``unit``; rows without unit or matter are left out of the count.
    exposure
        Orders or contacts by unit; None takes all people of the unit, so that the rate is a share of complainants
        times 1,000.

    Returns
    -------
    DataFrame
        `matter`, ``unit``, ``people``, ``exposure``, ``rate`` (per 1,000), ``shrunken`` with ``low`` and ``high``
        (posterior), ``limit_low`` and ``limit_high`` (where a unit of its size stays by chance and the usual spread of
        units), ``p`` (two-sided, against the usual spread: a negative binomial), ``p_bh`` over all cells, ``unusual``.
        Sorted by matter and unit.
    """
    sizes = count(complaints, ["unit"]).set_index("unit")["people"] if exposure is None else exposure
    sizes = sizes[sizes > 0].sort_index().astype("float64")
    told = count(complaints, [matter, "unit"]).pivot_table(index=matter, columns="unit", values="people", fill_value=0)
    told = told.reindex(columns=sizes.index, fill_value=0)
    base = np.asarray(sizes, dtype=float)
    pieces = [
        pd.DataFrame({matter: name, "unit": sizes.index, **_one(seen.to_numpy(dtype=float), base, level)})
        for name, seen in told.iterrows()
    ]
    columns = [matter, "unit", "people", "exposure", "rate", "shrunken", "low", "high", "limit_low", "limit_high", "p"]
    table = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)
    table["p_bh"] = stats.false_discovery_control(table["p"]) if len(table) else []
    table["unusual"] = table["p_bh"] < 1 - level
    return table[[*columns, "p_bh", "unusual"]]


def _one(seen: Floats, base: Floats, level: float) -> dict[str, Floats]:
    """Return the columns of one matter over the units."""
    mean = seen.sum() / base.sum()
    expected = mean * base
    shape = _shape(seen, expected)
    rate = shape / mean
    tail = (1 - level) / 2
    chance = rate / (rate + base)
    p = 2 * np.minimum(stats.nbinom.cdf(seen, shape, chance), stats.nbinom.sf(seen - 1, shape, chance))
    limits = [stats.nbinom.ppf(q, shape, chance) / base * PER for q in (tail, 1 - tail)]
    posterior = [stats.gamma.ppf(q, shape + seen) / (rate + base) * PER for q in (tail, 1 - tail)]
    return {
        "people": seen.astype("int64"),
        "exposure": base,
        "rate": seen / base * PER,
        "shrunken": (shape + seen) / (rate + base) * PER,
        "low": posterior[0],
        "high": posterior[1],
        "limit_low": limits[0],
        "limit_high": limits[1],
        "p": np.minimum(p, 1.0),
    }


def _shape(seen: Floats, expected: Floats) -> float:
    """Return the shape of the gamma of units' rates over their mean: one over the variance beyond chance."""
    surplus = len(seen) * mean_square((seen - expected) / np.sqrt(expected)) - (len(seen) - 1)
    between = surplus / float(expected.sum() - (expected**2).sum() / expected.sum())
    return 1 / max(between, 1e-4)
