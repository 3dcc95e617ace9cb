"""Which results of the reference programs have no row in coverage.csv: python tests/golden/uncovered.py [FILE]."""

import csv
import json
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

HERE = Path(__file__).parent
REFS = HERE.parents[2] / "shared" / "refs"
STATES = {"tested", "not offered", "peer error", "context"}


def rows() -> list[dict[str, str]]:
    with (HERE / "coverage.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def leaves(file: str) -> list[str]:
    """Every path of a reference file that ends in a value; a list is one value."""
    return list(_leaves(json.loads((REFS / file).read_text(encoding="utf-8")), ()))


def uncovered(file: str) -> list[str]:
    keys = [row["key"] for row in rows() if row["file"] == file]
    return [leaf for leaf in leaves(file) if not any(fnmatchcase(leaf, key) for key in keys)]


def files() -> list[str]:
    return sorted(file.relative_to(REFS).as_posix() for file in REFS.glob("*/*.json"))


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))
    else:
        yield "/".join(path)


if __name__ == "__main__":
    for file in sys.argv[1:] or files():
        missing = uncovered(file)
        sys.stdout.write(f"{file}: {len(missing)} of {len(leaves(file))} leaves without a row\n")
        sys.stdout.writelines(f"  {leaf}\n" for leaf in missing[: None if sys.argv[1:] else 5])
