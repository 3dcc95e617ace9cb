"""Texts made safe for the place where they go: one line, no formula, no piping, no markup."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from cxlab.phrases import Lang
from cxlab.study import Text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_BRACES = str.maketrans({"{": "｛", "}": "｝"})
_FORMULA = ("=", "+", "-", "@")


def line(text: Text, lang: Lang) -> str:
    """Return the text of one language on one line, without control characters."""
    return " ".join(_CONTROL.sub(" ", text.zh if lang == "zh" else text.en).split())


def unpiped(text: str) -> str:
    """Return a text in which no tool finds a {name} to fill in."""
    return text.translate(_BRACES)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would compute a cell that begins like this."""
    return text.lstrip().startswith(_FORMULA)


@cache
def resource(name: str) -> dict[str, Any]:
    """Return ``resources/questionnaire/<name>.yml``: wording (of the items) or layout (the words around them)."""
    file = files("cxlab").joinpath(f"resources/questionnaire/{name}.yml")
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found
