"""The journey as labels along a line: stages beside each other, touchpoints below their stage, ties between them."""

from __future__ import annotations

import textwrap
from typing import Protocol

import pandas as pd
import plotly.graph_objects as go

from cxlab.charts.look import BLUE, GREEN, GRID, MUTED, ORANGE, PALE
from cxlab.phrases import in_both_languages, visible
from cxlab.study import Text

COLUMN, ROW = 100, 62
"""Pixels of a stage's column and of a touchpoint's row: a map is never squeezed, a phone scrolls it sideways."""
SMALLEST, LARGEST = 7.0, 30.0
MOST_LINES = 20
LONGEST = {"zh": 7, "en": 13}
"""Characters of a line of a name; a column holds no more."""
_MARKS = {"high": ORANGE, "none": GRID, "few": PALE}


class Layout(Protocol):
    """Where things stand (`cxlab.insight.journey.map_layout.MapLayout`)."""

    stages: pd.DataFrame
    labels: pd.DataFrame
    lines: pd.DataFrame
    visibility: float
    width: int
    height: int


def journey_map(layout: Layout, names: dict[str, str], *, back_stage: str) -> go.Figure:
    """Draw the label view of a journey; touchpoints in which the researcher has a hand have a green ring.

    Parameters
    ----------
    layout
        Frames with the places of stages, labels and lines; groups of fewer than five people are already out.
    names
        What a reader sees, by id of stage and touchpoint.
    back_stage
        Phrase key beside the line below which customers do not see.
    """
    figure = go.Figure()
    for row in layout.lines.head(MOST_LINES).to_dict("records"):
        figure.add_shape(
            type="line",
            layer="below",
            opacity=0.6,
            line={"color": PALE, "width": 0.6 + 3 * float(row["width"]), "dash": "dot" if row["back"] else "solid"},
            **{end: row[end] for end in ("x0", "y0", "x1", "y1")},
        )
    seats = layout.labels
    figure.add_trace(
        go.Scatter(
            x=seats["x"].tolist(),
            y=seats["y"].tolist(),
            mode="markers+text",
            text=[_two_lines(names[id]) for id in seats["touchpoint"]],
            textposition="bottom center",
            textfont={"size": 11},
            marker={
                "size": (SMALLEST + (LARGEST - SMALLEST) * seats["size"]).round(1).tolist(),
                "color": [_MARKS.get(mark, BLUE) for mark in seats["mark"]],
                "opacity": 1,
                "line": {
                    "color": [GREEN if mine else MUTED for mine in seats["touched"]],
                    "width": [3.0 if mine else 0.5 for mine in seats["touched"]],
                },
            },
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
    for stage in layout.stages.to_dict("records"):
        figure.add_annotation(
            x=stage["middle"],
            y=0.1,
            yanchor="bottom",
            text=_two_lines(names[str(stage["stage"])]),
            showarrow=False,
            font={"size": 13, "color": MUTED},
        )
    if layout.visibility == layout.visibility:  # there is a back stage
        figure.add_hline(y=layout.visibility, line={"color": MUTED, "width": 1, "dash": "dash"})
        figure.add_annotation(
            x=0, y=layout.visibility, text=f"@{back_stage}", showarrow=False, xanchor="left", yanchor="top",
            font={"size": 11, "color": MUTED},
        )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, layout.width])
    figure.update_yaxes(visible=False, range=[layout.height + 0.2, -0.6])
    wide, high = COLUMN * layout.width, ROW * (layout.height + 1) + 20
    return figure.update_layout(height=high, meta={"wide": wide}, margin={"l": 4, "r": 4, "t": 8, "b": 8})


def _two_lines(words: str) -> str:
    """Return a name on at most two lines in each language."""
    said = visible(words)
    broken = {
        lang: "<br>".join(textwrap.wrap(getattr(said, lang), longest, max_lines=2, placeholder="…"))
        for lang, longest in LONGEST.items()
    }
    return in_both_languages(Text(**broken))
