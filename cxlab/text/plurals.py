"""English plurals read as their singular, by rule: fees and fee are one matter."""

from __future__ import annotations

import re

from cxlab.text.wordlists import words

_SHORTEST = 4
_ES = re.compile(r"(?:ss|sh|ch|x|zz)es$")
_NO_PLURAL = re.compile(r"(?:ss|us|is|as|os)$")


def singular(word: str) -> str:
    """Return the singular of a lower-case English word: fees → fee, companies → company, boxes → box.

    Words that only look like plurals (business, status; ``no_plurals_en.txt``) and those under 4 letters stay.
    """
    if len(word) < _SHORTEST or not word.endswith("s") or _NO_PLURAL.search(word) or word in words("no_plurals_en"):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST + 1:
        return word[:-3] + "y"
    return word[:-2] if _ES.search(word) else word[:-1]
