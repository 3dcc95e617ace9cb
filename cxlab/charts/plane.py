"""Labelled points in four named corners of a plane."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from cxlab.charts.labels import spread_labels
from cxlab.charts.look import BLUE, FORMATS, MUTED, PALE, colours, label, whisker


def funnel(
    frame: pd.DataFrame, name: str, x: str, y: str, *, limits: tuple[str, str], centre: float, axes: tuple[str, str]
) -> go.Figure:
    """Draw units over their size with the limits that chance alone would hold them in; only those outside are named.

    Parameters
    ----------
    limits
        Columns with the lower and upper limit at each unit's size.
    centre
        The value of all units together.
    """
    shown = frame.sort_values(x)
    outside = (shown[y] < shown[limits[0]]) | (shown[y] > shown[limits[1]])
    sizes = shown[x].astype(float).tolist()
    figure = go.Figure()
    for column in limits:
        dash = {"color": PALE, "width": 1.5, "dash": "dash"}
        figure.add_trace(
            go.Scatter(x=sizes, y=shown[column].astype(float).tolist(), mode="lines", line=dash, hoverinfo="skip")
        )
    named = [label(text, 10) if out else "" for text, out in zip(shown[name], outside, strict=True)]
    figure.add_trace(
        go.Scatter(
            x=sizes,
            y=shown[y].astype(float).tolist(),
            mode="markers+text",
            text=named,
            textposition=spread_labels(shown[x], shown[y], named),
            textfont={"size": 11},
            marker={"size": 8, "color": [BLUE if out else PALE for out in outside]},
            hoverinfo="skip",
        )
    )
    figure.add_hline(y=centre, line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.update_xaxes(title={"text": f"@{axes[0]}"}, **_roomy(shown[x]))
    figure.update_yaxes(title={"text": f"@{axes[1]}"}, rangemode="tozero")
    return figure.update_layout(height=380)


def quadrant(
    frame: pd.DataFrame,
    name: str,
    x: str,
    y: str,
    *,
    axes: tuple[str, str],
    units: tuple[str, str] = ("score", "score"),
    cuts: tuple[float, float],
    corners: tuple[str, str, str, str],
    x_ends: tuple[str, str] | None = None,
    y_ends: tuple[str, str] | None = None,
    before: tuple[str, str] | None = None,
    rings: pd.DataFrame | None = None,
    colour: Sequence[str] | str = BLUE,
    square: bool = False,
) -> go.Figure:
    """Draw labelled points in four named corners, with whiskers.

    Parameters
    ----------
    units
        Of x and y, for the numbers at the axes.
    cuts
        Where the plane is cut, in x and y.
    corners
        Phrase keys of the corners: upper left, upper right, lower left, lower right.
    before
        Columns with the x and y of the time before: a hollow point, and the way from it.
    rings
        Outlines around the points: ``name``, ``x``, ``y``, in the order of drawing.
    square
        Both axes from 0 to 1 (shares).
    """
    kept = frame[x].notna() & frame[y].notna()
    shown = frame[kept]
    xs, ys = shown[x].astype(float), shown[y].astype(float)
    names = [label(text, 10) for text in shown[name]]
    figure = go.Figure(_ways(shown, before, (x, y), colours(colour, kept)) if before else None)
    if rings is not None:
        figure.add_traces([_ring(ring) for _, ring in rings.groupby("name", sort=False)])
    figure.add_trace(
        go.Scatter(
            x=xs.tolist(),
            y=ys.tolist(),
            mode="markers+text",
            text=names,
            textposition=spread_labels(xs, ys, names),
            textfont={"size": 11},
            marker={"size": 9, "color": colours(colour, kept)},
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
    figure.update_xaxes(
        title={"text": f"@{axes[0]}"},
        tickformat=FORMATS.get(units[0]),
        **({"range": [-0.02, 1.02]} if square else _roomy(xs, rings, "x")),
    )
    figure.update_yaxes(
        title={"text": f"@{axes[1]}"},
        tickformat=FORMATS.get(units[1]),
        **({"range": [-0.05, 1.05]} if square else _roomy(ys, rings, "y")),
    )
    return figure.update_layout(height=460)


def _ring(ring: pd.DataFrame) -> go.Scatter:
    line = {"color": PALE, "width": 1}
    return go.Scatter(x=ring["x"].tolist(), y=ring["y"].tolist(), mode="lines", line=line, hoverinfo="skip")


def _ways(frame: pd.DataFrame, before: tuple[str, str], now: tuple[str, str], tints: list[str]) -> list[go.Scatter]:
    """Lines from where the points were, and hollow points there."""
    moved = frame[[*before, *now]].astype(float)
    way: list[list[float | None]] = [[], []]
    for place in (0, 1):
        for start, end in zip(moved[before[place]], moved[now[place]], strict=True):
            way[place] += [start, end, None]
    xs, ys = moved[before[0]].tolist(), moved[before[1]].tolist()
    hollow = {"size": 8, "color": "white", "line": {"color": tints, "width": 1.5}}
    return [
        go.Scatter(x=way[0], y=way[1], mode="lines", line={"color": MUTED, "width": 1.2}, hoverinfo="skip"),
        go.Scatter(x=xs, y=ys, mode="markers", marker=hollow, hoverinfo="skip"),
    ]


_CORNERS = ((0, 1, "left", "top"), (1, 1, "right", "top"), (0, 0, "left", "bottom"), (1, 0, "right", "bottom"))


def _roomy(values: pd.Series, rings: pd.DataFrame | None = None, axis: str = "") -> dict[str, list[float]]:
    """Range that holds all points and the rings around them."""
    values = values if rings is None else pd.concat([values, rings[axis].astype(float)])
    span = float(values.max() - values.min()) or 1.0
    return {"range": [float(values.min()) - 0.12 * span, float(values.max()) + 0.12 * span]}
