"""Red lines: one case is enough, so recall goes before precision and no negation undoes a match."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cxlab.text.reading.lexicon import Lexicon
from cxlab.text.reading.matcher import Matcher

_CONDITION = " if problem"


@dataclass(frozen=True)
class RedLines:
    """The lanes of ``red_lines.txt`` (its sections), less the expressions of ``red_lines_harmless.txt``."""

    lexicon: Lexicon

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher([*self.lexicon.lists["red_lines"], *self.lexicon.lists["red_lines_harmless"]])

    def find(self, text: str, *, problem: bool) -> dict[str, tuple[str, ...]]:
        """Return the lanes of `text` (normalized, lower case), in the order of the list, each with its entries.

        A section ``[lane if problem]`` holds everyday words (孩子), which count only where `problem` tells that the
        text complains.
        """
        sections, harmless = self.lexicon.lists["red_lines"], self.lexicon.lists["red_lines_harmless"]
        met = dict.fromkeys(entry for _, _, entry in self._matcher.find(text) if entry not in harmless)
        lanes: dict[str, tuple[str, ...]] = {}
        for section in dict.fromkeys(sections.values()):
            lane = section.removesuffix(_CONDITION)
            entries = tuple(entry for entry in met if sections[entry] == section)
            if entries and (problem or lane == section):
                lanes[lane] = lanes.get(lane, ()) + entries
        return lanes
