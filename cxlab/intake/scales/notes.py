"""Notes and evidence of scales in words."""

from __future__ import annotations

from collections.abc import Iterable

from cxlab.intake.notes import Note
from cxlab.intake.scales.words import resource
from cxlab.phrases import Lang


def told(found: Note, lang: Lang) -> str:
    """Return a note on a scale in words, behind the column that it is about where it names one.

    The wording stands in ``resources/scales/notes.yml``.
    """
    texts = resource("notes")[lang]
    wording = texts["notes"][found["code"]]
    said = str(wording.format(**found))
    if "column" not in found or "{column}" in wording:
        return said
    return str(texts["of_column"].format(column=found["column"], said=said))


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
