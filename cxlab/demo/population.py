"""The true importance of the attributes: LMG in the population, from a draw of a million."""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np

from cxlab.demo.frame import Floats, Frame, plan, stream
from cxlab.demo.ratings import answer_items
from cxlab.demo.surveys import unit_moods

DRAWS = 1_000_000


def true_drivers(frame: Frame, seed: int, *, draws: int = DRAWS) -> dict[str, Any]:
    """Return R² and LMG shares (sum 1) of satisfaction on the attributes, without prompted answers.

    ``everyone``: the items that all were asked; ``store_visitors``: with the item asked in the store only.
    """
    items, satisfaction = _population(frame, seed, draws)
    names = list(plan()["ratings"]["attributes"])
    correlations = np.asarray(np.corrcoef(np.column_stack([items, satisfaction]), rowvar=False))
    asked_of_all = [i for i, name in enumerate(names) if name != "q_maintenance"]
    result = {}
    for group, chosen in (("everyone", asked_of_all), ("store_visitors", list(range(len(names))))):
        importance = lmg(correlations[np.ix_(chosen, chosen)], correlations[chosen, -1])
        total = float(importance.sum())
        shares = {names[i]: round(float(v) / total, 4) for i, v in zip(chosen, importance, strict=True)}
        result[group] = {"r2": round(total, 4), "lmg_share": shares}
    return result


def lmg(between: Floats, with_target: Floats) -> Floats:
    """Return the LMG importance (R² units) of each predictor from its correlations, over all subsets.

    Lindeman, Merenda and Gold (1980); own code, so that the truth does not rest on what it is to check.
    """
    p = len(with_target)
    explained = np.zeros(1 << p)
    for subset in range(1, 1 << p):
        inside = [i for i in range(p) if subset >> i & 1]
        solved = np.linalg.solve(between[np.ix_(inside, inside)], with_target[inside])
        explained[subset] = with_target[inside] @ solved
    importance = np.zeros(p)
    for subset in range(1 << p):
        size = subset.bit_count()
        for i in range(p):
            if not subset >> i & 1:
                weight = factorial(size) * factorial(p - size - 1) / factorial(p)
                importance[i] += weight * (explained[subset | 1 << i] - explained[subset])
    return importance


def _population(frame: Frame, seed: int, draws: int) -> tuple[Floats, Floats]:
    """Draw answers as the ratings do, over units, waves and the two customer types."""
    rng, figures = stream(seed, "population"), plan()["ratings"]
    moods, units, waves = unit_moods(frame, seed)[1], frame.units["unit"], figures["waves"]
    unit, wave = rng.integers(0, len(units), draws), rng.integers(1, waves + 1, draws)
    riders = rng.random(draws) < np.where(wave > waves // 2, figures["ride_hailing"][1], figures["ride_hailing"][0])
    low = units.isin(figures["low_csat"]).to_numpy()[unit]
    halo = (
        rng.standard_normal(draws)
        + figures["mood_sd"] * moods[unit, wave]
        + figures["low_shift"] * low
        + figures["rider_shift"] * riders
    )
    items, overall = answer_items(halo, rng)
    return items.to_numpy(dtype=float), overall.satisfaction.astype(float)
