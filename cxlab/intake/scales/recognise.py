"""Which scale a column of answers is on: numbers, numbers with words, or words."""

from __future__ import annotations

import pandas as pd

from cxlab.intake import clean
from cxlab.intake.notes import note
from cxlab.intake.scales import numbered, worded
from cxlab.intake.scales.answers import read
from cxlab.intake.scales.notes import evidence_told
from cxlab.intake.scales.question import read_question
from cxlab.intake.scales.scale_guess import ScaleGuess

_NUMBERED = 0.5


def recognise(values: pd.Series, text: str = "") -> ScaleGuess:
    """Tell which answer scale a column is on.

    Parameters
    ----------
    values
        Answers as the file holds them, words or numbers, of any dtype; missing cells and words such as "(跳过)" are
        left out. The order of rows does not matter.
    text
        The text of the question (or the header); it may name the kind, the ends and their meaning.

    Returns
    -------
    ScaleGuess
        `kind` is "none" where the column is no answer scale.
    """
    counts = _counts(values)
    asked = read_question(text)
    answers = {raw: read(raw) for raw in counts}
    total = sum(counts.values())
    if not total:
        return nothing()
    with_number = sum(n for raw, n in counts.items() if answers[raw].number is not None)
    found = (numbered if with_number > _NUMBERED * total else worded).guess(counts, answers, asked, text)
    return found or nothing()


def nothing() -> ScaleGuess:
    """Return the guess that a column is on no scale."""
    return ScaleGuess("none", evidence=evidence_told([note("nothing")]))


def _counts(values: pd.Series) -> dict[str, int]:
    """Return how often each answer was given, as text, in an order that rows do not change."""
    given = clean.strings(clean.without_missing_words(values)).dropna()
    return {str(raw): int(n) for raw, n in sorted(given.value_counts().items())}
