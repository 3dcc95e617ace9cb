"""Names for groups of slides, as PowerPoint's overview shows them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from lxml import etree

_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_LISTED = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


def name(deck: Any, groups: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Group slides under names; each slide belongs to exactly one group, in the order of the deck."""
    extensions = deck.element.makeelement(f"{{{deck.element.nsmap['p']}}}extLst")
    listed = etree.SubElement(extensions, f"{{{deck.element.nsmap['p']}}}ext", uri=_LISTED)
    sections = etree.SubElement(listed, f"{{{_P14}}}sectionLst", nsmap={"p14": _P14})
    for title, slides in groups:
        first = str(slides[0].slide_id)
        key = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, first)).upper() + "}"
        section = etree.SubElement(sections, f"{{{_P14}}}section", name=title, id=key)
        ids = etree.SubElement(section, f"{{{_P14}}}sldIdLst")
        for slide in slides:
            etree.SubElement(ids, f"{{{_P14}}}sldId", id=str(slide.slide_id))
    deck.element.append(extensions)
