"""Answers that are on no scale: those that mean "not applicable", and unknown ones."""

from __future__ import annotations

from cxlab.intake.notes import Note, note
from cxlab.intake.privacy import mask
from cxlab.intake.scales import anchors
from cxlab.intake.scales.given import AWAY, Given

_SHOWN, _LETTERS = 3, 20


def apart(given: Given, answers: list[str]) -> tuple[list[str], list[str]]:
    """Return which of the answers without a place on the scale mean "not applicable", and which are unknown."""
    away = [raw for raw in answers if given.answers[raw].words in anchors.not_applicable()]
    return away, [raw for raw in answers if raw not in away]


def told_apart(given: Given, away: list[str], unknown: list[str]) -> tuple[Note, ...]:
    """Return notes on both."""
    notes = []
    if away:
        notes.append(note("scale_words_missing", share=given.share(away), becomes=f"{AWAY:g}"))
    if unknown:
        count = sum(given.counts[raw] for raw in unknown)
        notes.append(note("scale_unknown", count=count, answers=", ".join(shown(unknown)[:_SHOWN])))
    return tuple(notes)


def shown(answers: list[str]) -> tuple[str, ...]:
    """Return answers as a note may show them: masked and cut."""
    return tuple(mask(raw)[:_LETTERS] for raw in answers)
