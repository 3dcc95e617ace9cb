"""Polarity, emotion and its strength, from the cues of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cxlab.text.reading.cues import FEELINGS, Cue

_SHOUTED = re.compile(r"[!！]{2}|急急急")


@dataclass(frozen=True)
class Tone:
    """Polarity -1..1, emotion (a list of feelings or ``neutral``), strength 0-3, and the words behind each."""

    polarity: float
    emotion: str
    strength: int
    words: tuple[str, ...]


def tone(cues: Sequence[Cue], raw: str) -> Tone:
    """Return the tone of a text with those `cues`; `raw` is the text as it came (for marks of exclamation).

    Polarity is the sum of the weights over the sum of their sizes plus one: a single mild word gives 0.5, words of
    both kinds cancel. The emotion is the feeling with the most weight; a negated satisfaction is disappointment, a
    negated complaint no feeling. Without a feeling the text is neutral and its strength 0.
    """
    total = sum(cue.weight for cue in cues)
    size = sum(abs(cue.weight) for cue in cues)
    weights = dict.fromkeys(FEELINGS, 0.0)
    for cue in cues:
        feeling = _feeling(cue)
        if feeling:
            weights[feeling] += abs(cue.weight)
    emotion = max(FEELINGS, key=lambda name: weights[name])
    if weights[emotion] == 0:
        emotion = "neutral"
    words = tuple(dict.fromkeys(cue.words for cue in cues if cue.weight))
    return Tone(round(total / (size + 1), 2), emotion, _strength(cues, emotion, raw), words)


def _feeling(cue: Cue) -> str:
    if not cue.weight or cue.source not in FEELINGS:
        return ""
    if not cue.turned:
        return cue.source
    return "disappointed" if cue.source == "satisfied" else ""


def _strength(cues: Sequence[Cue], emotion: str, raw: str) -> int:
    if emotion == "neutral":
        return 0
    felt = max(cue.level + (cue.stressed > 1) - (cue.stressed < 1) for cue in cues if _feeling(cue) == emotion)
    return min(3, max(1, felt) + bool(_SHOUTED.search(raw)))
