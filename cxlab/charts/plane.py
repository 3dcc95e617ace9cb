"""Labelled points in four named corners of a plane."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from cxlab.charts.look import BLUE, MUTED, label, whisker


def quadrant(
    frame: pd.DataFrame,
    name: str,
    x: str,
    y: str,
    *,
    axes: tuple[str, str],
    cuts: tuple[float, float],
    corners: tuple[str, str, str, str],
    x_ends: tuple[str, str] | None = None,
    y_ends: tuple[str, str] | None = None,
    colour: Sequence[str] | str = BLUE,
    square: bool = False,
) -> go.Figure:
    """Draw labelled points in four named corners, with whiskers.

    Parameters
    ----------
    cuts
        Where the plane is cut, in x and y.
    corners
        Phrase keys of the corners: upper left, upper right, lower left, lower right.
    square
        Both axes from 0 to 1 (shares).
    """
    shown = frame[frame[x].notna() & frame[y].notna()]
    xs, ys = shown[x].astype(float), shown[y].astype(float)
    figure = go.Figure(
        go.Scatter(
            x=xs.tolist(),
            y=ys.tolist(),
            mode="markers+text",
            text=[label(text, 12) for text in shown[name]],
            textposition=_spread_labels(xs, ys),
            textfont={"size": 11},
            marker={"size": 9, "color": colour if isinstance(colour, str) else list(colour)},
            error_x=whisker(xs, shown, x_ends, thin=True),
            error_y=whisker(ys, shown, y_ends, thin=True),
            hoverinfo="skip",
        )
    )
    figure.add_vline(x=cuts[0], line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.add_hline(y=cuts[1], line={"color": MUTED, "width": 1, "dash": "dot"})
    for key, (px, py, xa, ya) in zip(corners, _CORNERS, strict=True):
        figure.add_annotation(
            xref="paper",
            yref="paper",
            x=px,
            y=py,
            xanchor=xa,
            yanchor=ya,
            text=f"@{key}",
            showarrow=False,
            font={"size": 12, "color": MUTED},
        )
    figure.update_xaxes(title={"text": f"@{axes[0]}"}, **({"range": [-0.02, 1.02]} if square else _roomy(xs)))
    figure.update_yaxes(title={"text": f"@{axes[1]}"}, **({"range": [-0.05, 1.05]} if square else _roomy(ys)))
    return figure.update_layout(height=460)


_CORNERS = ((0, 1, "left", "top"), (1, 1, "right", "top"), (0, 0, "left", "bottom"), (1, 0, "right", "bottom"))


def _spread_labels(xs: pd.Series, ys: pd.Series) -> list[str]:
    """Put a label on the side away from its nearest neighbour, and inside the frame."""
    span_x, span_y = (float(s.max() - s.min()) or 1.0 for s in (xs, ys))
    places = []
    for i in range(len(xs)):
        dx, dy = (xs - xs.iloc[i]) / span_x, (ys - ys.iloc[i]) / span_y
        distance = (dx**2 + dy**2).to_numpy(copy=True)
        distance[i] = math.inf
        near = int(distance.argmin()) if len(xs) > 1 else i
        vertical = "top" if ys.iloc[i] >= ys.iloc[near] else "bottom"
        at_right = xs.iloc[i] > xs.min() + 0.75 * span_x
        places.append(f"{vertical} {'left' if at_right else 'right'}")
    return places


def _roomy(values: pd.Series) -> dict[str, list[float]]:
    span = float(values.max() - values.min()) or 1.0
    return {"range": [float(values.min()) - 0.15 * span, float(values.max()) + 0.15 * span]}
