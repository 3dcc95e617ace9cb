"""Shared look of all charts, and the few shapes that chapters draw.

A chart takes a tidy frame that is already free of small cells and returns a plotly figure. Visible words are data
labels or ``@phrase`` keys; nothing here reads files or decides what a number means.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

INK = "#1f2933"
MUTED = "#7b8794"
GRID = "#e4e7eb"
BLUE = "#0b62a4"
ORANGE = "#d1621b"
GREEN = "#2f7d5b"
PALE = "#9fb3c8"
CLASS_COLOURS = {"M": ORANGE, "O": BLUE, "A": GREEN, "I": PALE, "R": "#8a5a83", "Q": "#cbd2d9"}


def template() -> dict[str, Any]:
    """Return the layout that every chart shares, added once a report instead of once a figure."""
    axis = {
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "linecolor": GRID,
        "automargin": True,
        "title": {"font": {"size": 12, "color": MUTED}},
    }
    return {
        "layout": {
            "font": {
                "family": "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
                "size": 13,
                "color": INK,
            },
            "colorway": [BLUE, ORANGE, GREEN, "#8a5a83", "#b08900", PALE],
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 16, "t": 16, "b": 40},
            "showlegend": False,
            "hovermode": "closest",
            "xaxis": axis,
            "yaxis": axis,
        }
    }


def to_json(figure: go.Figure) -> str:
    """Return the figure as JSON without the shared template; the same figure gives the same bytes."""
    bare = go.Figure(figure)
    bare.layout.template = None
    return json.dumps(_plain(bare.to_plotly_json()), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(node: Any) -> Any:
    """Turn arrays, numpy scalars and missing values into plain JSON; floats keep six significant digits."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_plain(value) for value in node]
    if hasattr(node, "tolist"):
        return _plain(node.tolist())
    if node is None or node is pd.NA or node is pd.NaT:
        return None
    if isinstance(node, float):
        return float(f"{node:.6g}") if math.isfinite(node) else None
    return node.isoformat() if hasattr(node, "isoformat") else node
