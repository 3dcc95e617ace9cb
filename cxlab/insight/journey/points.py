"""The stages and touchpoints of a study as one frame, in the order in which a customer meets them."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from cxlab.errors import InputError
from cxlab.study import Journey

COLUMNS = [
    "place",
    "stage",
    "stage_zh",
    "stage_en",
    "touchpoint",
    "zh",
    "en",
    "words",
    "process",
    "lead",
    "support",
    "side",
]


def points(journey: Journey) -> pd.DataFrame:
    """Return one row a touchpoint, in the order of the study.

    Returns
    -------
    DataFrame
        ``place`` (0 for the first), ``stage`` (its id) with its names, ``touchpoint`` (its id) with its names,
        ``words`` (tuple of str), ``process``, ``lead`` (missing where the study names none), ``support`` (tuple of
        departments), ``side`` (front, back). A stage without touchpoints has no row.

    Raises
    ------
    InputError
        The study has no touchpoints, or two of them share an id: what is said at each could not be told apart.
    """
    rows = [
        {
            "stage": stage.id,
            "stage_zh": stage.name.zh,
            "stage_en": stage.name.en,
            "touchpoint": point.id,
            "zh": point.name.zh,
            "en": point.name.en,
            **point.model_dump(include={"words", "process", "lead", "support", "side"}),
        }
        for stage in journey.stages
        for point in stage.touchpoints
    ]
    if not rows:
        raise InputError("study.yaml, journey: there are no touchpoints; list stages, each with its touchpoints.")
    twice = [id for id, n in Counter(row["touchpoint"] for row in rows).items() if n > 1]
    if twice:
        raise InputError(
            f"study.yaml, journey: touchpoint '{twice[0]}' stands {Counter(r['touchpoint'] for r in rows)[twice[0]]} "
            "times; give each touchpoint an id of its own."
        )
    return pd.DataFrame(rows).assign(place=range(len(rows)))[COLUMNS]
