"""Bars and dots with their interval, one row a thing, the value written beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cxlab.charts.look import BLUE, FORMATS, MUTED, colours, label, shades, whisker
from cxlab.numbers import plain


def bars(
    frame: pd.DataFrame,
    name: str,
    value: str,
    *,
    unit: str,
    axis: str,
    whiskers: tuple[str, str] | None = None,
    colour: Sequence[str] | str = BLUE,
) -> go.Figure:
    """Draw horizontal bars, first row on top, the value written beside each bar.

    Parameters
    ----------
    name, value
        Columns with the label and the length of the bar.
    unit
        Unit of `value` as in `numbers.Number`.
    axis
        Phrase key of the axis title.
    whiskers
        Columns with the ends of the interval.
    """
    shown = frame[frame[value].notna()]
    values = shown[value].astype(float)
    ends = shown[whiskers[1]].astype(float) if whiskers else values
    figure = go.Figure(
        go.Bar(
            x=values.tolist(),
            y=[label(text) for text in shown[name]],
            orientation="h",
            marker={"color": colours(colour, frame[value].notna())},
            error_x=whisker(values, shown, whiskers),
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
    figure.add_trace(_value_labels(ends, shown[name], [plain(v, unit, "zh") for v in values]))
    low = min(0.0, float(shown[whiskers[0]].min()) if whiskers else float(values.min()))
    reach = max(float(ends.max()), 0.0) - low or 1.0
    figure.update_xaxes(
        title={"text": f"@{axis}"}, tickformat=FORMATS.get(unit), range=[low * 1.05, low + reach * 1.22]
    )
    figure.update_yaxes(autorange="reversed", tickmode="linear")
    return figure.update_layout(height=60 + 30 * len(shown), bargap=0.35)


def grouped_bars(
    frame: pd.DataFrame,
    group: str,
    name: str,
    value: str,
    *,
    unit: str,
    axis: str,
    whiskers: tuple[str, str] | None = None,
) -> go.Figure:
    """Draw horizontal bars under headings, groups and rows in the order in which they come.

    Parameters
    ----------
    group
        Column with the heading that a bar stands under; each has its colour (`look.shades`).
    """
    shown = frame[frame[value].notna()]
    shown = shown.sort_values(group, key=lambda g: g.map({v: i for i, v in enumerate(g.unique())}), kind="stable")
    values = shown[value].astype(float)
    ends = shown[whiskers[1]].astype(float) if whiskers else values
    first = ~shown[group].duplicated()
    places = pd.Series(range(len(shown)), index=shown.index) + first.cumsum()
    figure = go.Figure(
        go.Bar(
            x=values.tolist(),
            y=places.tolist(),
            orientation="h",
            marker={"color": shades(shown[group])},
            error_x=whisker(values, shown, whiskers),
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
    written = {"mode": "text", "textposition": "middle right", "hoverinfo": "skip", "cliponaxis": False}
    texts = [f" {plain(v, unit, 'zh')}" for v in values]
    figure.add_trace(go.Scatter(x=ends.tolist(), y=places.tolist(), text=texts, **written))
    headings = [label(text, 20) for text in shown.loc[first, group]]
    above = (places[first] - 0.85).tolist()
    font = {"size": 12, "color": MUTED}
    figure.add_trace(go.Scatter(x=[0.0] * len(headings), y=above, text=headings, textfont=font, **written))
    reach = float(ends.max()) or 1.0
    figure.update_xaxes(title={"text": f"@{axis}"}, tickformat=FORMATS.get(unit), range=[0, reach * 1.22])
    ticks = {"tickvals": places.tolist(), "ticktext": [label(text) for text in shown[name]]}
    last = float(places.iloc[-1])
    figure.update_yaxes(range=[last + 0.6, -0.4], tickmode="array", showgrid=False, zeroline=False, **ticks)
    return figure.update_layout(height=60 + round(30 * (last + 1)), bargap=0.35)


def intervals(
    frame: pd.DataFrame, name: str, value: str, low: str, high: str, *, unit: str, axis: str, line: float | None = None
) -> go.Figure:
    """Draw a dot with its interval per row, first row on top; `line` marks a value to compare with.

    Ratios are drawn on a logarithmic axis, where halving and doubling are equally long.
    """
    shown = frame[frame[value].notna()]
    values = shown[value].astype(float)
    figure = go.Figure(
        go.Scatter(
            x=values.tolist(),
            y=[label(text) for text in shown[name]],
            mode="markers",
            marker={"color": BLUE, "size": 9},
            error_x=whisker(values, shown, (low, high)),
            hoverinfo="skip",
        )
    )
    figure.add_trace(_value_labels(shown[high].astype(float), shown[name], [plain(v, unit, "zh") for v in values]))
    if line is not None:
        figure.add_vline(x=line, line={"color": MUTED, "dash": "dot", "width": 1})
    ends = [float(shown[low].min()), float(shown[high].max()), *([line] if line is not None else [])]
    figure.update_xaxes(title={"text": f"@{axis}"}, tickformat=FORMATS.get(unit), **_span(min(ends), max(ends), unit))
    figure.update_yaxes(autorange="reversed", type="category")
    return figure.update_layout(height=60 + 32 * len(shown))


def _span(low: float, high: float, unit: str) -> dict[str, Any]:
    """Axis type and a range with room for the written values on the right."""
    kind = "log" if unit == "ratio" and low > 0 else "linear"
    start, end = (math.log10(low), math.log10(high)) if kind == "log" else (low, high)
    pad = (end - start) * 0.08 or 1.0
    ticks = {"tickvals": [0.1, 0.25, 0.5, 1, 2, 4, 10, 100]} if kind == "log" else {}
    return {"type": kind, "range": [start - pad, end + 3 * pad], **ticks}


def stacked(frame: pd.DataFrame, name: str, parts: Mapping[str, str], colours: Mapping[str, str]) -> go.Figure:
    """Draw shares that sum to one as stacked bars; `parts` maps a column to the phrase key of its name."""
    shown = frame[frame[list(parts)].notna().all(axis=1)]
    names = [label(text) for text in shown[name]]
    figure = go.Figure()
    for column, key in parts.items():
        shares = shown[column].astype(float)
        figure.add_trace(
            go.Bar(
                x=shares.tolist(),
                y=names,
                orientation="h",
                name=f"@{key}",
                marker={"color": colours[column]},
                text=[column if share >= 0.07 else "" for share in shares],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                hovertemplate="%{y}: %{x:.0%}<extra></extra>",
            )
        )
    figure.update_xaxes(tickformat=".0%", range=[0, 1])
    figure.update_yaxes(autorange="reversed", tickmode="linear")
    legend = {"orientation": "h", "y": -0.04, "yanchor": "top", "traceorder": "normal"}
    return figure.update_layout(
        barmode="stack", height=110 + 30 * len(shown), bargap=0.3, showlegend=True, legend=legend
    )


def _value_labels(ends: pd.Series, names: pd.Series, texts: list[str]) -> go.Scatter:
    """Write the values to the right of whatever is drawn, as a trace so that they move with the axis."""
    return go.Scatter(
        x=ends.clip(lower=0).tolist() if (ends >= 0).all() else ends.tolist(),
        y=[label(text) for text in names],
        mode="text",
        text=[f" {text}" for text in texts],
        textposition="middle right",
        hoverinfo="skip",
        cliponaxis=False,
    )
