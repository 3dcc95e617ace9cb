"""Lines over calendar periods with their band."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from cxlab.charts.look import BAND, BLUE, FORMATS, GRID, MUTED, ORANGE, label
from cxlab.phrases import in_both_languages
from cxlab.study import Event

APART = 4
"""Periods between two event names, so that they do not run into each other on a phone."""


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
    _shade(figure, periods, events)
    figure.update_xaxes(type="category", tickvals=_few(periods), tickangle=0)
    figure.update_yaxes(
        title={"text": f"@{axis}"}, tickformat=FORMATS.get(unit), rangemode="tozero" if zero else "normal"
    )
    return figure.update_layout(height=300, margin={"t": 28})


def _band(frame: pd.DataFrame, periods: list[str], ends: tuple[str, str], colour: str) -> go.Scatter:
    """Return the area between the columns `ends` (low, high), without points on its edges."""
    low, high = (frame[end].astype(float).tolist() for end in ends)
    outline = {"x": periods + periods[::-1], "y": high + low[::-1]}
    return go.Scatter(**outline, mode="lines", fill="toself", fillcolor=colour, line={"width": 0}, hoverinfo="skip")


def _shade(figure: go.Figure, periods: list[str], events: Sequence[Event]) -> None:
    """Shade the periods of events; a name is left out where it would run into the one before."""
    named = -APART
    for event in sorted(events, key=lambda e: e.start):
        months = [p for p in periods if event.start.strftime("%Y-%m") <= p[:7] <= event.end.strftime("%Y-%m")]
        if not months:
            continue
        place = periods.index(months[0])
        span = {"x0": place - 0.5, "x1": place + len(months) - 0.5}
        figure.add_vrect(**span, fillcolor=GRID, opacity=0.6, line_width=0, layer="below")
        if place - named >= APART:
            named = place
            text = in_both_languages(event.name)
            at = {"x": place, "y": 1, "yref": "paper", "yanchor": "bottom"}
            figure.add_annotation(text=text, showarrow=False, font={"size": 10, "color": MUTED}, **at)


def _few(periods: list[str], most: int = 5) -> list[str]:
    """Return evenly spaced periods, as many as can be read beside each other on a phone."""
    step = -(-len(periods) // most)
    return periods[::step]


def small_multiples(
    frame: pd.DataFrame, facet: str, value: str, *, band: tuple[str, str], marked: Sequence[str] = ()
) -> go.Figure:
    """Draw one small line per facet on a common scale, two columns wide; `marked` facets in the accent colour."""
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
    for place, name in enumerate(names):
        part = frame[frame[facet] == name]
        periods = part["period"].tolist()
        colour, fill = (ORANGE, "rgba(209,98,27,0.18)") if name in marked else (BLUE, BAND)
        at = {"row": place // 2 + 1, "col": place % 2 + 1}
        figure.add_trace(_band(part, periods, band, fill), **at)
        figure.add_trace(
            go.Scatter(
                x=periods,
                y=part[value].astype(float).tolist(),
                mode="lines",
                line={"color": colour, "width": 1.8},
                hovertemplate="%{x}: %{y:.2f}<extra></extra>",
            ),
            **at,
        )
    figure.update_xaxes(
        type="category", tickvals=_few(sorted(set(frame["period"])), 3), tickangle=0, tickfont={"size": 10}
    )
    figure.update_yaxes(rangemode="tozero", nticks=4, tickfont={"size": 10})
    figure.update_annotations(font={"size": 12})
    return figure.update_layout(height=40 + 110 * rows, margin={"t": 28})
