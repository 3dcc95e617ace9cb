"""A YAML file with the line of every key, so that a message can say where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cxlab.errors import InputError


@dataclass(frozen=True)
class Lines:
    """What a YAML file holds, and on which line each key stands."""

    name: str
    content: Any
    numbers: Mapping[tuple[str, ...], int]

    @classmethod
    def read(cls, path: Path) -> Lines:
        """Read a file whose top level is a mapping; raise InputError where it is no UTF-8, no YAML or repeats a key."""
        try:
            text = path.read_text(encoding="utf-8-sig")
            root = yaml.compose(text, Loader=yaml.SafeLoader)
            content = yaml.safe_load(text)
        except yaml.MarkedYAMLError as error:
            line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
            raise InputError(
                f"{path.name}{line}: this is no valid YAML ({error.problem}). Check indentation."
            ) from None
        except UnicodeDecodeError:
            raise InputError(f"{path.name} is not UTF-8. Save it as UTF-8.") from None
        if root is None:
            return cls(path.name, {}, {})
        numbers: dict[tuple[str, ...], int] = {}
        _walk(root, (), numbers, path.name)
        return cls(path.name, content, numbers)

    def of(self, where: Sequence[int | str]) -> int:
        """Return the line of the longest known beginning of a path of keys."""
        path = tuple(str(part) for part in where)
        return next((self.numbers[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.numbers), 1)


def _walk(node: yaml.Node, path: tuple[str, ...], numbers: dict[tuple[str, ...], int], name: str) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            line = key.start_mark.line + 1
            if inner in numbers:
                raise InputError(
                    f"{name}, line {line}: '{key.value}' stood on line {numbers[inner]} already; say it once."
                )
            numbers[inner] = line
            _walk(value, inner, numbers, name)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            numbers[(*path, str(place))] = value.start_mark.line + 1
            _walk(value, (*path, str(place)), numbers, name)
