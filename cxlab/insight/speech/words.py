"""The words of the speech lint: rules as data, ``resources/speech/rules.yml`` with ``zh.yml`` and ``en.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from cxlab.phrases import Lang

Pattern = re.Pattern[str]
BLANK = "\u25a1"
"""Stands in for what a rule passes over, so that positions stay."""


@dataclass(frozen=True)
class Words:
    """What a rule objects to (`find`), and what only looks like it (`spare`)."""

    find: tuple[Pattern, ...] = ()
    spare: tuple[Pattern, ...] = ()

    def matches(self, text: str) -> Iterator[str]:
        """Yield what is found in `text`, each place once."""
        left = without(text, self.spare)
        for pattern in self.find:
            for match in pattern.finditer(left):
                yield text[match.start() : match.end()].strip(" ，,")
            left = without(left, [pattern])


@dataclass(frozen=True)
class Language:
    """All that the lint knows of one language; see the comments of the resource files."""

    rules: dict[str, Words]
    numbers: dict[str, tuple[Pattern, ...]]
    sentence_end: Pattern
    most_sentences: int
    most_quoted: int
    notice: Pattern
    contest: Pattern


@cache
def rules() -> dict[str, dict[str, Any]]:
    """Return every rule with its paragraph of the wording guide and its severity, in the order of the file."""
    found: dict[str, dict[str, Any]] = _read("rules")
    return found


@cache
def language(lang: Lang, departments: tuple[str, ...] = (), staff: tuple[str, ...] = ()) -> Language:
    """Return the words of a language; `departments` and `staff` (names) of a study are added to its own."""
    raw = _read(lang)
    lists = {name: "|".join(words) for name, words in raw["lists"].items()}
    lists["who"] = "|".join([*map(re.escape, sorted(departments, key=len, reverse=True)), lists["who"]])
    lists["surname"] = "|".join(raw["surnames"].split())

    def compiled(patterns: Sequence[str]) -> tuple[Pattern, ...]:
        return tuple(re.compile(_filled(each, lists), re.IGNORECASE) for each in patterns)

    found = {rule: Words(compiled(p["find"]), compiled(p.get("spare", ()))) for rule, p in raw["rules"].items()}
    names = tuple(re.compile(re.escape(name), re.IGNORECASE) for name in staff)
    found["staff_name"] = Words((*names, *found["staff_name"].find), found["staff_name"].spare)
    return Language(
        rules=found,
        numbers={kind: compiled(patterns) for kind, patterns in raw["numbers"].items()},
        sentence_end=re.compile(raw["sentences"]["end"]),
        most_sentences=raw["sentences"]["most"],
        most_quoted=raw["quotation"]["most"],
        notice=re.compile(raw["page"]["notice"], re.IGNORECASE),
        contest=re.compile(raw["page"]["contest"], re.IGNORECASE),
    )


def without(text: str, patterns: Sequence[Pattern]) -> str:
    """Return `text` with all that the patterns match blanked out, position by position."""
    for pattern in patterns:
        text = pattern.sub(lambda match: BLANK * len(match.group()), text)
    return text


def _filled(pattern: str, lists: dict[str, str]) -> str:
    return re.sub(r"<([a-z]+)>", lambda match: lists[match[1]], pattern)


def _read(name: str) -> Any:
    return yaml.safe_load(files("cxlab").joinpath(f"resources/speech/{name}.yml").read_text(encoding="utf-8"))
