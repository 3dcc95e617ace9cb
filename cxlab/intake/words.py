"""Word lists of the intake, read from the resource files beside the package."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent.parent / "resources" / "intake"
_ASIDE = re.compile(r"[；，：（]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})


def plain(value: object) -> str:
    """Return a word as it is compared: full width and quotes made plain, blanks single, case folded."""
    text = unicodedata.normalize("NFKC", str(value)).translate(_QUOTES)
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split()).casefold()


@cache
def resource(name: str) -> dict[str, Any]:
    """Return the YAML resource ``resources/intake/<name>.yml``."""
    found: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return found


@cache
def recodes(column: str) -> dict[str, Any]:
    """Return the built-in synonyms of a column's values, ``{plain word: our value}``."""
    groups: dict[Any, list[Any]] = resource("values").get(column, {})
    return {plain(word): ours for ours, synonyms in groups.items() for word in [ours, *synonyms]}


@cache
def missing_words() -> frozenset[str]:
    """Return the words that mean "no value" in a column that is not free text."""
    return frozenset(plain(w) for w in resource("values")["missing"])


@cache
def column_name(table: str, column: str) -> str:
    """Return the short Chinese meaning of a column of ours; empty where it has none (segments, items)."""
    texts = resource("columns").get(table, {})
    found = texts.get("customer_id" if column == "customer_key" else column)
    return _ASIDE.split(str(found[1]))[0] if found else ""


def resource_files() -> list[Path]:
    """Return every word list that the intake goes by, those of privacy and scales included, for the cache key."""
    folders = (_FOLDER, _FOLDER.parent / "privacy", _FOLDER.parent / "scales")
    return sorted(p for folder in folders for p in folder.rglob("*") if p.is_file())
