"""Short names of KANO features from the wording of their questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxlab.intake.headers import unnumbered
from cxlab.intake.labels import quoted_parts, shortened
from cxlab.intake.scales.words import resource, simple

_OPTION = re.compile(r"^(.*\S)\s*[(（]([^()（）]+(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]\s*$")
_EDGE = " \t、，,。．.：:；;？?！!—–-_"


def feature_names(texts: Sequence[str]) -> list[str]:
    """Return a name for each functional question.

    A code ("F4_functional" is F4), else what stands in quotation marks, else the item in brackets where all share the
    stem of a matrix, else the question without its opening (如果有 ...), its end (您的感受是 ...) and what all share.
    """
    codes = [_code(text) for text in texts]
    if all(codes):
        return codes
    quoted = quoted_parts(texts)
    if quoted:
        return [quoted[text] for text in texts]
    options = [_OPTION.match(unnumbered(text)) for text in texts]
    items = [found[2].strip() for found in options if found]
    if len(items) == len(texts) == len(set(items)) and len({f[1] for f in options if f}) == 1:
        return items
    bodies = [_body(text) for text in texts]
    short = shortened(bodies) if len(set(bodies)) == len(bodies) else {}
    return [short.get(body, text) for body, text in zip(bodies, texts, strict=True)]


def _code(text: str) -> str:
    found = re.match(r"^([a-z]{1,2}\d{1,3})(?![a-z0-9])[\W_]*[a-z]*$|^([a-z]{1,2}\d{1,3})[\W_]*\W*$", simple(text))
    loose = re.match(r"^([a-z]{1,2}\d{1,3})[\s_.-]+\S{1,4}$", simple(text))
    match = found or loose
    return next((part for part in match.groups() if part), "").upper() if match else ""


def _body(text: str) -> str:
    known = resource("question")
    body = unnumbered(text).strip()
    for expression in (known["opening"], known["ending"]):
        body = re.sub(expression, "", body, flags=re.IGNORECASE).strip(_EDGE)
    return body or text
