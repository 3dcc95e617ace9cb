"""The surveys: ratings from one halo model, and KANO answers with exact class counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.demo.frame import Floats, Frame, plan, stream

CLASSES = ("A", "O", "M", "I", "R", "Q")
PAIRS: dict[str, list[tuple[int, int]]] = {  # functional, dysfunctional: the traditional evaluation table
    "A": [(1, 2), (1, 3), (1, 4)],
    "O": [(1, 5)],
    "M": [(2, 5), (3, 5), (4, 5)],
    "I": [(f, d) for f in (2, 3, 4) for d in (2, 3, 4)],
    "R": [(f, 1) for f in (2, 3, 4, 5)] + [(5, d) for d in (2, 3, 4)],
    "Q": [(1, 1), (5, 5)],
}


def draw_kano(seed: int) -> pd.DataFrame:
    """Return the KANO answers: one row a respondent and feature, classes in exactly the planned counts."""
    rng, figures = stream(seed, "kano"), plan()["kano"]
    types = np.repeat(list(figures["respondents"]), list(figures["respondents"].values()))
    types = types[rng.permutation(len(types))]
    tables = []
    for feature, planned in figures["features"].items():
        classes = _kano_classes(planned, types, rng)
        pairs = np.array([PAIRS[c][int(rng.integers(len(PAIRS[c])))] for c in classes])
        weight = {"A": 3.2, "O": 4.2, "M": 4.3, "I": 2.6, "R": 2.0, "Q": 3.0}
        importance = np.rint([weight[c] for c in classes] + 0.7 * rng.standard_normal(len(types))).clip(1, 5)
        tables.append(
            pd.DataFrame(
                {
                    "respondent_id": [f"K{i + 1:04d}" for i in range(len(types))],
                    "feature": feature,
                    "functional": pairs[:, 0],
                    "dysfunctional": pairs[:, 1],
                    "importance": importance.astype(int),
                    "customer_type": types,
                }
            )
        )
    return pd.concat(tables).sort_values(["respondent_id", "feature"], kind="stable", ignore_index=True)


def _kano_classes(
    planned: dict[str, Any], types: npt.NDArray[np.str_], rng: np.random.Generator
) -> npt.NDArray[np.str_]:
    """Deal the planned classes to respondents; a feature that one segment loves gets its A there first."""
    counts = dict(zip(CLASSES, np.array(planned["shares"]) * len(types) // 100, strict=True))
    classes = np.empty(len(types), dtype="U1")
    open_places = rng.permutation(len(types))
    if "private_attractive" in planned:
        private = open_places[types[open_places] == "private"]
        chosen = private[: round(planned["private_attractive"] * len(private))]
        classes[chosen] = "A"
        counts["A"] -= len(chosen)
        riders = open_places[types[open_places] == "ride_hailing"]
        classes[riders[: counts["A"]]] = "A"
        counts["A"] = 0
        open_places = open_places[classes[open_places] == ""]
    classes[open_places] = np.repeat(list(counts), list(counts.values()))
    return classes


def unit_moods(frame: Frame, seed: int) -> tuple[Floats, Floats]:
    """Return latent moods, shape (units, waves + 1): of employees, and of customers one wave later.

    Employees lead: the customers' mood of wave w follows the employees' mood of wave w - 1.
    """
    rng, waves = stream(seed, "moods"), plan()["ratings"]["waves"]
    lasting = rng.standard_normal((len(frame.units), 1))
    employees = 0.55 * lasting + 0.835 * rng.standard_normal((len(frame.units), waves + 1))
    customers = np.empty_like(employees)
    customers[:, 0] = employees[:, 0]
    customers[:, 1:] = 0.95 * employees[:, :-1] + 0.31 * rng.standard_normal((len(frame.units), waves))
    return employees, customers
