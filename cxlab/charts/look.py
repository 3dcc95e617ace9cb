"""Shared look of all charts: colours, template, labels, and figures as JSON that is the same for the same figure."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cxlab.phrases import in_both_languages, visible
from cxlab.study import Text

INK = "#1f2933"
MUTED = "#52606d"
GRID = "#e4e7eb"
BLUE = "#0b62a4"
ORANGE = "#d1621b"
GREEN = "#2f7d5b"
PALE = "#9fb3c8"
BAND = "rgba(11,98,164,0.15)"
FORMATS = {"percent": ".0%"}
SHADES = (BLUE, ORANGE, GREEN, "#8a5a83", "#b08900", "#3a8fb7", "#7b3f00", "#5c6f2d")
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


def label(words: str, longest: int = 16) -> str:
    """Return a label for a figure, short enough for a phone; English may be half as long again."""
    said = visible(words)
    return in_both_languages(Text(zh=_short(said.zh, longest), en=_short(said.en, longest * 3 // 2)))


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def whisker(
    values: pd.Series, frame: pd.DataFrame, ends: tuple[str, str] | None, *, thin: bool = False
) -> dict[str, Any] | None:
    """Return plotly error bars from the columns of an interval, None where there is none."""
    if ends is None:
        return None
    low, high = frame[ends[0]].astype(float), frame[ends[1]].astype(float)
    return {
        "type": "data",
        "symmetric": False,
        "array": (high - values).clip(lower=0).tolist(),
        "arrayminus": (values - low).clip(lower=0).tolist(),
        "color": PALE if thin else INK,
        "thickness": 1 if thin else 1.2,
        "width": 0 if thin else 3,
    }


def shades(groups: Iterable[str]) -> list[str]:
    """Return a colour for each row by its group, the groups in the order in which they come up.

    Beyond eight groups colours return; labels, never colours alone, tell groups apart.
    """
    every = list(groups)
    order = {group: place for place, group in enumerate(dict.fromkeys(every))}
    return [SHADES[order[group] % len(SHADES)] for group in every]


def colours(colour: Sequence[str] | str, kept: pd.Series) -> list[str]:
    """Return one colour for each row that is drawn; `colour` is one for all or one a row of the whole frame."""
    every = [colour] * len(kept) if isinstance(colour, str) else list(colour)
    return [c for c, keep in zip(every, kept, strict=True) if keep]
