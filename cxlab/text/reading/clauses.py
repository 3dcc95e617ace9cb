"""Where one clause ends and the next begins: negation, wishes and questions reach no further than their clause."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# A full stop inside a number ends nothing; a space does where customers write spaces instead of commas.
_END = re.compile(r"(?<!\d)[.,:]|[.,:](?!\d)|[。!?;\n…~、]|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Clauses:
    """The clauses of one text: `ends` are the places of the marks, `marks` the marks themselves."""

    ends: tuple[int, ...]
    marks: str

    @classmethod
    def of(cls, text: str) -> Clauses:
        """Cut `text` (normalized) into clauses."""
        ends = [match.start() for match in _END.finditer(text)]
        return cls(tuple(ends), "".join(text[end] for end in ends))

    def at(self, place: int) -> int:
        """Return the number of the clause that `place` lies in."""
        return bisect_right(self.ends, place)

    def asked(self, clause: int) -> bool:
        """Tell whether the clause ends with a question mark."""
        return clause < len(self.marks) and self.marks[clause] == "?"

    def spoken(self, text: str) -> int:
        """Return how many clauses of `text` have words."""
        starts = (0, *(end + 1 for end in self.ends))
        return sum(
            bool(_WORD.search(text[start:end])) for start, end in zip(starts, (*self.ends, len(text)), strict=True)
        )
