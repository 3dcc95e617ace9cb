"""Whether the memory will do: asked before hours of work, not found out in the middle of them."""

from __future__ import annotations

from pathlib import Path

import psutil

from cxlab.errors import InputError
from cxlab.text.vector_store import MAPPED

GIGABYTE = 1024**3
_SAMPLE, _FIT = 20_000, 1.1 * GIGABYTE
"""Finding topics in that many texts, or in a sample of that many, takes this."""
_PER_TEXT, _PER_CHARACTER = 500, 10
"""Bytes: codes, tables, readings of a text. A quarter to a half more than was measured: docs/scale.md."""
_CGROUP = Path("/sys/fs/cgroup")


def expected(n: int, characters: float, *, dimensions: int = 512, mapped: bool = True) -> int:
    """Return the bytes that the topics of `n` texts take at their peak, beside what the texts themselves take.

    Vectors to tables: what the chapter `topics` does. Fitted to runs with 10,000 to 1,000,000 texts (docs/scale.md).

    Parameters
    ----------
    characters
        Mean length of a text.
    dimensions
        Numbers in a sentence vector.
    mapped
        Vectors come from a cache: where they are large they lie in a file that is mapped, not in memory.
    """
    vectors = n * dimensions * 4
    held = 0 if mapped and vectors > MAPPED else vectors
    return int(_FIT * min(1.0, n / _SAMPLE) + n * (_PER_TEXT + _PER_CHARACTER * characters) + held)


def available() -> int:
    """Return the bytes that this process can have: free memory, or less where its container is granted less."""
    free = psutil.virtual_memory().available
    try:
        folder = _CGROUP / _own_group().strip("/")
        granted, used = (int((folder / name).read_text()) for name in ("memory.max", "memory.current"))
        stat = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):  # no container, or one without a limit
        return free
    return min(free, granted - used + int(stat.get("inactive_file", 0)))


def _own_group() -> str:
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    return next((line.removeprefix("0::") for line in lines if line.startswith("0::")), "")


def require(n: int, characters: float, *, dimensions: int = 512, mapped: bool = True) -> None:
    """Raise InputError where `expected` is more than `available`: how much is needed, what there is, what to do."""
    needed, there = expected(n, characters, dimensions=dimensions, mapped=mapped), available()
    if needed > there:
        cache = "" if mapped else ", give embed a cache (the vectors then lie on the disk)"
        raise InputError(
            f"The topics of {n:,} texts of {characters:.0f} characters need about {needed / GIGABYTE:.1f} GB of "
            f"memory; {there / GIGABYTE:.1f} GB are free. Close other programs, take fewer months of complaints{cache}"
            ", or use a machine with more memory."
        )
