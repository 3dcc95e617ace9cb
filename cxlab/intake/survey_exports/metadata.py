"""Columns that a survey tool adds to the answers: which are ours, which are kept, which are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cxlab.intake.survey_exports.export import META, Heading
from cxlab.intake.words import plain, resource


@cache
def _known() -> dict[str, tuple[str, int]]:
    """Return ``{plain header: (our column, its rank among the headers for that column)}``."""
    found: dict[str, tuple[str, int]] = {}
    for column, words in resource("survey_exports")["metadata"].items():
        for rank, word in enumerate(words):
            found.setdefault(plain(word), (column, rank))
    return found


@cache
def _left_out() -> frozenset[str]:
    return frozenset(plain(w) for w in resource("survey_exports")["left_out"])


def is_metadata(name: str) -> bool:
    """Return whether a header is one that survey tools give to metadata."""
    return plain(name) in _known() or plain(name) in _left_out()


def marks(tool: str) -> frozenset[str]:
    """Return the headers by which a tool is recognised."""
    return frozenset(plain(w) for w in resource("survey_exports")["marks"][tool])


def headings(names: Sequence[tuple[str, str]]) -> tuple[list[Heading], list[str]]:
    """Return a heading for each column of metadata, and the headers that are left out.

    Parameters
    ----------
    names
        Label in the raw table and header of each column that is no question. Of several headers for one of our columns
        (two dates) the one that the word list names first is used; the others are kept under a name of their own.
    """
    left_out = [name for _, name in names if plain(name) in _left_out()]
    kept = [(label, name) for label, name in names if plain(name) not in _left_out() and name]
    ranked = sorted(kept, key=lambda pair: _known().get(plain(pair[1]), ("", 0))[1])
    ours: dict[str, str] = {}
    for label, name in ranked:
        column = _known().get(plain(name), ("", 0))[0] or f"extra_{slug(name)}"
        free = column if column not in ours.values() else f"{column}_{slug(name)}"
        ours[label] = free if free not in ours.values() else f"{free}_{len(ours) + 1}"
    return [Heading(label, text=name, kind=META, column=ours[label]) for label, name in kept], left_out


def slug(name: str) -> str:
    """Return a header as part of a column name: small letters and digits, or a number made of its letters."""
    short = re.sub(r"[^a-z0-9]+", "_", plain(name)).strip("_")
    return short or format(sum(ord(letter) * (place + 1) for place, letter in enumerate(plain(name))) % 10_000, "04d")
