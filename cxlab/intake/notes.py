"""What intake noticed, kept as codes with values; `resources/intake/notes.yml` words them in both languages.

A note is ``{"code": ..., **values}``. A reason, why a cell or row was set aside, is a code and, behind a blank, its
detail ("off_scale 1-5"): short enough for a column of the rejects, and free of language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cxlab.intake.words import resource
from cxlab.phrases import Lang

Note = dict[str, Any]


def note(code: str, **values: Any) -> Note:
    """Return a note; `values` fill the fields of its wording."""
    return {"code": code, **values}


def told(found: Mapping[str, Any], lang: Lang) -> str:
    """Return a note in words, behind the file that it is about where it names one."""
    texts = resource("notes")[lang]
    named = {"rule": texts["rules"], "tool": texts["tools"]}
    values = {name: named.get(name, {}).get(value, value) for name, value in found.items()}
    said = _of_a_scale(found, lang) or str(texts["notes"][found["code"]].format(**values))
    return str(texts["of_file"].format(file=found["file"], said=said)) if "file" in found else said


def _of_a_scale(found: Mapping[str, Any], lang: Lang) -> str:
    """Return a note on a scale behind its column, "" for other notes."""
    texts = resource("../scales/notes")[lang]
    wording = texts["notes"].get(found["code"])
    if wording is None:
        return ""
    ways = {name: texts["ways"][way] for name, way in found.items() if name.endswith("_high")}
    said = str(wording.format(**{**found, **ways}))
    return said if "column" not in found or "{column}" in wording else texts["of_column"].format(**found, said=said)


def reason_told(reason: str, lang: Lang) -> str:
    """Return the reason of a reject in words."""
    code, _, detail = reason.partition(" ")
    return str(resource("notes")[lang]["reasons"][code].format(detail=detail))


def rule_told(rule: str, lang: Lang) -> str:
    """Return in words how day and month of 03/04/2026 were told apart."""
    return str(resource("notes")[lang]["rules"][rule])


def listed(numbers: Iterable[int], *, most: int = 20) -> str:
    """Return the first of many line numbers, and how many follow."""
    lines = list(numbers)
    shown = ", ".join(str(n) for n in lines[:most])
    return f"{shown} … (+{len(lines) - most})" if len(lines) > most else shown
