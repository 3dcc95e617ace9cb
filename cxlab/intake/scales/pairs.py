"""The two sides of KANO questions, found by their words and never by their place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from cxlab.intake.labels import quoted_parts, shortened
from cxlab.intake.scales.recognise import recognise
from cxlab.intake.scales.sides import Side, importance_stem, side_of

Pair = tuple[str, str, str, str | None]


def kano_pairs(frame: pd.DataFrame, texts: Mapping[str, str]) -> list[Pair]:
    """Return ``[(feature, functional column, dysfunctional column, importance column or None)]``.

    Parameters
    ----------
    frame
        Answers, one column a question.
    texts
        ``{column: text of the question}``; a column without a text goes by its name.

    Two columns are a pair when both hold KANO answers (or 1 to 5), they are alike but for the words that say whether
    the feature is there (如果有, 不具备, functional ...), and one has more signs of absence than the other. Pairs come
    in the order of their first column; `feature` is a short code where the columns have one ("F4"), else a label.
    """
    sides = {str(c): side_of(texts.get(str(c), str(c))) for c in frame.columns}
    asked = {c: side for c, side in sides.items() if _holds_kano(frame[c], side)}
    groups: dict[str, list[str]] = defaultdict(list)
    for column, side in asked.items():
        groups[side.stem].append(column)
    pairs = {stem: pair for stem, columns in groups.items() if (pair := _ordered(columns, asked))}
    weighed = {stem: c for c in sides if c not in asked and (stem := importance_stem(texts.get(c, c))) is not None}
    names = _names({stem: texts.get(pair[0], pair[0]) for stem, pair in pairs.items()})
    return [(names[stem], *pair, weighed.get(stem)) for stem, pair in pairs.items()]


def _holds_kano(values: pd.Series, side: Side) -> bool:
    guess = recognise(values)
    if guess.kind.startswith("kano"):
        return True
    coded = guess.kind != "none" and (guess.min, guess.max) == (1, 5) and not guess.recode
    return coded and bool(side.present or side.absent)


def _ordered(columns: list[str], sides: Mapping[str, Side]) -> tuple[str, str] | None:
    """Return functional and dysfunctional column, None where two columns are not told apart."""
    if len(columns) != 2:
        return None
    first, second = sorted(columns, key=lambda c: (sides[c].absent, -sides[c].present))
    marks = [(sides[c].absent, -sides[c].present) for c in (first, second)]
    return (first, second) if marks[0] != marks[1] else None


def _names(texts: dict[str, str]) -> dict[str, str]:
    """Return a name for each stem: its code, what the question has in quotation marks, or what is its own."""
    quoted = quoted_parts(list(texts.values()))
    short = shortened(list(texts))
    return {
        stem: stem.upper() if re.fullmatch(r"[a-z]{1,2}\d{1,3}", stem) else quoted.get(text, short[stem])
        for stem, text in texts.items()
    }
