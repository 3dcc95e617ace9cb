"""One answer as a file writes it, taken apart into its number and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cxlab.intake.scales import anchors
from cxlab.intake.scales.words import bare, resource
from cxlab.intake.words import plain

# "5", "5分", "5 - Important", "5分 非常满意", "10(非常愿意)", "5=非常满意", "5星": number, unit, sign, words.
_UNIT, _SIGN = r"(?:分|星|级|颗星|stars?|points?)?", r"[-–—:、.)\]=,(|/]*"
_NUMBER_FIRST = re.compile(rf"^[(\[]?([-+]?\d+(?:\.\d+)?)\s*{_UNIT}\s*{_SIGN}\s*(\D.*)?$")
# "非常满意(5分)", "非常满意 5", "very satisfied - 5".
_NUMBER_LAST = re.compile(rf"^(\D*?[^\W\d])\s*[-–—:=,(|]*\s*([-+]?\d+(?:\.\d+)?)\s*{_UNIT}\s*\)?$")
_LETTER = re.compile(r"^[a-h](?:\s*[.、:)]\s*(?=\S)|(?=[\u4e00-\u9fff]))")
_ASIDE = re.compile(r"\s*(?:[(\[【〖:]|—+|--+| - ).*$")
_STARS = re.compile(r"^(★*)☆*$")


@dataclass(frozen=True)
class Answer:
    """What an answer says: `number` (None: none) and `words` without blanks and signs ("": none)."""

    number: float | None
    words: str


def written(raw: str) -> float | None:
    """Return the number that an answer is, None where it holds anything else."""
    try:
        return float(plain(raw))
    except ValueError:
        return None


def read(value: object) -> Answer:
    """Take an answer apart; full-width digits and signs are understood, "A." before words is left out."""
    if isinstance(value, (int, float)):
        return Answer(float(value), "")
    text = _LETTER.sub("", plain(value))
    if text and (stars := _STARS.fullmatch(text)):
        return Answer(float(len(stars[1])), "")
    if found := _NUMBER_FIRST.fullmatch(text):
        return Answer(float(found[1]), _words(found[2] or ""))
    if found := _NUMBER_LAST.fullmatch(text):
        return Answer(float(found[2]), _words(found[1]))
    return Answer(None, _words(text))


def _words(text: str) -> str:
    """Return bare words; where no scale knows them, those before a remark ("喜欢（让我开心）") or without "I am"."""
    whole = bare(text)
    tries = [whole, bare(_ASIDE.sub("", text))]
    tries += [re.sub(resource("anchors")["lead"], "", word) for word in tries]
    return next((word for word in tries if word and anchors.known(word)), whole)
