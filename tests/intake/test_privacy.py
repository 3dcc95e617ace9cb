"""Masking against a labelled list (mask_cases.csv: invented people and numbers), hostile text, and pseudonyms."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from cxlab.intake.privacy import MASK_TOKENS, TOKENS, find, mask

CASES = list(csv.DictReader(Path(__file__).with_name("mask_cases.csv").open(encoding="utf-8")))
ANY_TOKEN = re.compile("|".join(re.escape(token) for token in MASK_TOKENS))
Span = tuple[str, int, int]


def labelled(case: dict[str, str]) -> set[Span]:
    """The spans that `expected` replaces; a token that the customer typed is none."""
    tokens = ANY_TOKEN.findall(case["expected"])
    shape = "(.+?)".join(re.escape(part) for part in ANY_TOKEN.split(case["expected"]))
    match = re.fullmatch(shape, case["text"], re.DOTALL)
    assert match, case
    spans = {(token, *match.span(i)) for i, token in enumerate(tokens, 1)}
    return {(token, a, b) for token, a, b in spans if case["text"][a:b] != token}


def found(text: str) -> set[Span]:
    return {(TOKENS[hit.kind], hit.start, hit.end) for hit in find(text)}


def table() -> dict[str, Counter[str]]:
    """Per token: right (token and both ends exact), missed, wrong; leaked = labelled characters left readable."""
    rows: dict[str, Counter[str]] = {token: Counter() for token in MASK_TOKENS}
    for case in CASES:
        want, got = labelled(case), found(case["text"])
        covered = {i for _, a, b in got for i in range(a, b)}
        for token, a, b in want:
            rows[token]["right" if (token, a, b) in got else "missed"] += 1
            rows[token]["leaked"] += any(i not in covered for i in range(a, b) if case["text"][i].isalnum())
        for token, *_ in got - want:
            rows[token]["wrong"] += 1
    rows["all"] = sum(rows.values(), Counter())
    return rows


def recall(row: Counter[str]) -> float:
    return row["right"] / (row["right"] + row["missed"])


def precision(row: Counter[str]) -> float:
    return row["right"] / (row["right"] + row["wrong"])
