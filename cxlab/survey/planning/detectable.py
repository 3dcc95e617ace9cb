"""What a planned number of answers will tell: interval and smallest change that can be seen, by group and metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey.planning.sample_plan import Design, Expected
from cxlab.survey.planning.sample_size import detectable_change, margin_of

COLUMNS = ["group", "metric", "n", "population", "margin", "rise", "fall", "formula"]


def answers_tell(
    metrics: Mapping[str, Expected],
    answers: Mapping[str, float],
    *,
    populations: Mapping[str, float] | None = None,
    design: Design | None = None,
) -> pd.DataFrame:
    """List what the planned answers of each group tell of each metric.

    Parameters
    ----------
    metrics : metric name to what is expected of it.
    answers : group to its number of answers (quotas, or what came back last time); 0 tells nothing.
    populations : group to its number of customers; one that is absent has the population of `design`.

    Returns
    -------
    DataFrame
        group, metric, n, population, margin (half-width of the interval), rise and fall (smallest change from one
        wave to the next of the same size that is found with the design's power; metric's unit, fall negative; missing
        where no change within the scale is large enough), formula (of the changes).
    """
    design, known = design or Design(), populations or {}
    for group in known:
        if group not in answers:
            raise InputError(
                f"populations name group '{group}', for which no answers are given.{nearest(group, answers)}"
            )
    rows: list[dict[str, Any]] = []
    for group, n in answers.items():
        here = replace(design, population=known.get(group, design.population))
        for metric, expected in metrics.items():
            row = {"group": group, "metric": metric, "n": n, "population": here.population}
            if n > 0:
                rise, fall = (detectable_change(expected, n, design=here, direction=way) for way in ("up", "down"))
                row |= {"margin": margin_of(expected, n, design=here).change, "rise": rise.change, "fall": fall.change}
                row["formula"] = rise.formula
            rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)
