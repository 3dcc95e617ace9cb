"""Parameters of a chapter: read from its notebook, coerced and checked before any kernel starts.

papermill would accept a string for a number, only log an unknown name, and needs three seconds to be imported, so the
``parameters`` cell is read here: typed literals, one a line (``min_topic_size: int = 20  # help``).
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cxlab.errors import InputError, nearest

RESERVED = ("study", "run_dir")
"""Parameters that every notebook has and only the pipeline sets."""

_SCALARS: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_ALLOWED = "str, int, float, bool, list[...] or dict[str, ...]"


@dataclass(frozen=True)
class Parameter:
    """One typed parameter of a notebook: its name, its type as written there, its default."""

    name: str
    type: str
    default: Any


def declared(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters that `notebook` declares in its cell tagged ``parameters``.

    Raises
    ------
    InputError
        When the file is no notebook, has no such cell or more than one, or the cell holds anything but typed
        literals (notebook, line and the offending text named).
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
        raise InputError(f"{notebook.name} is no Jupyter notebook (JSON with cells).") from None
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        raise InputError(
            f"{notebook.name} has {len(tagged) or 'no'} cells tagged 'parameters'; a chapter has exactly one. "
            "In JupyterLab: select the cell, open the property inspector, add the tag."
        )
    source = "".join(tagged[0]["source"])
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise InputError(f"{notebook.name}, parameters, line {error.lineno}: {error.msg}.") from None
    found = [_parameter(statement, notebook.name, source) for statement in statements]
    missing = [name for name in RESERVED if name not in {p.name for p in found}]
    if missing:
        raise InputError(f'{notebook.name}: the parameters cell lacks `{missing[0]}: str = ""`, which a run sets.')
    return {parameter.name: parameter for parameter in found}


def resolve(known: Mapping[str, Parameter], chapter: str, *layers: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the values of a chapter's own parameters; a later layer goes before an earlier one.

    Parameters
    ----------
    layers
        Pairs of where values come from (for the message) and the values, e.g. ``("study.yaml", {...})``.

    Raises
    ------
    InputError
        When a name is unknown or reserved, or a value does not fit the parameter's type.
    """
    own = [name for name in known if name not in RESERVED]
    values = {name: known[name].default for name in own}
    for origin, layer in layers:
        for name, value in layer.items():
            if name not in own:
                has = ", ".join(own) or "none"
                raise InputError(
                    f"{origin}: chapter '{chapter}' has no parameter '{name}'.{nearest(name, own)} It has: {has}."
                )
            try:
                values[name] = coerce(value, known[name].type)
            except ValueError as error:
                raise InputError(f"{origin}: {chapter}.{name}: {error}") from None
    return values


def coerce(value: Any, type: str) -> Any:
    """Return `value` as `type`; text (from a command line, a form or a scheduler) is read as what it spells.

    Raises
    ------
    ValueError
        When it does not fit; the message says what was found and what is allowed.
    """
    read = value
    if isinstance(value, str) and type != "str":
        try:
            read = yaml.safe_load(value)
        except yaml.YAMLError:
            read = value
    if type == "float" and isinstance(read, int) and not isinstance(read, bool):
        read = float(read)
    if not _fits(read, ast.parse(type, mode="eval").body):
        raise ValueError(f"found {value!r:.80}, which is no {type}.")
    return read


def parse_options(options: Sequence[str], chapters: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return ``{chapter: {name: text}}`` from ``chapter.name=value`` options.

    Raises
    ------
    InputError
        When an option is not of that form or names an unknown chapter.
    """
    found: dict[str, dict[str, str]] = {}
    for option in options:
        target, equals, value = option.partition("=")
        chapter, dot, name = target.strip().partition(".")
        if not (equals and dot and name):
            raise InputError(f"-p {option}: expected chapter.name=value, for example -p topics.seed=7.")
        check_chapter(chapter, chapters, f"-p {option}")
        found.setdefault(chapter, {})[name] = value
    return found


def check_chapter(chapter: str, chapters: Sequence[str], origin: str) -> None:
    """Raise `InputError` unless `chapter` is one of `chapters`."""
    if chapter not in chapters:
        hint = nearest(chapter, chapters)
        raise InputError(f"{origin}: there is no chapter '{chapter}'.{hint} Chapters: {', '.join(chapters)}.")


def _parameter(statement: ast.stmt, notebook: str, source: str) -> Parameter:
    where = f"{notebook}, parameters, line {statement.lineno}: '{ast.get_source_segment(source, statement)}'"
    if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value):
        raise InputError(f"{where} is no typed literal. Write `name: type = value`; derive values in a later cell.")
    kind = ast.unparse(statement.annotation)
    if not _allowed(statement.annotation):
        raise InputError(f"{where}: type '{kind}' is not allowed. Allowed: {_ALLOWED}.")
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        raise InputError(f"{where} is no literal. Write the value itself; derive values in a later cell.") from None
    try:
        return Parameter(statement.target.id, kind, coerce(default, kind))
    except ValueError as error:
        raise InputError(f"{where}: {error}") from None


def _allowed(type: ast.expr) -> bool:
    if isinstance(type, ast.Name):
        return type.id in {*_SCALARS, "list", "dict"}
    if not (isinstance(type, ast.Subscript) and isinstance(type.value, ast.Name)):
        return False
    inner = type.slice
    if type.value.id == "list":
        return _allowed(inner)
    pair = inner.elts if isinstance(inner, ast.Tuple) else []
    return type.value.id == "dict" and len(pair) == 2 and ast.unparse(pair[0]) == "str" and _allowed(pair[1])


def _fits(value: Any, type: ast.expr) -> bool:
    """Tell whether `value` is of `type`, a node that `_allowed` accepted."""
    if isinstance(type, ast.Subscript):
        outer = ast.unparse(type.value)
        if outer == "list":
            return isinstance(value, list) and all(_fits(item, type.slice) for item in value)
        key, item = type.slice.elts if isinstance(type.slice, ast.Tuple) else (type.slice, type.slice)
        return isinstance(value, dict) and all(_fits(k, key) and _fits(v, item) for k, v in value.items())
    name = ast.unparse(type)
    if name in ("list", "dict"):
        return isinstance(value, list if name == "list" else dict)
    if isinstance(value, bool) or name == "bool":
        return name == "bool" and isinstance(value, bool)
    if name == "float":
        return isinstance(value, int | float) and math.isfinite(value)
    return isinstance(value, _SCALARS[name])
