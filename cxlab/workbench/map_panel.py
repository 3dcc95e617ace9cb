"""Where the topics lie, the chosen one in orange."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go

from cxlab import charts
from cxlab.codebook import Codebook
from cxlab.phrases import Lang, resolve
from cxlab.report.hostile import for_plotly
from cxlab.text.topic_map import plane
from cxlab.workbench.words import safe, say


def picture(figure: go.Figure, lang: Lang) -> dict[str, Any]:
    """Return a figure as the output of a cell, its words in `lang`, labels letter by letter."""
    drawn = resolve(json.loads(charts.to_json(figure)), lang)
    drawn["layout"]["template"] = charts.template()
    return {
        "output_type": "display_data",
        "data": {"application/vnd.plotly.v1+json": {**for_plotly(drawn), "config": {"displayModeBar": False}}},
        "metadata": {},
    }


class MapPanel:
    """The map of the entries that are in use."""

    def __init__(self, book: Codebook, lang: Lang) -> None:
        x, y = plane(book.centres).T
        self._places, self._lang = pd.DataFrame({"code": book.ids, "x": x, "y": y}), lang
        self.output = widgets.Output()
        self.widget = widgets.VBox([widgets.HTML(safe(say("map_help", lang))), self.output])

    def show(self, code: str, entries: pd.DataFrame) -> None:
        """Draw `entries` (by code, with name and size) that have texts and are in use."""
        used = entries[(entries["status"] != "retired") & (entries["size"] > 0)]
        shown = self._places.merge(used, left_on="code", right_index=True)
        if shown.empty:
            self.output.outputs = ()
            return
        colours = [charts.ORANGE if id == code else charts.BLUE for id in shown["code"]]
        figure = charts.bubble_map(shown, f"name_{self._lang}", "x", "y", "size", colour=colours)
        self.output.outputs = (picture(figure, self._lang),)
