"""What a finished page says to a reader or a program: its texts, attributes, data and quotations, without markup."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

# Attributes that a reader sees or hears, or that lead elsewhere.
_SAID = ("alt", "aria-label", "title", "href", "src", "content", "placeholder", "value")
_SILENT = ("style", "script")
# Where a customer's words stand.
_QUOTING = ("td", "blockquote")
# plotly.js itself; it holds nothing of the study.
_LIBRARY = "plotly-gz"


@dataclass
class Finished:
    """Strings of a page: `texts` from markup, `data` from its JSON (inflated where packed), `quotes` from tables."""

    texts: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)


def read(page: str) -> Finished:
    """Return the strings of a page written by this report."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    return parser.found


def strings(node: Any) -> Iterator[str]:
    """Yield every string and whole number of a JSON document, keys too."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)
    elif isinstance(node, str) or (isinstance(node, int) and not isinstance(node, bool)):
        yield str(node)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Finished()
        self._open: tuple[str, dict[str, str]] = ("", {})
        self._quote: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self._open = (tag, known)
        self.found.texts += [known[name] for name in _SAID if name in known]
        if tag in _QUOTING and "quote" in known.get("class", "").split():
            self._quote = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _QUOTING and self._quote is not None:
            self.found.quotes.append("".join(self._quote))
            self._quote = None
        self._open = ("", {})

    def handle_data(self, data: str) -> None:
        tag, attributes = self._open
        if tag not in _SILENT:
            self.found.texts.append(data)
            if self._quote is not None:
                self._quote.append(data)
        elif tag == "script" and attributes.get("id") != _LIBRARY:
            if attributes.get("type") == "application/json":
                self.found.data += strings(json.loads(data))
            elif attributes.get("type") == "text/plain":
                self.found.data += strings(json.loads(gzip.decompress(base64.b64decode(data))))
