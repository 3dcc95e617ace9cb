"""What a finished Office file says, part by part: slides, notes, charts and the workbooks behind them, cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from cxlab.report.finished import Finished

# Runs of a paragraph or a cell belong together: a number may be split among them.
_WHOLE = ("{*}p", "{*}si", "{*}is")
_ALONE = ("{*}v", "{*}f", "{*}formula1")
_SAID = ("descr", "title", "name", "Target", "author", "lastModifiedBy")


def read(content: bytes) -> Finished:
    """Return the strings of a .pptx or .xlsx: `texts` that a reader sees, `data` that lie behind charts and cells."""
    found = Finished()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            part = archive.read(name)
            if name.endswith(".xlsx"):
                within = read(part)
                found.data += [*within.texts, *within.data]
            elif name.endswith((".xml", ".rels")):
                root = etree.fromstring(part)
                found.texts += _texts(root)
                found.data += [leaf.text for leaf in root.iter(*_ALONE) if leaf.text]
    return found


def _texts(root: etree._Element) -> Iterator[str]:
    for whole in root.iter(*_WHOLE):
        yield "".join(piece.text or "" for piece in whole.iter("{*}t"))
    for element in root.iter(etree.Element):
        yield from (element.attrib[name] for name in _SAID if name in element.attrib)
        if element.getparent() is root and not len(element) and element.text:
            yield element.text
