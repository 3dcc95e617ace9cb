"""Whether the numbers of a sentence stand on something: an interval, a base, and enough people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxlab.insight.speech.sentence import Sentence
from cxlab.insight.speech.words import Language, Pattern, without
from cxlab.numbers import NO_PERCENTAGE, SMALL_SAMPLE


def has_interval(sentence: Sentence, language: Language) -> bool:
    """Tell whether the sentence, or a number behind it, has an interval."""
    if any(number.low is not None for number in sentence.numbers.values()):
        return True
    return any(pattern.search(sentence.text) for pattern in language.numbers["interval"])


def unfounded(sentence: Sentence, language: Language) -> Iterator[tuple[str, str]]:
    """Yield (rule, what is found) for figures without a base, percentages below n = 20, small samples not called so.

    A sentence with named numbers is judged by these alone: what a report writes under it (n, interval, "small
    sample") follows from them. Otherwise the text is read: percentages, scores, rates and multiples are figures,
    plain counts of people are not.
    """
    measured = {name: number for name, number in sentence.numbers.items() if name not in _SET}
    if sentence.numbers:
        if not any(n.n is not None or n.low is not None or n.unit in _COUNTS for n in measured.values()):
            yield from (("no_base", name) for name in measured)
        return
    words = language.numbers
    text = without(sentence.own, words["spare"])
    percentages = _found(words["percent"], text)
    figures = percentages + _found(words["figure"], without(text, words["percent"]))
    base = _base(text, words)
    if base is None:
        if not has_interval(sentence, language):
            yield from (("no_base", figure) for figure in figures)
        return
    if base < NO_PERCENTAGE:
        yield from (("small_percent", share) for share in percentages)
    told = any(pattern.search(sentence.text) for pattern in words["small"])
    if base < SMALL_SAMPLE and not told and (figures or _found(words["among"], text)):
        yield "small_sample", f"n = {base}"


_COUNTS = ("count", "people")
_SET = ("target",)
"""Names of numbers that somebody decided, so that nothing stands behind them."""


def _base(text: str, words: dict[str, tuple[Pattern, ...]]) -> int | None:
    """Return the smallest stated n; without one the largest number of people or answers that is spoken of."""
    for kind, choose in (("stated", min), ("among", max), ("counted", max)):
        seen = [int(m[1].replace(",", "")) for p in words[kind] for m in p.finditer(text) if m[1].strip(",")]
        if seen:
            return choose(seen)
    return None


def _found(patterns: Sequence[Pattern], text: str) -> list[str]:
    return [match.group() for pattern in patterns for match in pattern.finditer(text)]
