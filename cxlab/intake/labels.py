"""Short names out of long question headers: numbering, quotes and what all of them share is taken away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from cxlab.intake.headers import unnumbered
from cxlab.intake.words import resource

_FEWEST, _SHORTEST_AFFIX, _SHORTEST_LABEL, _OPENING = 3, 2, 2, 2
_QUOTED = re.compile(r"[“「『【\"]([^”」』】\"]{2,})[”」』】\"]")
_ASIDE = re.compile(r"\s*[（(\[][^（()）\]]*[)）\]]\s*$")
_EDGE = " \t、，,。．.：:；;？?！!—–-_“”「」【】\"'/|"


def shortened(headers: Sequence[str]) -> dict[str, str]:
    """Return a short label for each of some headers that ask alike.

    What stands in quotation marks is the label where every header has such a part. Else numbering, a remark in
    brackets at the end, the question before the dash of items that share it, and the words that all headers (from
    three) begin or end with are taken away, as long as a label of two letters is left of each and no two become equal.
    A beginning that only opens a question ("How", "How satisfied") stays.
    """
    if quoted := quoted_parts(headers):
        return quoted
    texts = _without_stems([_ASIDE.sub("", unnumbered(h)).strip(_EDGE) or h for h in headers])
    cut = _without_affixes(texts) if len(texts) >= _FEWEST else texts
    good = _distinct(cut) and all(len(t) >= _SHORTEST_LABEL for t in cut)
    return dict(zip(headers, cut if good else texts, strict=True))


def quoted_parts(headers: Sequence[str]) -> dict[str, str]:
    """Return what each header has in quotation marks; nothing where one has none or two have the same."""
    quoted = {h: found.group(1) for h in headers if (found := _QUOTED.search(h))}
    return quoted if len(quoted) == len(headers) and _distinct(list(quoted.values())) else {}


def _without_stems(texts: list[str]) -> list[str]:
    """Return the items of matrices without the question that stands before their dash."""
    parts = [text.rpartition("—") for text in texts]
    times = Counter(stem for stem, _, _ in parts)
    items = [
        item.strip(_EDGE) if times[stem] > 1 and stem else text
        for text, (stem, _, item) in zip(texts, parts, strict=True)
    ]
    return items if _distinct(items) and all(items) else texts


def _without_affixes(texts: list[str]) -> list[str]:
    start = _affix(texts)
    start = 0 if texts and _opens(texts[0][:start]) else start
    rest = [t[start:] for t in texts]
    end = _affix([t[::-1] for t in rest])
    return [t[: len(t) - end].strip(_EDGE).removesuffix("的").strip(_EDGE) for t in rest]


def _opens(shared: str) -> bool:
    """Tell whether words are no more than the opening of a question; behind a sign they are whole."""
    words = shared.casefold().split()
    alone = shared == shared.rstrip(_EDGE.replace(" ", ""))
    return alone and 0 < len(words) <= _OPENING and words[0] in resource("labels")["openers"]


def _affix(texts: list[str]) -> int:
    """Return how many letters all texts begin with alike; a Latin word is not cut in two."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    shared = "".join(letters[0] for letters in alike)
    if any(re.search(r"[A-Za-z]$", shared) and re.match(r"[A-Za-z]", t[len(shared) :]) for t in texts):
        shared = re.sub(r"[A-Za-z]+$", "", shared)
    return len(shared) if len(shared) >= _SHORTEST_AFFIX else 0


def _distinct(texts: list[str]) -> bool:
    return len(set(texts)) == len(texts)
