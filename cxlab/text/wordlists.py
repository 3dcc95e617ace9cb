"""Word lists are plain text files: UTF-8 (a BOM is tolerated), any line ends, ``#`` starts a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "resources" / "text"


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of the packaged list `name`, stripped, without comments and empty lines."""
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8-sig")
    stripped = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return tuple(line for line in stripped if line)


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of the packaged list `name`; a line may hold any number of them."""
    return frozenset(word for line in lines(name) for word in line.split())


@cache
def synonyms() -> dict[str, str]:
    """Return variant → canonical word, from groups whose first word is the canonical one."""
    groups = [line.split() for line in lines("synonyms")]
    return {variant: group[0] for group in groups for variant in group[1:]}
