"""Word lists are plain text files, the packaged and a study's own: ``#`` starts a comment, blank lines are nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cxlab.errors import InputError

_FOLDER = Path(__file__).parents[1] / "resources" / "text"


def numbered_lines(file: Path) -> list[tuple[int, str]]:
    """Return (line number from 1, content) of the lines that hold something, stripped and without comments.

    UTF-8 or, as Windows saves Chinese, GBK; a byte order mark and any line ends are tolerated.

    Raises
    ------
    InputError
        The file is in another encoding or cannot be read.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error
    stripped = ((number, line.split("#", 1)[0].strip()) for number, line in enumerate(_decoded(data, file), start=1))
    return [(number, line) for number, line in stripped if line]


def _decoded(data: bytes, file: Path) -> list[str]:
    marked = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for encoding in (marked, "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.splitlines()
    raise InputError(f"{file} is neither UTF-8 nor GBK text; save it as UTF-8.")


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of the packaged list `name`, stripped, without comments and empty lines."""
    return tuple(line for _, line in numbered_lines(_FOLDER / f"{name}.txt"))


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of the packaged list `name`; a line may hold any number of them."""
    return frozenset(word for line in lines(name) for word in line.split())


@cache
def synonyms() -> dict[str, str]:
    """Return variant → canonical word, from groups whose first word is the canonical one."""
    groups = [line.split() for line in lines("synonyms")]
    return {variant: group[0] for group in groups for variant in group[1:]}
