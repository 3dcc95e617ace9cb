"""Which scale a column of answers is on: numbers, numbers with words, or words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxlab.intake import clean
from cxlab.intake.notes import note
from cxlab.intake.scales import numbered, worded
from cxlab.intake.scales.answers import read
from cxlab.intake.scales.given import Given
from cxlab.intake.scales.notes import evidence_told
from cxlab.intake.scales.question import read_question
from cxlab.intake.scales.scale_guess import ScaleGuess

_MOST_ANSWERS = 300


def recognise(values: pd.Series, text: str = "", *, ends: tuple[float, float] | None = None) -> ScaleGuess:
    """Tell which answer scale a column is on.

    Parameters
    ----------
    values
        Answers as the file holds them, words or numbers, of any dtype. Missing cells and words such as "(跳过)" are
        left out. The order of rows does not matter.
    text
        The text of the question (or the header); it may name the kind, the ends and what they mean.
    ends
        Ends known from elsewhere, such as from the other items of a list; those that the question states come first.

    Returns
    -------
    ScaleGuess
        `kind` is "none" where the column is on no answer scale.
    """
    given = _given(values, text)
    if ends is not None and given.asked.ends is None:
        given = replace(given, asked=replace(given.asked, ends=ends, shared=True))
    found = None
    if 0 < len(given.counts) <= _MOST_ANSWERS:
        numeric = sum(given.numbers.values()) > 0.5 * given.total
        found = numbered.guess(given) if numeric else worded.guess(given)
    return found or ScaleGuess("none", evidence=evidence_told([note("nothing")]))


def _given(values: pd.Series, text: str) -> Given:
    """Return how often each answer was given, as text, in an order that rows do not change."""
    cells = clean.strings(clean.without_missing_words(values)).dropna()
    counts = {str(raw): int(n) for raw, n in sorted(cells.value_counts().items())}
    few = len(counts) <= _MOST_ANSWERS
    return Given(counts, {raw: read(raw) for raw in counts} if few else {}, read_question(text))
