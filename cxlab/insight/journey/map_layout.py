"""Where things stand in the label view: stages as columns, touchpoints as labels, ties as lines between them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class MapLayout:
    """Geometry without a scale: one column is 1 wide, one row 1 high, y grows downwards.

    Attributes
    ----------
    stages
        ``stage``, ``left``, ``middle``, ``right`` (x of the column), ``people`` (of its largest touchpoint).
    labels
        ``touchpoint``, ``stage``, ``side``, ``x``, ``y``, ``people``, ``size`` (0 to 1, root of people over the
        largest: areas are as people), ``mark`` (emotion: high, low, usual, few, none), ``empty`` (nothing is said),
        ``touched`` (the researcher has a hand in it).
    lines
        ``source``, ``target``, ``x0``, ``y0``, ``x1``, ``y1``, ``people``, ``width`` (0 to 1), ``kind``, ``back``
        (leads to an earlier stage).
    visibility
        y of the line between front stage (above) and back stage (below); missing where there is no back stage.
    width, height
        Columns and rows of the whole map.
    """

    stages: pd.DataFrame
    labels: pd.DataFrame
    lines: pd.DataFrame
    visibility: float
    width: int
    height: int


def map_layout(
    points: pd.DataFrame, voices: pd.DataFrame, connections: pd.DataFrame, *, touched: Collection[str] = ()
) -> MapLayout:
    """Lay the map out: columns in the order of stages, front-stage labels above back-stage ones.

    Parameters
    ----------
    points
        From `points.points`.
    voices
        From `voices.voices`.
    connections
        From `connections.connections`.
    touched
        Touchpoints in which the researcher has a hand (`edited.touched`).
    """
    order = list(dict.fromkeys(points["stage"]))
    labels = points[["touchpoint", "stage", "side"]].merge(voices, on="touchpoint", how="left")
    labels["x"] = labels["stage"].map({stage: number + 0.5 for number, stage in enumerate(order)})
    row = labels.groupby(["stage", "side"]).cumcount()
    back = labels["side"] == "back"
    front_rows = int(row[~back].max()) + 1 if (~back).any() else 0
    labels["y"] = row + 0.5 + np.where(back, front_rows, 0)
    labels["people"] = labels["people"].fillna(0).astype("int64")
    labels["size"] = np.sqrt(labels["people"] / max(int(labels["people"].max()), 1))
    labels["mark"] = labels.get("emotion_mark", "none")
    labels["empty"] = labels["texts"].fillna(0) == 0
    labels["touched"] = labels["touchpoint"].isin(set(touched))
    stages = pd.DataFrame({"stage": order, "left": np.arange(len(order), dtype=float)})
    stages = stages.assign(middle=stages["left"] + 0.5, right=stages["left"] + 1)
    stages["people"] = stages["stage"].map(labels.groupby("stage")["people"].max())
    return MapLayout(
        stages=stages,
        labels=labels[["touchpoint", "stage", "side", "x", "y", "people", "size", "mark", "empty", "touched"]],
        lines=_lines(labels, connections),
        visibility=float(front_rows) if back.any() else float("nan"),
        width=len(order),
        height=front_rows + (int(row[back].max()) + 1 if back.any() else 0),
    )


def _lines(labels: pd.DataFrame, connections: pd.DataFrame) -> pd.DataFrame:
    known = set(labels["touchpoint"])
    lines = connections[connections["source"].isin(known) & connections["target"].isin(known)].reset_index(drop=True)
    at = labels.set_index("touchpoint")
    for end, column in (("0", "source"), ("1", "target")):
        lines[f"x{end}"], lines[f"y{end}"] = lines[column].map(at["x"]), lines[column].map(at["y"])
    lines["width"] = lines["people"] / max(int(lines["people"].max()), 1) if len(lines) else []
    lines["back"] = lines["x1"] < lines["x0"]
    return lines[["source", "target", "x0", "y0", "x1", "y1", "people", "width", "kind", "back"]]
