"""Words of the widgets, and customers' texts as the widgets show them: letter by letter, never as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from importlib.resources import files

import ipywidgets as widgets
import pandas as pd
from IPython.display import HTML, Javascript, display

from cxlab.phrases import Lang, phrase
from cxlab.report.hostile import clean

LONGEST = 400


def say(key: str, lang: Lang, **values: object) -> str:
    """Return the phrase ``workbench.<key>`` (or any full key) with its fields filled."""
    words = phrase(key if "." in key else f"workbench.{key}")
    return str(getattr(words, lang)).format(**values)


def safe(text: object) -> str:
    """Return a text as HTML that shows it as it is."""
    return html.escape(clean(str(text)))


def shown(text: str, words: Sequence[str] = ()) -> str:
    """Return a customer's text as HTML: escaped, cut at 400 characters, searched words marked."""
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    if not words:
        return safe(text)
    pattern = re.compile("(" + "|".join(re.escape(word) for word in words) + ")", re.IGNORECASE)
    pieces = pattern.split(text)
    return "".join(f"<mark>{safe(p)}</mark>" if place % 2 else safe(p) for place, p in enumerate(pieces))


def status(words: str) -> str:
    """Return a line that a screen reader speaks when it changes."""
    return f'<div role="status" aria-live="polite" style="min-height:1.6em">{safe(words)}</div>'


def as_table(frame: pd.DataFrame) -> HTML:
    """Return a frame of words as a table that reads from the left."""
    said = frame.map(lambda cell: clean(str(cell)))
    rows = said.to_html(index=False, border=0, max_rows=None)
    style = ".cxlab-words :is(th, td) { text-align: left !important }"
    return HTML(f"<style>{style}</style><div class=cxlab-words>{rows}</div>")


def put_on_screen(widget: widgets.Widget) -> None:
    """Show a widget whose keys JupyterLab leaves alone."""
    script = files("cxlab").joinpath("resources/workbench/keys.js").read_text(encoding="utf-8")
    display(Javascript(script), widget)
