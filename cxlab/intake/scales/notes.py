"""Notes and evidence of scales in words."""

from __future__ import annotations

from collections.abc import Iterable

from cxlab.intake.notes import Note
from cxlab.intake.scales.words import resource
from cxlab.phrases import Lang


def evidence_told(found: Iterable[Note]) -> dict[Lang, str]:
    """Return the ground for a guess in words, per language; a ``kind`` among the values is named."""
    langs: tuple[Lang, ...] = ("zh", "en")
    return {lang: _joined(list(found), lang) for lang in langs}


def _joined(found: list[Note], lang: Lang) -> str:
    texts = resource("notes")[lang]
    said = [
        texts["evidence"][one["code"]].format(**{**one, "kind": texts["kinds"].get(one.get("kind"), "")})
        for one in found
    ]
    return ("；" if lang == "zh" else "; ").join(said)
