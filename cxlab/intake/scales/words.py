"""Word lists of the scales, read from ``resources/scales``, and how answers are compared."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cxlab.intake.words import plain

_FOLDER = Path(__file__).parents[2] / "resources" / "scales"
_SIGNS = re.compile(r"[^\w]+")


@cache
def resource(name: str) -> dict[str, Any]:
    """Return the YAML resource ``resources/scales/<name>.yml``."""
    found: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return found


def bare(words: object) -> str:
    """Return words without blanks and signs, as answers are compared: "I can't, really" is "icantreally"."""
    return _SIGNS.sub("", plain(words).replace("_", ""))


def holds(text: str, word: str) -> bool:
    """Tell whether a plain text holds a word; Latin words begin where a word begins."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z]){re.escape(word.strip())}", text) is not None
