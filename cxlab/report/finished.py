"""What a finished page says to a reader or a program: its texts, attributes, data and quotations, without markup."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

# Where a customer's words stand.
_QUOTING = ("td", "blockquote")
# plotly.js itself; it holds nothing of the study.
_LIBRARY = "plotly-gz"


@dataclass
class Finished:
    """Strings of a page: those a reader or a program meets (`texts`), of its JSON (`data`), and quotations (`quotes`).

    `texts` has attributes, comments, styles and scripts too; `data` is inflated where it is packed.
    """

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
    """Yield every string and every number without a fraction of a JSON document, keys too."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)
    elif isinstance(node, str) or (isinstance(node, int) and not isinstance(node, bool)):
        yield str(node)
    elif isinstance(node, float) and node.is_integer():
        yield str(int(node))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Finished()
        self._open: tuple[str, dict[str, str]] = ("", {})
        self._attributes: set[str] = set()
        self._quote: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self._open = (tag, known)
        new = {part for attribute in attrs for part in attribute if part} - self._attributes
        self._attributes |= new
        self.found.texts += sorted(new)
        if tag in _QUOTING and "quote" in known.get("class", "").split():
            self._quote = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _QUOTING and self._quote is not None:
            self.found.quotes.append("".join(self._quote))
            self._quote = None
        self._open = ("", {})

    def handle_comment(self, data: str) -> None:
        self.found.texts.append(data)

    def handle_data(self, data: str) -> None:
        tag, attributes = self._open
        kind = attributes.get("type") if tag == "script" else None
        if attributes.get("id") == _LIBRARY:
            return
        if kind == "application/json":
            self.found.data += strings(json.loads(data))
        elif kind == "text/plain":
            self.found.data += strings(json.loads(gzip.decompress(base64.b64decode(data))))
        else:
            self.found.texts.append(data)
            if self._quote is not None:
                self._quote.append(data)
