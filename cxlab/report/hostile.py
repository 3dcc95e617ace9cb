"""What strings from the artifacts go through before a page sees them: they may be customers' words.

HTML is escaped by the templates; here is what escaping alone does not cover: characters that turn text around,
the little HTML that plotly understands inside labels, and JSON inside a script element.
"""

from __future__ import annotations

import json
import re
from typing import Any

# Bidirectional overrides and marks, zero-width characters but the joiner, other controls but tab and newline.
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TEMPLATES = ("hovertemplate", "texttemplate")
_BREAK = re.compile(r"&lt;br\s*/?>", re.IGNORECASE)
_EXTRA = re.compile(r"&lt;(/?extra)>")
# Parts of a figure that make plotly ask a server for something.
_FETCHING = ("images", "map", "mapbox", "geo")


def clean(text: str) -> str:
    """Return `text` without characters that are not seen but change how the rest is read."""
    return _UNSEEN.sub("", text)


def for_plotly(node: Any, key: str = "") -> Any:
    """Return a figure (as JSON) whose labels are shown letter by letter.

    Plotly reads ``<b>`` or ``<a href=…>`` inside labels as markup. Every ``<`` is escaped, except in a line break
    and, in hover templates, in the ``<extra>`` element, neither of which can carry an address or a style.
    """
    if isinstance(node, dict):
        return {clean(k): for_plotly(v, k) for k, v in node.items() if not (key == "layout" and k in _FETCHING)}
    if isinstance(node, list):
        return [for_plotly(value, key) for value in node]
    if not isinstance(node, str):
        return node
    text = _BREAK.sub("<br>", clean(node).replace("<", "&lt;"))
    return _EXTRA.sub(r"<\1>", text) if key in _TEMPLATES else text


def embed(node: Any) -> str:
    """Return `node` as JSON that is safe inside a script element."""
    text = json.dumps(node, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
