"""User-facing text in zh and en, kept in ``resources/phrases/*.yml`` and looked up by key.

A key is ``<file>.<entry>``. In a figure, a visible string ``@<key>`` stands for the phrase, so that a report in
another language needs no second run of a notebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from cxlab.errors import InputError, nearest
from cxlab.study import Text

Lang = Literal["zh", "en"]


@cache
def catalogue() -> dict[str, Text]:
    """Return every phrase as ``{key: Text}``; a phrase without one of the languages is an error."""
    phrases: dict[str, Text] = {}
    for file in sorted(files("cxlab").joinpath("resources/phrases").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yml"):
            entries = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
            for entry, text in entries.items():
                phrases[f"{file.name[:-4]}.{entry}"] = Text(**text)
    return phrases


def phrase(text: str | Mapping[str, str] | Text) -> Text:
    """Return the phrase behind a key; a text given in both languages is returned as it is.

    Raises
    ------
    InputError
        When the key is unknown (the nearest is named) or a language is missing.
    """
    if isinstance(text, Text):
        return text
    if isinstance(text, str):
        known = catalogue()
        if text not in known:
            raise InputError(f"There is no phrase '{text}'.{nearest(text, known)} Phrases live in resources/phrases.")
        return known[text]
    if set(text) != {"zh", "en"}:
        raise InputError(f"A text needs exactly the languages zh and en, found {sorted(text)}.")
    return Text(**text)


def in_both_languages(text: Text) -> str:
    """Return one string that stands for `text`, for figures and table cells; `visible` reads it back."""
    return text.zh if text.zh == text.en else "@" + text.model_dump_json()


def visible(words: str) -> Text:
    """Return what a string of a figure or table cell says: ``@key``, a both-language string, or simply itself."""
    if words.startswith("@"):
        if words[1:] in catalogue():
            return catalogue()[words[1:]]
        with suppress(ValidationError):
            return Text.model_validate_json(words[1:])
    return Text(zh=words, en=words)


def resolve(node: Any, lang: Lang) -> Any:
    """Return `node` (a figure as JSON) with every string put into `lang`."""
    if isinstance(node, dict):
        return {key: resolve(value, lang) for key, value in node.items()}
    if isinstance(node, list):
        return [resolve(value, lang) for value in node]
    return str(getattr(visible(node), lang)) if isinstance(node, str) else node


@cache
def columns() -> dict[str, dict[str, str]]:
    """Return ``{column: {zh, en, unit}}`` for the columns of published tables."""
    text = files("cxlab").joinpath("resources/columns.yml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text) or {}
    return found
