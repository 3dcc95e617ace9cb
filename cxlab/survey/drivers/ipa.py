"""Importance and performance of drivers in one plane, with the uncertainty of both at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray
from cxlab.survey.drivers.bootstrap import percentile, resample
from cxlab.survey.drivers.design import Design, correlations, design, standardised
from cxlab.survey.drivers.importance import METHODS, MOST_DRIVERS, Method, Shares
from cxlab.survey.drivers.moments import moments
from cxlab.survey.drivers.r_squared import johnson
from cxlab.survey.performance import Scales, answers_of, ends_of

Marks = npt.NDArray[np.bool_]
LEVEL = 0.95
SAID = 0.8
"""Probability from which a quadrant is stated."""
QUADRANTS = ("first", "keep", "watch", "enough")
"""Upper left, upper right, lower left, lower right, with performance to the right and importance upward."""


@dataclass(frozen=True)
class IpaResult:
    """Places of drivers, quadrants by cut rule (see `ipa`), rows used, rows dropped for a missing value."""

    drivers: pd.DataFrame
    quadrants: pd.DataFrame
    n: int
    dropped: int


def ipa(
    frame: pd.DataFrame,
    target: str,
    drivers: Sequence[str],
    scale: Scales,
    *,
    method: Method = "lmg",
    weights: Column | str | None = None,
    n_boot: int = 1000,
    seed: int = 0,
) -> IpaResult:
    """Place drivers by importance (share of R²) and performance (mean answer), both from the same resamples.

    Parameters
    ----------
    frame : one row a respondent; rows with a missing value in any used column are dropped and counted, so that both
        axes speak of the same people.
    drivers : 2 to 20 items on one scale.
    scale : returns the scale of an item, None for 1-5 (see `performance`).
    method : "lmg" or "johnson", as in `importance`.
    weights : a column of `frame` or one number per row, 0 or more.
    n_boot : resamples of respondents, 100 or more.

    Returns
    -------
    IpaResult
        `.drivers`, most important first: driver, performance (mean, points of the scale) and share (of R²), each
        with _low and _high (95 % percentile), and the ellipse that holds both in about 95 % of surveys: its centre is
        (performance, share), major and minor are its half-axes and angle is the direction of the major one in
        degrees from the performance axis, -90..90, all with a point of the scale and a share of 1 as units.
        `outlines` gives points to draw it by.

        `.quadrants`: driver, rule, performance_cut, share_cut, the probability (share of resamples) of each quadrant:
        first (important, weak: improve first), keep (important, strong), watch (unimportant, weak), enough
        (unimportant, strong), and quadrant, the one of probability .8 or more, else missing. Performance is cut by
        the rule "mean" at the mean of the drivers, so that some are always weak, and by "midpoint" at the middle of
        the scale. Shares are cut at an even share in both, which is their mean.

    Raises
    ------
    InputError
        Items on different scales or with answers off it, fewer than 2 drivers or with lmg more than 20, n_boot below
        100, and the errors of `importance`.

    Reference
    ---------
    Martilla and James (1977), Importance-performance analysis, J. Marketing 41; importance derived, not stated.
    """
    if method not in METHODS:
        raise InputError(f"method is '{method}'; allowed are {', '.join(METHODS)}.{nearest(method, METHODS)}")
    if len(drivers) < 2 or n_boot < 100:
        raise InputError(f"ipa takes 2 drivers and 100 resamples or more; got {len(drivers)} and {n_boot}.")
    if method == "lmg" and len(drivers) > MOST_DRIVERS:
        raise InputError(
            f"ipa with method 'lmg' takes at most {MOST_DRIVERS} drivers and got {len(drivers)}; use method='johnson'."
        )
    found = design(frame, target, list(drivers), weights=weights)
    if not found.single:
        raise InputError(f"ipa takes columns of numbers; leave out the factors {', '.join(found.factors)}.")
    middle = _middle(frame, found.names, scale)
    performance, shares, mean, share = _places(found, METHODS[method], n_boot, seed)
    table = pd.DataFrame(
        {"driver": found.names, "performance": mean}
        | dict(zip(("performance_low", "performance_high"), percentile(performance, LEVEL), strict=True))
        | {"share": share}
        | dict(zip(("share_low", "share_high"), percentile(shares, LEVEL), strict=True))
        | _ellipses(performance, shares)
    )
    order = np.argsort(-share, kind="stable")  # ties stay in the order of their names
    important = shares >= 1 / len(found.names)
    means = performance.mean(axis=1, keepdims=True)
    rules = {"mean": (float(mean.mean()), performance >= means), "midpoint": (middle, performance >= middle)}
    quadrants = [
        pd.DataFrame({"driver": found.names, "rule": rule, "performance_cut": cut, "share_cut": 1 / len(found.names)})
        .join(_quadrants(strong, important))
        .iloc[order]
        for rule, (cut, strong) in rules.items()
    ]
    ranked = table.iloc[order].reset_index(drop=True)
    return IpaResult(ranked, pd.concat(quadrants, ignore_index=True), len(found.data), found.dropped)


def outlines(drivers: pd.DataFrame, *, points: int = 60) -> pd.DataFrame:
    """Points along the ellipse of each row of `IpaResult.drivers`: driver, performance, share; it closes."""
    turn = np.linspace(0, 2 * np.pi, points)
    rows = []
    for row in drivers.to_dict("records"):
        angle = np.deg2rad(row["angle"])
        along, across = row["major"] * np.cos(turn), row["minor"] * np.sin(turn)
        x = row["performance"] + along * np.cos(angle) - across * np.sin(angle)
        y = row["share"] + along * np.sin(angle) + across * np.cos(angle)
        rows.append(pd.DataFrame({"driver": row["driver"], "performance": x, "share": y}))
    return pd.concat(rows, ignore_index=True)


def _middle(frame: pd.DataFrame, items: Sequence[str], scale: Scales) -> float:
    """Middle of the scale that all items share."""
    ends = {item: ends_of(item, scale)[:2] for item in items}
    if len(set(ends.values())) > 1:
        told = ", ".join(f"{item} {low:g}-{high:g}" for item, (low, high) in ends.items())
        raise InputError(f"Items on different scales are not compared: {told}. Place those of one scale at a time.")
    for item in items:
        answers_of(frame, item, scale)
    return float(sum(ends[items[0]]) / 2)


def _places(
    found: Design, share_out: Shares, n_boot: int, seed: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Mean answers and shares of R² in the resamples, shape (n_boot, p), and in the sample, shape (p,)."""
    scaled, spread = standardised(found)
    part, p = share_out(correlations(found, scaled)), len(found.names)
    mean = found.weight @ found.data[:, :-1] / found.weight.sum()
    sums = moments(scaled)

    def places(totals: FloatArray) -> tuple[FloatArray, FloatArray]:
        parts = share_out(sums.correlations(totals)[0])
        return totals[:, 1 : p + 1] / totals[:, :1] * spread[:-1] + mean, parts / parts.sum(axis=1, keepdims=True)

    cells = 1 if share_out is johnson else 2**p
    performance, shares = resample(sums.products, found.weight, places, n_boot=n_boot, seed=seed, cells=cells)
    return performance, shares, mean, part / part.sum()


def _ellipses(performance: FloatArray, shares: FloatArray) -> dict[str, FloatArray]:
    """Half-axes and angle of the 95 % ellipse of each driver, from draws of shape (n_boot, p)."""
    both = np.stack([performance, shares], axis=-1)
    both = both - both.mean(axis=0)
    covariance = np.einsum("npi,npj->pij", both, both) / (len(both) - 1)
    values, vectors = np.linalg.eigh(covariance)
    half = np.sqrt(stats.chi2.ppf(LEVEL, 2) * np.maximum(values, 0))
    along, up = vectors[:, 0, 1], vectors[:, 1, 1]
    angle = np.rad2deg(np.arctan2(up * np.where(along < 0, -1, 1), np.abs(along)))
    return {"major": half[:, 1], "minor": half[:, 0], "angle": angle}


def _quadrants(strong: Marks, important: Marks) -> pd.DataFrame:
    """Probability of each quadrant and the one that can be said."""
    chances = [
        (important & ~strong).mean(axis=0),
        (important & strong).mean(axis=0),
        (~important & ~strong).mean(axis=0),
        (~important & strong).mean(axis=0),
    ]
    table = pd.DataFrame(dict(zip(QUADRANTS, chances, strict=True)))
    likely = table.idxmax(axis=1)
    return table.assign(quadrant=likely.where(table.max(axis=1) >= SAID).astype("str"))
