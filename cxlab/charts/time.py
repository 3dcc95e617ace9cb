"""Lines over calendar periods with their band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from cxlab.charts.labels import width
from cxlab.charts.look import BAND, BLUE, FORMATS, GRID, MUTED, ORANGE, label
from cxlab.insight.periods import bounds
from cxlab.phrases import in_both_languages
from cxlab.study import Event

_Marks: TypeAlias = tuple[list[dict[str, Any]], list[dict[str, Any]]]
ROOM, ROOM_IN_PANEL = 300, 145
"""Width in pixels of a plotting area on a phone, of the whole chart and of one of two panels beside each other."""


def over_time(
    frame: pd.DataFrame,
    value: str,
    *,
    axis: str,
    unit: str,
    period: str = "period",
    band: tuple[str, str] | None = None,
    events: Sequence[Event] = (),
    zero: bool = True,
) -> go.Figure:
    """Draw one line over calendar periods with its band, events shaded, an incomplete last period hollow."""
    figure = go.Figure()
    periods = frame[period].astype("str").tolist()
    if band:
        figure.add_trace(_band(frame, periods, band, BAND))
    complete = frame["complete"].tolist() if "complete" in frame else [True] * len(frame)
    figure.add_trace(
        go.Scatter(
            x=periods,
            y=frame[value].astype(float).tolist(),
            mode="lines+markers",
            line={"color": BLUE, "width": 2},
            marker={
                "color": [BLUE if c else "white" for c in complete],
                "size": 7,
                "line": {"color": BLUE, "width": 2},
            },
            hovertemplate="%{x}: %{y}<extra></extra>",
        )
    )
    _add(figure, [_shades(periods, events, room=ROOM)])
    figure.update_xaxes(**_axis(periods), tickvals=_few(periods), tickangle=0)
    figure.update_yaxes(
        title={"text": f"@{axis}"}, tickformat=FORMATS.get(unit), rangemode="tozero" if zero else "normal"
    )
    return figure.update_layout(height=300, margin={"t": 28})


def _band(frame: pd.DataFrame, periods: list[str], ends: tuple[str, str], colour: str) -> go.Scatter:
    """Return the area between the columns `ends` (low, high), without points on its edges."""
    edges = frame[list(ends)].astype(float).assign(period=periods).dropna()
    low, high, there = (edges[column].tolist() for column in (*ends, "period"))
    outline = {"x": there + there[::-1], "y": high + low[::-1]}
    return go.Scatter(**outline, mode="lines", fill="toself", fillcolor=colour, line={"width": 0}, hoverinfo="skip")


def _shades(periods: list[str], events: Sequence[Event], *, room: int, panel: str | None = None) -> _Marks:
    """Return shapes over the periods of events, and names of those that have room in `room` pixels (0: none).

    `panel` is the number of the panel's axes, as plotly writes it; None: the only ones.
    """
    shapes, names, free = [], [], 0.0
    axes = {"xref": f"x{panel or ''}", "yref": f"y{panel or ''} domain"}
    for event in sorted(events, key=lambda e: e.start):
        inside = [i for i, label in enumerate(periods) if _touches(label, event)]
        if not inside:
            continue
        span = {"x0": inside[0] - 0.5, "x1": inside[-1] + 0.5, "y0": 0, "y1": 1, **axes}
        shapes.append(
            {"type": "rect", **span, "fillcolor": GRID, "opacity": 0.6, "line": {"width": 0}, "layer": "below"}
        )
        text = in_both_languages(event.name)
        middle = sum(inside) / len(inside)
        start = (middle + 0.5) / len(periods) * room - width(text) / 2
        if free <= max(start, 0.0) and width(text) <= room:
            free = max(start, 0.0) + width(text) + 4
            side = "left" if start < 0 else "right" if start + width(text) > room else "center"
            at = {"x": middle, "xanchor": side, "y": 1, "showarrow": False}
            alone = {"yref": "paper", "yanchor": "bottom"}
            edge = alone if panel is None else {**axes, "yanchor": "top"}
            names.append({"text": text, "font": {"size": 10, "color": MUTED}, **at, **edge})
    return shapes, names


def _add(figure: go.Figure, shades: Sequence[_Marks]) -> None:
    """Add all at once: plotly looks through every mark that is there whenever one is added."""
    figure.update_layout(
        shapes=[shape for shapes, _ in shades for shape in shapes],
        annotations=[*figure.layout.annotations, *(name for _, names in shades for name in names)],
    )


def _touches(label: str, event: Event) -> bool:
    first, last = bounds(label)
    return pd.Timestamp(event.start) <= last and pd.Timestamp(event.end) >= first


def _axis(periods: list[str]) -> dict[str, Any]:
    ends = [-0.5, len(periods) - 0.5]
    return {"type": "category", "range": ends, "categoryorder": "array", "categoryarray": periods}


def _few(periods: list[str], most: int = 5) -> list[str]:
    """Return evenly spaced periods, as many as can be read beside each other on a phone."""
    most = most if len(periods[0]) < len("2026-02-09") else max(2, most * 3 // 5)
    step = -(-len(periods) // most)
    return periods[::step]


def small_multiples(
    frame: pd.DataFrame,
    facet: str,
    value: str,
    *,
    band: tuple[str, str],
    marked: Sequence[str] = (),
    events: Sequence[Event] = (),
) -> go.Figure:
    """Draw one small line per facet on a common scale, two columns wide, incomplete periods hollow.

    `marked` facets are in the accent colour. `events` are shaded in every panel and named in the first ones.
    The scale reaches to the highest line; a wider band is cut off.
    """
    names = list(dict.fromkeys(frame[facet]))
    rows = -(-len(names) // 2)
    figure = make_subplots(
        rows=rows,
        cols=2,
        shared_xaxes=True,
        shared_yaxes="all",
        vertical_spacing=min(0.06, 0.6 / rows),
        horizontal_spacing=0.04,
        subplot_titles=[label(n, 14) for n in names],
    )
    figure.update_annotations(font={"size": 12})
    shades = []
    for place, name in enumerate(names):
        colours = (ORANGE, "rgba(209,98,27,0.18)") if name in marked else (BLUE, BAND)
        at = {"row": place // 2 + 1, "col": place % 2 + 1}
        part = frame[frame[facet] == name]
        for trace in _panel(part, value, band, colours):
            figure.add_trace(trace, **at)
        room, panel = (ROOM_IN_PANEL if place < 2 else 0), str(place + 1) if place else ""
        shades.append(_shades(part["period"].tolist(), events, room=room, panel=panel))
    _add(figure, shades)
    every = sorted(set(frame["period"]))
    figure.update_xaxes(**_axis(every), tickvals=_few(every, 3), tickangle=0, tickfont={"size": 10})
    top = 1.15 * float(frame[value].astype(float).max() or 1.0)
    figure.update_yaxes(range=[0, top], nticks=4, tickfont={"size": 10})
    return figure.update_layout(height=40 + 110 * rows, margin={"t": 28})


def _panel(part: pd.DataFrame, value: str, band: tuple[str, str], colours: tuple[str, str]) -> list[go.Scatter]:
    periods = part["period"].tolist()
    complete = part["complete"].tolist() if "complete" in part else [True] * len(part)
    line = go.Scatter(
        x=periods,
        y=part[value].astype(float).tolist(),
        mode="lines+markers",
        line={"color": colours[0], "width": 1.8},
        marker={"size": [0 if c else 6 for c in complete], "color": "white", "line": {"color": colours[0], "width": 2}},
        hovertemplate="%{x}: %{y:.2f}<extra></extra>",
    )
    return [_band(part, periods, band, colours[1]), line]
