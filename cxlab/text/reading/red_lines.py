"""Red lines: one case is enough, so recall goes before precision and no negation undoes a match."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cxlab.text.reading.lexicon import Lexicon
from cxlab.text.reading.matcher import Matcher


@dataclass(frozen=True)
class RedLines:
    """The lanes of ``red_lines.txt`` (its sections), less the expressions of ``red_lines_harmless.txt``."""

    lexicon: Lexicon

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher([*self.lexicon.lists["red_lines"], *self.lexicon.lists["red_lines_harmless"]])

    def find(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the lanes, in the order of the list, and the entries found in `text` (normalized, lower case)."""
        entries, harmless = self.lexicon.lists["red_lines"], self.lexicon.lists["red_lines_harmless"]
        found = list(dict.fromkeys(entry for _, _, entry in self._matcher.find(text) if entry not in harmless))
        lanes = {entries[entry] for entry in found}
        return tuple(lane for lane in dict.fromkeys(entries.values()) if lane in lanes), tuple(found)
