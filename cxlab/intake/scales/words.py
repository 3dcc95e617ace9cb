"""Word lists of the scales, read from ``resources/scales``, and how answers and questions are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cxlab.intake.words import plain

_FOLDER = Path(__file__).parents[2] / "resources" / "scales"
_SIGNS = re.compile(r"[\W_]+")
_ALONE = 4


@cache
def resource(name: str) -> dict[str, Any]:
    """Return the YAML resource ``resources/scales/<name>.yml``."""
    found: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return found


@cache
def _simplified() -> dict[int, str]:
    return str.maketrans(resource("anchors")["traditional"])


def simple(text: object) -> str:
    """Return a text as questions are compared: plain, and in simplified characters."""
    return plain(text).translate(_simplified())


def bare(words: object) -> str:
    """Return words without blanks and signs, as answers are compared: "I can’t, really" is "icantreally"."""
    return _SIGNS.sub("", simple(words))


def speaks_of(text: str, patterns: Iterable[str]) -> bool:
    """Tell whether a simple text holds one of the expressions; a short Latin one must stand alone."""
    return any(_expression(pattern).search(text) for pattern in patterns)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    if not pattern[0].isascii() or not pattern[0].isalpha():
        return re.compile(pattern)
    alone = r"(?![a-z])" if len(pattern) <= _ALONE else ""
    return re.compile(rf"(?<![a-z])(?:{pattern}){alone}")
