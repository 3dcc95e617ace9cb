"""The question pairs of a wide KANO export, found by their answers and by what their headers share."""

from __future__ import annotations

import re
from collections import defaultdict

from cxlab.intake.content import Content
from cxlab.intake.labels import quoted_parts, shortened
from cxlab.intake.words import plain, resource

_MOST = 0.7


def pairs(content: dict[str, Content]) -> dict[str, dict[str, str]]:
    """Return ``{feature: {label, functional, dysfunctional[, importance]}}``; what cannot be paired is left out.

    Two headers are a pair when their answers are KANO wordings, they are alike but for the words that mark the
    two sides (functional, 正向, 如果没有 ...), and exactly one of them is marked negative.
    """
    marks = resource("scaffold")
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"functional": [], "dysfunctional": []})
    for header, held in content.items():
        if held.answer >= _MOST:
            side = "dysfunctional" if _marked(header, marks["negative_marks"]) else "functional"
            groups[_stem(header, marks["functional_marks"])][side].append(header)
    importance = {_stem(h, marks["importance_marks"]): h for h in content if _marked(h, marks["importance_marks"])}
    found: dict[str, dict[str, str]] = {}
    paired = {stem: s for stem, s in groups.items() if len(s["functional"]) == len(s["dysfunctional"]) == 1}
    labels = _labels({stem: sides["functional"][0] for stem, sides in paired.items()})
    for stem, sides in paired.items():
        parts = {"label": labels[stem], **{side: headers[0] for side, headers in sides.items()}}
        if stem in importance:
            parts["importance"] = importance[stem]
        short = re.fullmatch(r"[a-z]\d{1,3}", stem)
        found[stem.upper() if short else f"F{len(found) + 1:02d}"] = parts
    return found


def _labels(headers: dict[str, str]) -> dict[str, str]:
    """Return a label for each stem: what its header has in quotation marks, else the stem without what all share."""
    quoted = quoted_parts(list(headers.values()))
    short = shortened(list(headers))
    return {stem: quoted[header] if quoted else short[stem] for stem, header in headers.items()}


def _marked(header: str, marks: list[str]) -> bool:
    return any(mark in plain(header) for mark in marks)


def _stem(header: str, marks: list[str]) -> str:
    """Return what is left of a header without the marks, numbering and signs."""
    text = re.sub(r"^\s*q?\d+\s*[、.．:：]\s*", "", plain(header))
    for mark in sorted(marks, key=len, reverse=True):
        text = text.replace(mark, " ")
    return re.sub(r"[\W_]+", " ", text).strip()
