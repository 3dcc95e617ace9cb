"""How often a test of change cries wolf, and how soon it sees a new matter: measured on invented months.

``docs/emerging.md`` holds the measured tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import signal, stats

from cxlab.insight.changes import changes
from cxlab.insight.noise import Floats

Test = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Stable:
    """Matters whose rate changes with the season only.

    Parameters
    ----------
    topics, months
        How many; the first month is a November.
    people
        Expected people over all topics in the first month; shares fall from 13 % by a constant factor to 1 %.
    growth
        Of exposure, a month.
    dispersion
        Variance / mean of a topic's count around its season (negative binomial).
    correlation
        Of the latent level in neighbouring months (first-order autoregressive).
    season
        Largest amplitude of a topic's yearly wave, relative to its mean; topics draw theirs between 0 and this.
    """

    topics: int = 20
    months: int = 24
    people: float = 250.0
    growth: float = 0.02
    dispersion: float = 2.5
    correlation: float = 0.4
    season: float = 0.4

    def draw(self, seed: int, *, factor: Floats | None = None) -> pd.DataFrame:
        """Return ``topic``, ``period``, ``people``, ``exposure`` and ``complete``, as `changes` takes them.

        Parameters
        ----------
        factor
            By what the expected count of the last topic is multiplied, month by month (a planted change).
        """
        rng = np.random.default_rng(seed)
        share = np.geomspace(0.13, 0.01, self.topics)
        exposure = 1000 * (1 + self.growth) ** np.arange(self.months)
        wave = rng.uniform(0, self.season, (self.topics, 1)) * np.cos(
            2 * np.pi * (np.arange(self.months) - rng.uniform(0, 12, (self.topics, 1))) / 12
        )
        mean = self.people * (share / share.sum())[:, None] * (exposure / exposure[0]) * (1 + wave)
        if factor is not None:
            mean[-1] *= factor
        counts = rng.poisson(mean * self._level(rng, mean))
        periods = pd.period_range("2024-11", periods=self.months, freq="M").astype("str")
        return pd.DataFrame(
            {
                "topic": np.repeat([f"t{i:02d}" for i in range(self.topics)], self.months),
                "period": np.tile(periods, self.topics),
                "people": counts.ravel(),
                "exposure": np.tile(exposure, self.topics),
                "complete": True,
            }
        )

    def _level(self, rng: np.random.Generator, mean: Floats) -> Floats:
        """Return gamma levels of mean 1, correlated in time, that make Poisson counts negative binomial."""
        if self.dispersion <= 1:
            return np.ones_like(mean)
        shocks = rng.standard_normal(mean.shape)
        shocks[:, 1:] *= np.sqrt(1 - self.correlation**2)
        normal = signal.lfilter([1.0], [1.0, -self.correlation], shocks, axis=1)
        shape = np.maximum(mean, 1e-9) / (self.dispersion - 1)
        return np.asarray(stats.gamma.ppf(stats.norm.cdf(normal), shape) / shape)


def called(table: pd.DataFrame) -> pd.Series:
    """Return, by topic, whether `changes` calls it new or rising."""
    found = changes(table, "topic").set_index("topic")
    return found["state"].isin(["new", "rising"])


def called_by_poisson(table: pd.DataFrame, *, last: int = 2, before: int = 12, level: float = 0.95) -> pd.Series:
    """Return what an exact Poisson comparison of the same months calls rising, Benjamini-Hochberg over topics.

    For comparison only: it takes counts for independent.
    """
    periods = sorted(table["period"].unique())
    sides = []
    for places in (periods[-last:], periods[:-last][-before:]):
        side = table[table["period"].isin(places)].groupby("topic")[["people", "exposure"]].sum()
        sides.append(side)
    now, past = sides
    share = now["exposure"] / (now["exposure"] + past["exposure"])
    upper = stats.binom.sf(now["people"] - 1, now["people"] + past["people"], share)
    return pd.Series(stats.false_discovery_control(np.minimum(1, 2 * upper)) < 1 - level, index=now.index)


def monitor(table: pd.DataFrame, test: Test, *, first: int) -> pd.DataFrame:
    """Look at the data at the end of every month from the `first` on (counted from 1), as a scheduled run does.

    Parameters
    ----------
    test
        Takes the months so far and returns, by topic, whether it is called new or rising.

    Returns
    -------
    DataFrame
        Topics in rows, months in columns, True where the alarm was given.
    """
    periods = sorted(table["period"].unique())
    return pd.DataFrame({now: test(table[table["period"] <= now]) for now in periods[first - 1 :]})


def false_alarms(stable: Stable, test: Test, *, first: int = 15, runs: int = 200, seed: int = 0) -> dict[str, float]:
    """Measure the share of months with at least one false alarm over all topics, and of topic-months with one.

    Returns
    -------
    dict
        ``monthly`` with ``low`` and ``high`` (95 %, from the spread over runs, whose months belong together),
        ``single`` (a topic, a month), ``yearly`` (expected false alarms a year).
    """
    seen = [monitor(stable.draw(seed + run), test, first=first) for run in range(runs)]
    monthly = np.array([alarms.any(axis=0).mean() for alarms in seen])
    single = float(np.mean([alarms.to_numpy().mean() for alarms in seen]))
    reach = stats.t.ppf(0.975, runs - 1) * monthly.std(ddof=1) / np.sqrt(runs)
    mean = float(monthly.mean())
    ends = {"low": max(mean - reach, 0.0), "high": mean + reach}
    return {"monthly": mean, **ends, "single": single, "yearly": 12 * single * stable.topics}


def until_found(
    stable: Stable, test: Test, *, share: float, months: int = 3, runs: int = 200, seed: int = 0
) -> list[float]:
    """Measure after how many months a matter that did not exist is found.

    Parameters
    ----------
    share
        Of all people, which the new matter has from its first month on.

    Returns
    -------
    list
        Share of runs in which it was found by the end of its first month, its second, and so on.
    """
    own = np.geomspace(0.13, 0.01, stable.topics)
    factor = np.zeros(stable.months)
    factor[-months:] = share / (1 - share) * own.sum() / own[-1]
    found = np.zeros(months)
    for run in range(runs):
        alarms = monitor(stable.draw(seed + run, factor=factor), test, first=stable.months - months + 1)
        found += np.cumsum(alarms.iloc[-1].to_numpy()) > 0
    return list(found / runs)
