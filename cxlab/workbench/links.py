"""Links out of a widget: notebooks open in JupyterLab, pages of a report in a tab of their own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import ipywidgets as widgets
from IPython.display import Javascript, display

from cxlab.workbench.words import safe

Link = tuple[str, Path]
"""Words, and the file that they lead to."""


def links(items: Sequence[Link]) -> str:
    """Return links as HTML for `Linked`, relative to the working folder, which is that of the notebook."""
    return " · ".join(_link(words, file) for words, file in items)


class Linked:
    """An output in which JupyterLab resolves relative links itself (in the text of a widget it would not)."""

    def __init__(self) -> None:
        self.widget = widgets.Output()
        self.html = ""

    def show(self, html: str) -> None:
        """Show HTML that holds links."""
        self.html = html
        self.widget.outputs = ({"output_type": "display_data", "data": {"text/html": html}, "metadata": {}},)


def heed_links() -> None:
    """Open pages of reports in a tab of their own; JupyterLab would show them without their scripts."""
    script = files("cxlab").joinpath("resources/workbench/links.js").read_text(encoding="utf-8")
    display(Javascript(script))


def _link(words: str, file: Path) -> str:
    path = Path(os.path.relpath(file.resolve(), Path.cwd())).as_posix()
    tab = ' target="_blank" rel="noopener"' if file.suffix == ".html" else ""
    return f'<a href="{safe(path)}"{tab}>{safe(words)}</a>'
