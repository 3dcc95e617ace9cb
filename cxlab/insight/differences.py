"""Which matters are raised more in one group of customers than in the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.insight.counts import persons
from cxlab.insight.intervals import wilson

FEWEST_CLUSTERS = 8


def differences(
    complaints: pd.DataFrame, matter: str, by: str, *, within: str = "unit", level: float = 0.95
) -> pd.DataFrame:
    """Compare each group's share of people with a matter against the rest.

    People of one unit share its troubles, and a person may stand in several groups (channels). So p is the larger
    of two: Fisher's exact test, which takes people as independent, and a t test whose variance comes from clusters
    (linearised, clusters less one degrees of freedom). Clusters are units where there are at least eight (a person
    belongs to the one where most of their rows are), else people. Intervals are Wilson's at the effective number of
    people: n over the design effect, at least 1 (Rao and Scott 1981, Korn and Graubard 1998).

    Parameters
    ----------
    complaints
        One row a complaint, ``customer_key`` where known; rows without a group are left out, rows without a matter
        count in the denominator.
    within
        Column of the clusters; not used where it is absent or is `by`.

    Returns
    -------
    DataFrame
        `matter`, ``group``, ``people`` (with the matter), ``n`` (people of the group), ``share`` with ``low`` and
        ``high``, ``p``, ``p_bh`` over all cells, ``differs`` (p_bh < 1 - level). Groups in which nobody raised a
        matter are left out. Sorted by matter and group.
    """
    grouped = complaints[complaints[by].notna()]
    person = persons(grouped)
    seats = pd.MultiIndex.from_arrays([person, grouped[by]])
    every = _Everybody.of(seats.unique(), _clusters(grouped, person, within if within != by else ""))
    rows = []
    for name, places in grouped.groupby(matter, observed=True, sort=True).indices.items():
        raised = every.seats.isin(seats[places])
        rows += [{matter: name, **cell} for cell in _cells(every, raised, level)]
    table = pd.DataFrame(rows, columns=[matter, "group", "people", "n", "share", "low", "high", "p"])
    table["p_bh"] = stats.false_discovery_control(table["p"]) if len(table) else []
    table["differs"] = table["p_bh"] < 1 - level
    return table.sort_values([matter, "group"], ignore_index=True)


@dataclass(frozen=True)
class _Everybody:
    """Each person once in each group they stand in, and the number of the cluster that the person belongs to."""

    seats: pd.MultiIndex
    cluster: npt.NDArray[np.intp]

    @classmethod
    def of(cls, seats: pd.MultiIndex, clusters: pd.Series) -> _Everybody:
        return cls(seats, pd.factorize(clusters.loc[seats.get_level_values(0)])[0])


def _clusters(frame: pd.DataFrame, person: pd.Series, within: str) -> pd.Series:
    """Return the cluster of each person, by the person's number."""
    alone = pd.Series(person.unique(), index=person.unique())
    if within not in frame or frame[within].nunique() < FEWEST_CLUSTERS:
        return alone
    rows = pd.DataFrame({"person": person, "cluster": frame[within]}).dropna()
    counted = rows.value_counts().reset_index().sort_values(["count", "cluster"], ascending=[False, True])
    own = counted.drop_duplicates("person").set_index("person")["cluster"]
    return own.reindex(alone.index).astype(object).where(lambda c: c.notna(), alone)


def _cells(every: _Everybody, raised: npt.NDArray[np.bool_], level: float) -> list[dict[str, object]]:
    """Return one row for every group in which somebody raised the matter."""
    groups = every.seats.get_level_values(1)
    found: list[dict[str, object]] = []
    for group in sorted(groups[raised].unique()):
        inside = np.asarray(groups == group)
        a, n, total, size = (int(x.sum()) for x in (raised & inside, inside, raised, np.ones_like(raised)))
        effect = _design_effect(raised[inside], every.cluster[inside])
        low, high = wilson(a / effect, n / effect, level)
        exact = float(stats.fisher_exact([[a, n - a], [total - a, size - n - total + a]]).pvalue)
        p = max(exact, _clustered_p(raised, inside, every.cluster))
        found.append({"group": group, "people": a, "n": n, "share": a / n, "low": low, "high": high, "p": p})
    return found


def _design_effect(raised: npt.NDArray[np.bool_], cluster: npt.NDArray[np.intp]) -> float:
    """Variance of a share with people clustered, over that of independent people; at least 1."""
    share = raised.mean()
    clusters = len(np.unique(cluster))
    if share in (0, 1) or clusters < 2:
        return 1.0
    totals = np.bincount(cluster, weights=raised - share)
    return max(1.0, float((totals**2).sum() * clusters / (clusters - 1) / (len(raised) * share * (1 - share))))


def _clustered_p(raised: npt.NDArray[np.bool_], inside: npt.NDArray[np.bool_], cluster: npt.NDArray[np.intp]) -> float:
    """Two-sided p of equal shares inside and outside, the variance of their difference from clusters."""
    clusters = len(np.unique(cluster))
    if inside.all() or clusters < 2:
        return 1.0
    parts = [(side, raised[side].mean(), side.sum()) for side in (inside, ~inside)]
    pulls = [np.bincount(cluster, weights=side * (raised - share) / n) for side, share, n in parts]
    error = np.sqrt(((pulls[0] - pulls[1]) ** 2).sum() * clusters / (clusters - 1))
    apart = abs(parts[0][1] - parts[1][1])
    return float(2 * stats.t.sf(apart / error, clusters - 1)) if error > 0 else 0.0
