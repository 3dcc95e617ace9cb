"""The answers of one column as a recogniser looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cxlab.intake.scales.answers import Answer
from cxlab.intake.scales.question import Question

AWAY = -99.0
"""The code that answers such as 不适用 become."""


@dataclass(frozen=True)
class Given:
    """How often each answer was given (as the file writes it), each taken apart, and what the question says."""

    counts: Mapping[str, int]
    answers: Mapping[str, Answer]
    asked: Question

    @cached_property
    def total(self) -> int:
        """The number of answers."""
        return sum(self.counts.values())

    @cached_property
    def numbers(self) -> dict[float, int]:
        """How often each number was given."""
        found: Counter[float] = Counter()
        for raw, n in self.counts.items():
            if (number := self.answers[raw].number) is not None:
                found[number] += n
        return dict(sorted(found.items()))

    @cached_property
    def labels(self) -> dict[float, str]:
        """The words that stand beside numbers."""
        return {a.number: a.words for a in self.answers.values() if a.number is not None and a.words}

    def share(self, answers: list[str]) -> float:
        """Return the share of some of the answers."""
        return sum(self.counts[raw] for raw in answers) / self.total
