"""The sample plan of a whole questionnaire: what each metric asks for, and what a given number of answers tells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey.sample_plan import Correction, Design, Expected, each_against_the_rest
from cxlab.survey.sample_size import SampleSize, answers_for_change, answers_for_margin, detectable_change, margin_of

NEEDED_COLUMNS = [
    *("metric", "question", "target", "per_group", "answers", "invitations", "reachable", "alpha", "formula"),
]
TELLS_COLUMNS = ["group", "metric", "n", "population", "margin", "rise", "fall", "formula"]


@dataclass(frozen=True)
class Goal:
    """What is to be known of one metric: half-width `margin` of its interval, `change` that must not be missed."""

    expected: Expected
    margin: float
    change: float


def answers_needed(
    goals: Mapping[str, Goal],
    *,
    segments: int = 1,
    correction: Correction = "bh",
    real: int = 1,
    design: Design | None = None,
) -> pd.DataFrame:
    """List the answers that each metric asks for in one wave.

    Parameters
    ----------
    goals : metric name to what is to be known of it.
    segments : equal groups in which the results are to be broken down; 1 leaves those rows out.
    correction, real : of the tests of each segment against the others, see `Contrast`.
    design : `population` is that of all segments together.

    Returns
    -------
    DataFrame
        metric, question, target (margin or change, metric's unit), per_group, answers (of one wave, all segments),
        invitations (to send for them), reachable (no more than customers), alpha (of each test; 1 - level of an
        interval), formula. `question` is "level" (interval of the whole), "change" (this wave against another of the
        same size), "segment_level" (interval of each segment) and "segment_change" (each segment against the others).
        The largest number of answers covers all rows.
    """
    design = design or Design()
    whole, part = design, replace(design, population=max(design.population / segments, 1.0))
    rows = []
    for metric, goal in goals.items():
        level = answers_for_margin(goal.expected, goal.margin, design=whole)
        change = answers_for_change(goal.expected, goal.change, design=whole)
        rows += [
            _row(metric, "level", goal.margin, level, 1, whole),
            _row(metric, "change", goal.change, change, 1, whole),
        ]
        if segments > 1:
            contrast = each_against_the_rest(segments, correction=correction, real=real)
            level = answers_for_margin(goal.expected, goal.margin, segments=segments, design=part)
            change = answers_for_change(goal.expected, goal.change, contrast=contrast, design=part)
            rows.append(_row(metric, "segment_level", goal.margin, level, segments, part))
            rows.append(_row(metric, "segment_change", goal.change, change, segments, part))
    return pd.DataFrame(rows, columns=NEEDED_COLUMNS)


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
    return pd.DataFrame(rows, columns=TELLS_COLUMNS)


def _row(metric: str, question: str, target: float, size: SampleSize, groups: int, design: Design) -> dict[str, Any]:
    answers = size.per_group * groups
    invitations = math.ceil(answers / design.response_rate - 1e-9)
    return {
        "metric": metric,
        "question": question,
        "target": target,
        "per_group": size.per_group,
        "answers": answers,
        "invitations": invitations,
        "reachable": invitations <= design.population * groups,
        "alpha": size.inputs.get("alpha", 1 - design.level),
        "formula": size.formula,
    }
