"""The word lists that the reading goes by: the packaged ones, and what a study adds or takes away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cxlab.errors import InputError, nearest
from cxlab.text.normalize import normalize
from cxlab.text.reading.matcher import slots
from cxlab.text.wordlists import numbered_lines

_PACKAGED = Path(__file__).parents[2] / "resources" / "lexicon"
_SECTION = re.compile(r"\[([^\[\]]+)\]")
_BETWEEN = re.compile(r"[、，,]")
_SLOTS = ("{n}", "{many}", "…", "*")


@dataclass(frozen=True)
class Lexicon:
    """Word lists by name: ``lists["angry"]`` maps each entry to its section (a level 1-3, or a kind of entry).

    Files are plain text: ``#`` starts a comment, ``[section]`` holds for the lines below it, entries are separated by
    ``、`` or a comma. Slots that an entry may have are those of `Matcher`.
    """

    lists: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, folder: Path | str | None = None) -> Lexicon:
        """Return the packaged lists, changed by the files of the same names in `folder` (``words/lexicon`` of a study).

        An entry of the folder is added, or moved when it is packaged in another section; ``-entry`` takes a packaged
        one away. UTF-8 (a BOM is tolerated) or GBK. A folder or file that is absent changes nothing.

        Raises
        ------
        InputError
            A file or section of an unknown name, an entry before the first section, or one to be taken away that is
            not there; the message names file and line.
        """
        lists = {name: dict(entries) for name, entries in _packaged().items()}
        for file in sorted(Path(folder).glob("*.txt")) if folder is not None else ():
            if file.stem not in lists:
                raise InputError(
                    f"{file}: no word list is called '{file.stem}'; allowed: {', '.join(sorted(lists))}."
                    f"{nearest(file.stem, lists)}"
                )
            _change(lists[file.stem], file)
        return cls(lists)


@cache
def _packaged() -> dict[str, dict[str, str]]:
    return {file.stem: _entries(file) for file in sorted(_PACKAGED.glob("*.txt"))}


def _entries(file: Path) -> dict[str, str]:
    return {entry: section for _, section, entry in _lines(file)}


def _change(entries: dict[str, str], file: Path) -> None:
    allowed = list(dict.fromkeys(entries.values()))
    for number, section, entry in _lines(file):
        if entry.startswith("-"):
            if entries.pop(entry[1:], None) is None:
                raise InputError(
                    f"{file}, line {number}: '{entry[1:]}' is not in the packaged list, so nothing can be taken away."
                    f"{nearest(entry[1:], entries)}"
                )
            continue
        if section not in allowed:
            raise InputError(
                f"{file}, line {number}: '{entry}' stands in section '{section}'; allowed above it: "
                f"{', '.join(f'[{name}]' for name in allowed)}.{nearest(section, allowed)}"
            )
        entries[entry] = section


def _lines(file: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line number, section and entry; entries in the same script, width and case as the texts will be."""
    section = ""
    found: list[tuple[int, str, str]] = []
    for number, line in numbered_lines(file):
        heading = _SECTION.fullmatch(line)
        if heading:
            section = heading[1].strip()
            continue
        found += [(number, section, entry) for entry in _BETWEEN.split(line) if entry.strip()]
    for (number, section, _), entry in zip(found, _all_plain([entry for *_, entry in found]), strict=True):
        yield number, section, entry


def plain(entry: str) -> str:
    """Return `entry` as `normalize` would leave it in a text, lower case; slots and emoji are kept."""
    return _all_plain([entry])[0]


def _all_plain(entries: Sequence[str]) -> list[str]:
    """Return each entry as `plain` does; thousands at once, since `normalize` costs as much a call as a word list."""
    parted = [slots(entry.strip()) for entry in entries]
    words = iter(normalize(part for parts in parted for part in parts if part not in _SLOTS))
    return [
        _joined(entry.strip(), parts, [next(words) for part in parts if part not in _SLOTS])
        for entry, parts in zip(entries, parted, strict=True)
    ]


def _joined(entry: str, parts: Sequence[str], words: Sequence[str]) -> str:
    """Return the parts of `entry` with their normalized words in place; the entry itself where nothing is left."""
    if not any(words):
        return entry
    rest = iter(words)
    return "".join(part if part in _SLOTS else _spaced(part, next(rest)) for part in parts).strip().lower()


def _spaced(part: str, word: str) -> str:
    """English entries have spaces beside a slot, which `normalize` strips."""
    return (" " if part[0] == " " else "") + word + (" " if part[-1] == " " else "")
