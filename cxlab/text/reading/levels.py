"""Effort and severity: the highest level that a text reaches in a list of levels 1-3."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cxlab.text.reading.lexicon import Lexicon
from cxlab.text.reading.matcher import Matcher


@dataclass(frozen=True)
class Levels:
    """A list whose sections are levels (``effort`` or ``severity``), less the expressions of the harmless lists."""

    lexicon: Lexicon
    name: str

    @cached_property
    def _matcher(self) -> Matcher:
        lists = self.lexicon.lists
        return Matcher([*lists[self.name], *lists["harmless"], *lists["red_lines_harmless"]])

    def find(self, text: str) -> tuple[int, tuple[str, ...]]:
        """Return the highest level 0-3 and the entries that `text` (normalized, lower case) has, strongest first."""
        sections = self.lexicon.lists[self.name]
        told = {entry for _, _, entry in self._matcher.find(text) if entry in sections}
        found = sorted(told, key=lambda entry: (-int(sections[entry]), entry))
        return (int(sections[found[0]]) if found else 0), tuple(found)
