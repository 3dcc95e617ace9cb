"""A map of matters: near each other means told in similar words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cxlab.charts.labels import fitting_labels
from cxlab.charts.look import BLUE, MUTED, colours, label

SMALLEST, LARGEST = 7.0, 34.0
"""Diameter in pixels of the smallest dot that is seen and of the largest bubble among few."""
ROOMY = 20
"""Bubbles beyond which all become smaller, so that together they cover no more of the plane."""


def bubble_map(
    frame: pd.DataFrame, name: str, x: str, y: str, people: str, *, colour: Sequence[str] | str = BLUE
) -> go.Figure:
    """Draw a labelled bubble for every row, its area the number of people.

    Only labels that find room on a phone are written, the largest bubbles first. The axes mean nothing and are not
    drawn; nothing is said on hovering.

    Parameters
    ----------
    x, y
        Columns with the position in the plane, any scale.
    colour
        One for all or one a row (`look.shades` gives one a theme).
    """
    kept = frame[[x, y, people]].notna().all(axis=1)
    shown = frame[kept]
    xs, ys = shown[x].astype(float), shown[y].astype(float)
    largest = LARGEST * min(1.0, (ROOMY / max(len(shown), 1)) ** 0.5)
    sizes = np.maximum(SMALLEST, largest * np.sqrt(shown[people].astype(float) / float(shown[people].max())))
    texts, places = fitting_labels(xs, ys, [label(text, 8) for text in shown[name]], (sizes / 2 + 1).tolist())
    figure = go.Figure(
        go.Scatter(
            x=xs.tolist(),
            y=ys.tolist(),
            mode="markers+text",
            text=texts,
            textposition=places,
            textfont={"size": 11},
            marker={
                "size": sizes.round(1).tolist(),
                "color": colours(colour, kept),
                "opacity": 0.8,
                "line": {"color": MUTED, "width": 0.5},
            },
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
    for axis, values in ((figure.update_xaxes, xs), (figure.update_yaxes, ys)):
        span = float(values.max() - values.min()) or 1.0
        ends = [float(values.min()) - 0.15 * span, float(values.max()) + 0.15 * span]
        axis(range=ends, showgrid=False, zeroline=False, showticklabels=False, ticks="")
    return figure.update_layout(height=480, margin={"t": 8, "b": 8})
