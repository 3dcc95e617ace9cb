"""The report's own words in one language, from ``phrases.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from cxlab.phrases import Lang
from cxlab.study import Text


@cache
def _catalogue() -> dict[str, Text]:
    raw = yaml.safe_load(Path(__file__).with_name("phrases.yml").read_text(encoding="utf-8"))
    return {key: Text(**text) for key, text in raw.items()}


@cache
def words(lang: Lang) -> dict[str, str]:
    """Return ``{key: text}`` in `lang`; treat it as read only."""
    return {key: str(getattr(text, lang)) for key, text in _catalogue().items()}
