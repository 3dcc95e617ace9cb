"""The masking rules of ``resources/privacy/rules.yml``, compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cxlab.intake.mask_checks import CHECKS
from cxlab.intake.person_names import names

_FOLDER = Path(__file__).parent.parent / "resources" / "privacy"
_FLAGS = re.IGNORECASE | re.VERBOSE
_LEFT = 30  # characters that an address may reach to the left of its number


@dataclass(frozen=True)
class Rule:
    """One pattern: what it finds, what a match must pass, how far an address reaches to the left."""

    kind: str
    pattern: re.Pattern[str]
    check: Callable[[re.Match[str]], bool] | None
    extend: Callable[[str, int], int] | None
    numerals: bool


@cache
def document() -> dict[str, Any]:
    """Return ``resources/privacy/rules.yml``."""
    found: dict[str, Any] = yaml.safe_load((_FOLDER / "rules.yml").read_text(encoding="utf-8"))
    return found


def _either(words: Iterable[str]) -> str:
    """Return the alternation of `words` (patterns themselves), longest first."""
    ranked = sorted(words, key=lambda w: (-len(w), w))
    single = "".join(w for w in ranked if len(w) == 1)
    return "|".join([w for w in ranked if len(w) > 1] + ([f"[{single}]"] if single else []))


@cache
def _macros() -> dict[str, str]:
    macros = dict(document()["macros"])
    for name, words in names().items():
        macros[name] = f"(?:{_either(words)})"
    return macros


def _compile(pattern: str) -> re.Pattern[str]:
    while "%" in (expanded := re.sub(r"%(\w+)%", lambda m: _macros()[m[1]], pattern)) and expanded != pattern:
        pattern = expanded
    return re.compile(expanded, _FLAGS)


def _to_lead(text: str, start: int) -> int:
    """Return where the address begins whose street and number stand at `start`."""
    window = text[max(0, start - _LEFT) : start]
    stretch = re.search(r"[\u4e00-\u9fff]*$", window)
    first = stretch.start() if stretch else len(window)
    ends = [m.end() for m in _leads().finditer(window, first)]
    return start - len(window) + max([first, *ends])


def _to_estate(text: str, start: int) -> int:
    """Return where the address begins whose building stands at `start`: with the estate's name, if there is one."""
    first = _to_lead(text, start)
    return first if _estate().search(text[first:start]) else start


@cache
def _leads() -> re.Pattern[str]:
    return _compile(document()["leads"])


@cache
def _estate() -> re.Pattern[str]:
    return _compile(document()["estate"])


_EXTEND: dict[str, Callable[[str, int], int]] = {"street": _to_lead, "estate": _to_estate}


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, compiled, in the order of the file."""
    return tuple(
        Rule(
            kind,
            _compile(entry["pattern"]),
            CHECKS[entry["check"]] if "check" in entry else None,
            _EXTEND[entry["extend"]] if "extend" in entry else None,
            entry.get("numerals", False),
        )
        for kind, group in document()["kinds"].items()
        for entry in group["patterns"]
    )
