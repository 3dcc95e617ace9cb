"""From a value before to the value now, one row a thing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from cxlab.charts.look import GREEN, MUTED, ORANGE, PALE, label
from cxlab.numbers import plain

STATE_COLOURS: Mapping[str, str] = {
    "new": ORANGE,
    "rising": ORANGE,
    "falling": GREEN,
    "seasonal": MUTED,
    "level": PALE,
}


def shifts(
    frame: pd.DataFrame, name: str, before: str, now: str, *, state: str, unit: str, axis: str, note: str | None = None
) -> go.Figure:
    """Draw a hollow dot for the value before, a full one for now and the way between them, first row on top.

    Parameters
    ----------
    state
        Column with the codes of `STATE_COLOURS`.
    note
        Column with a ratio to write beside the row (now over before); nothing is written where there was none before.
    """
    shown = frame[frame[before].notna() & frame[now].notna()]
    names = [label(text) for text in shown[name]]
    then, lately = shown[before].astype(float), shown[now].astype(float)
    tints = [STATE_COLOURS[code] for code in shown[state]]
    figure = go.Figure()
    for text, start, end, tint in zip(names, then, lately, tints, strict=True):
        line = {"color": tint, "width": 3}
        figure.add_trace(go.Scatter(x=[start, end], y=[text, text], mode="lines", line=line, hoverinfo="skip"))
    for values, fill in ((then, ["white"] * len(tints)), (lately, tints)):
        marker = {"color": fill, "size": 10, "line": {"color": tints, "width": 2}}
        figure.add_trace(
            go.Scatter(x=values.tolist(), y=names, mode="markers", marker=marker, hoverinfo="skip", cliponaxis=False)
        )
    reach = float(pd.concat([then, lately]).max()) or 1.0
    if note is not None:
        figure.add_trace(
            go.Scatter(
                x=pd.concat([then, lately], axis=1).max(axis=1).tolist(),
                y=names,
                mode="text",
                text=[f"  ×{plain(r, 'ratio', 'zh')}" if b > 0 else "" for r, b in zip(shown[note], then, strict=True)],
                textposition="middle right",
                hoverinfo="skip",
                cliponaxis=False,
            )
        )
    tickformat = {"tickformat": ".0%"} if unit == "percent" else {}
    figure.update_xaxes(title={"text": f"@{axis}"}, range=[-0.03 * reach, 1.3 * reach], **tickformat)
    figure.update_yaxes(autorange="reversed", type="category")
    return figure.update_layout(height=60 + 32 * len(shown))
