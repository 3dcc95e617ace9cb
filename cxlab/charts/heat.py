"""Matters crossed with groups: a table that is coloured, its certain cells framed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cxlab.charts.look import BLUE, INK, ORANGE, label
from cxlab.numbers import plain

FOURFOLD = 2.0
_SCALE = [[0.0, BLUE], [0.5, "#ffffff"], [1.0, ORANGE]]


def heat(frame: pd.DataFrame, row: str, column: str, value: str, against: str, *, marked: str, unit: str) -> go.Figure:
    """Draw one cell per row and column with its value written in it, in the order in which names come up.

    The colour says how often more (orange) or less (blue) than `against`, up to fourfold; only framed cells are
    certain. Hidden or absent cells are empty.

    Parameters
    ----------
    frame
        One row a cell; a cell stands once.
    value, against
        Columns compared, of the same unit (`unit`, as in `numbers.Number`).
    marked
        Boolean column: frame the cell.
    """
    rows, columns = (list(dict.fromkeys(frame[c])) for c in (row, column))
    shown = frame[frame[value].notna()].set_index([row, column])
    place = pd.MultiIndex.from_product([rows, columns])
    values, base = (shown[c].astype(float).reindex(place) for c in (value, against))
    lean = np.log2(values.clip(lower=1e-9) / base.clip(lower=1e-9)).clip(-FOURFOLD, FOURFOLD)
    shape = (len(rows), len(columns))
    texts = ["" if np.isnan(v) else plain(v, unit, "zh") for v in values]
    figure = go.Figure(
        go.Heatmap(
            z=np.asarray(lean).reshape(shape).tolist(),
            text=np.array(texts, dtype=object).reshape(shape).tolist(),
            texttemplate="%{text}",
            textfont={"size": 11, "color": INK},
            colorscale=_SCALE,
            zmid=0,
            zmin=-FOURFOLD,
            zmax=FOURFOLD,
            showscale=False,
            hoverinfo="skip",
            xgap=1,
            ygap=1,
            opacity=0.85,
        )
    )
    certain = shown[marked].astype("boolean").fillna(False).reindex(place, fill_value=False).to_numpy(dtype=bool)
    for i, j in np.argwhere(certain.reshape(shape)):
        frame_line = {"color": INK, "width": 2}
        figure.add_shape(type="rect", x0=j - 0.48, x1=j + 0.48, y0=i - 0.46, y1=i + 0.46, line=frame_line)
    ticks = {"tickmode": "array", "showgrid": False, "zeroline": False}
    names = [label(text, 8) for text in columns]
    figure.update_xaxes(
        side="top",
        range=[-0.5, len(columns) - 0.5],
        tickvals=list(range(len(columns))),
        ticktext=names,
        tickangle=-60,
        **ticks,
    )
    figure.update_yaxes(
        autorange="reversed",
        tickvals=list(range(len(rows))),
        ticktext=[label(text, 12) for text in rows],
        **ticks,
    )
    return figure.update_layout(height=110 + 26 * len(rows), margin={"t": 90, "b": 8, "r": 44})
