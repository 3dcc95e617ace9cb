"""The two sides of KANO questions, found by their words and never by their place."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from cxlab.intake.labels import quoted_parts
from cxlab.intake.scales.feature_names import feature_names
from cxlab.intake.scales.recognise import recognise
from cxlab.intake.scales.sides import Side, importance_stem, side_of
from cxlab.intake.scales.words import bare

Pair = tuple[str, str, str, str | None]
Sides = tuple[str, str]
_MOST_ANSWERS = 30
_ALIKE, _MARGIN = 0.75, 0.1


def kano_pairs(frame: pd.DataFrame, texts: Mapping[str, str]) -> list[Pair]:
    """Return ``[(feature, functional column, dysfunctional column, importance column or None)]``.

    Parameters
    ----------
    frame
        Answers, one column a question, as the file holds them.
    texts
        ``{column: text of the question}``; a column without a text goes by its name.

    Two columns are a pair when both hold KANO answers, they are alike but for the words that say whether the feature
    is there (如果有, 不具备, functional, "F4_d" ...), and one has more signs of absence than the other. Where wording
    differs otherwise too, what stands in quotation marks, else the clearly nearest text, decides. Pairs come in the
    order of their first column; `feature` is a short code where the columns have one ("F4"), else what the questions
    do not share. `unpaired` names KANO columns that are left over.
    """
    said = {str(c): texts.get(str(c), str(c)) for c in frame.columns}
    sides = kano_sides(frame, said)
    found = _by_stem(sides)
    found |= _by_quotation(_rest(sides, found), said)
    found |= _by_likeness(_rest(sides, found))
    place = {column: i for i, column in enumerate(said)}
    ordered = sorted(found.items(), key=lambda pair: min(place[c] for c in pair[1]))
    names = dict(zip([stem for stem, _ in ordered], feature_names([said[pair[0]] for _, pair in ordered]), strict=True))
    weighed = _importance({c: text for c, text in said.items() if c not in sides}, dict(ordered), names)
    return [(names[stem], *pair, weighed.get(stem)) for stem, pair in ordered]


def unpaired(frame: pd.DataFrame, texts: Mapping[str, str], pairs: list[Pair]) -> list[str]:
    """Return the columns of KANO answers that are in no pair."""
    used = {column for pair in pairs for column in pair[1:3]}
    said = {str(c): texts.get(str(c), str(c)) for c in frame.columns}
    return [column for column in kano_sides(frame, said) if column not in used]


def kano_sides(frame: pd.DataFrame, said: Mapping[str, str]) -> dict[str, Side]:
    """Return the columns that hold KANO answers with the side that each asks for, by their text.

    A name such as "q_d" is a side only where another column ("q_f") is the other side, and no item of a list that is
    counted in letters ("q_a", "q_b" ...).
    """
    sides = {column: side_of(text) for column, text in said.items()}
    lettered = {side.stem[:-1] for side in sides.values() if not side.coded and side.stem[-1:].isalpha()}
    names: dict[str, set[str]] = defaultdict(set)
    for side in sides.values():
        names[side.stem].add(side.name)
    found = {}
    for column, side in sides.items():
        values = frame[column]
        named = side.coded and side.stem not in lettered and len(names[side.stem] - {""}) > 1
        text = f"{said[column]} {side.name}" if named else said[column]
        if 0 < values.nunique() <= _MOST_ANSWERS and _kano(values, text):
            found[column] = side
    return found


def _kano(values: pd.Series, text: str) -> bool:
    """Tell whether a column holds KANO answers; 1 to 5 are some where the question names a side."""
    guess, side = recognise(values, text), side_of(text)
    if guess.kind.startswith("kano") or recognise(values).kind.startswith("kano"):
        return True
    return side.explicit or (side.conditional and bool(side.name)) if (guess.min, guess.max) == (1, 5) else False


def _rest(sides: Mapping[str, Side], found: Mapping[str, Sides]) -> dict[str, Side]:
    used = {column for pair in found.values() for column in pair}
    return {column: side for column, side in sides.items() if column not in used}


def _by_stem(sides: Mapping[str, Side]) -> dict[str, Sides]:
    groups: dict[str, list[str]] = defaultdict(list)
    for column, side in sides.items():
        groups[side.stem].append(column)
    return _told_apart(groups, sides)


def _by_quotation(sides: Mapping[str, Side], said: Mapping[str, str]) -> dict[str, Sides]:
    groups: dict[str, list[str]] = defaultdict(list)
    for column in sides:
        for quoted in quoted_parts([said[column]]).values():
            groups[quoted].append(column)
    return _told_apart(groups, sides)


def _told_apart(groups: Mapping[str, list[str]], sides: Mapping[str, Side]) -> dict[str, Sides]:
    """Return functional and dysfunctional column of each group of two that are told apart."""
    found = {}
    for stem, columns in groups.items():
        first, *others = sorted(columns, key=lambda c: sides[c].lean)
        if stem and len(others) == 1 and sides[first].lean != sides[others[0]].lean:
            found[stem] = (first, others[0])
    return found


def _by_likeness(sides: Mapping[str, Side]) -> dict[str, Sides]:
    """Pair a question that says the feature is there with the one most like it that says it is not, if each is."""
    there = [c for c, side in sides.items() if side.name == "functional"]
    absent = [c for c, side in sides.items() if side.name == "dysfunctional"]
    likeness = {(a, b): _likeness(sides[a], sides[b]) for a in there for b in absent}
    found = {}
    for (a, b), alike in likeness.items():
        rivals = [v for (x, y), v in likeness.items() if (x == a) != (y == b)]
        if alike >= _ALIKE and alike - max(rivals, default=0) >= _MARGIN:
            found[sides[a].stem] = (a, b)
    return found


def _likeness(one: Side, other: Side) -> float:
    first, second = sorted((one.stem, other.stem))
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()


def _importance(others: Mapping[str, str], pairs: Mapping[str, Sides], names: Mapping[str, str]) -> dict[str, str]:
    """Return the question on importance of each pair: one with the same stem, else the only one that names it."""
    stems = {column: stem for column, text in others.items() if (stem := importance_stem(text)) is not None}
    by_stem = {stem: column for column, stem in stems.items()}
    found = {stem: by_stem[stem] for stem in pairs if stem in by_stem}
    for stem, name in names.items():
        naming = [c for c in stems if c not in found.values() and len(bare(name)) > 1 and bare(name) in bare(others[c])]
        if stem not in found and len(naming) == 1:
            found[stem] = naming[0]
    return found
