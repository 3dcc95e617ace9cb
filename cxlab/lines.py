"""A YAML file that a person wrote, with the line of every key, so that a message can say where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from cxlab.errors import InputError, nearest

Place = tuple[int | str, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Lines:
    """What a YAML file holds, and on which line each key stands."""

    name: str
    content: Any
    numbers: Mapping[tuple[str, ...], int]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file whose top level is a mapping; raise InputError where it is no UTF-8, no YAML or repeats a key."""
        try:
            text = path.read_text(encoding="utf-8-sig")
            root = yaml.compose(text, Loader=yaml.SafeLoader)
            numbers: dict[tuple[str, ...], int] = {}
            if root is not None:
                _walk(root, (), numbers, path.name)
            content = yaml.safe_load(text)
        except yaml.MarkedYAMLError as error:
            line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
            raise InputError(
                f"{path.name}{line}: this is no valid YAML ({error.problem}). Check indentation and quotes."
            ) from None
        except UnicodeDecodeError:
            raise InputError(f"{path.name} is not UTF-8. Save it as UTF-8.") from None
        return cls(path.name, {} if content is None else content, numbers)

    def of(self, where: Sequence[int | str]) -> int:
        """Return the line of the longest known beginning of a path of keys."""
        path = tuple(str(part) for part in where)
        return next((self.numbers[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.numbers), 1)

    def at(self, where: Sequence[int | str]) -> str:
        """Return how a message begins that is about a path of keys: file, line, path."""
        told = ".".join(str(part) for part in where if part != "[key]") or "(top level)"
        return f"{self.name}, line {self.of(where)}, {told}"

    def into(self, model: type[Model], **more: Any) -> Model:
        """Return the file as `model`; `more` holds fields that do not stand in it.

        Raises
        ------
        InputError
            A key or value is not allowed; line and place of each are named, what was found, and the nearest allowed
            word.
        """
        try:
            return model.model_validate({**self.content, **more} if isinstance(self.content, dict) else self.content)
        except ValidationError as error:
            told = [self._explain(item, model) for item in error.errors()]
            raise InputError("\n  ".join([f"{self.name} has {len(told)} problem(s):", *told])) from None

    def _explain(self, item: Any, model: type[BaseModel]) -> str:
        place = self.at(item["loc"])
        if item["type"] == "extra_forbidden":
            allowed = _keys_at(item["loc"][:-1], model)
            hint = nearest(str(item["loc"][-1]), allowed)
            return f"{place}: unknown key.{hint} Allowed here: {', '.join(allowed)}."
        says = item["msg"].removeprefix("Value error, ")
        options = str(item.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        return f"{place}: {says} (found {item['input']!r:.80}).{nearest(str(item['input']), options)}"


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
    elif isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:timestamp":
        _check_date(node, path, name)


def _check_date(node: yaml.ScalarNode, path: tuple[str, ...], name: str) -> None:
    """PyYAML takes ``2026-13-01`` for a date by its look, and fails with a bare ValueError when it makes one of it."""
    try:
        yaml.SafeLoader("").construct_object(node)
    except ValueError:
        raise InputError(
            f"{name}, line {node.start_mark.line + 1}, {'.'.join(path)}: {node.value} is no date of the calendar."
        ) from None


def _keys_at(place: Place, model: type[BaseModel]) -> list[str]:
    """Keys allowed at a place, read from the JSON schema so that models and message cannot part."""
    schema = model.model_json_schema()
    node = _resolve(schema, schema)
    for part in place:
        inner = node.get("properties", {}).get(part) or node.get("additionalProperties")
        ways = [inner, node.get("items"), *node.get("patternProperties", {}).values()]
        node = _resolve(next((way for way in ways if isinstance(way, dict)), {}), schema)
    return list(node.get("properties", {}))


def _resolve(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and of several ways take the first that is more than a plain value."""
    for choice in [*node.get("anyOf", []), *node.get("allOf", []), node]:
        if "$ref" in choice:
            return _resolve(schema["$defs"][choice["$ref"].rsplit("/", 1)[-1]], schema)
        if {"properties", "additionalProperties", "patternProperties", "items"} & set(choice):
            found: dict[str, Any] = choice
            return found
    return node
