"""Multiple choice and ranking, whatever their form in the file: one column an option, in one order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from cxlab.intake.survey_exports.cells import as_text, is_empty, without_codes, words
from cxlab.intake.words import plain

ARROW, SURE_SIGN = "→", "┋"
_FEW_OPTIONS, _FEWEST_RANKED = 60, 3


def is_joined(values: pd.Series, signs: str) -> bool:
    """Return whether cells hold several options with one of `signs` between them.

    ┋ stands nowhere else. Other signs also stand in what people write and in the names of options: there what stands
    between them must be codes, or come back from one respondent to the next.
    """
    texts = [v for v in values.dropna() if isinstance(v, str)]
    if SURE_SIGN in signs and any(SURE_SIGN in v for v in texts):
        return True
    pieces = [part for v in texts for part in _parts(v, signs)]
    if len(pieces) == len(texts):
        return False
    again = 2 * len(set(pieces)) <= len(pieces) and len(set(pieces)) <= _FEW_OPTIONS
    return again or all(part.isdigit() for part in pieces)


def is_ordered(values: pd.Series) -> bool:
    """Return whether cells hold options in order, "A→B→C"; a stray arrow in free text is none."""
    given = values.dropna().unique()
    arrows = [v for v in given if isinstance(v, str) and ARROW in v]
    options = {part.strip() for v in arrows for part in v.split(ARROW)}
    return bool(arrows) and 2 * len(arrows) >= len(given) and len(options) <= _FEW_OPTIONS


def from_cells(values: pd.Series, signs: str) -> pd.DataFrame:
    """Return ticks (1, 0) of cells such as "A┋B"; missing where the question was not put.

    Columns are the options that anybody ticked, in the order of `in_order`.
    """
    values = without_codes(values, keep_empty=True)
    lists = {v: [] if is_empty(v) else _parts(as_text(v), signs) for v in values.dropna().unique()}
    ticked = [lists[v] for v in values.dropna()]
    asked = values.notna()
    columns = {
        option: values.map(lambda v, o=option: int(o in lists.get(v, ()))).astype("Int64").where(asked)
        for option in in_order(ticked)
    }
    return pd.DataFrame(columns, index=values.index)


def _parts(text: str, signs: str) -> list[str]:
    """Return the options of a cell; a comma with a blank behind it belongs to an option's name."""
    parts = re.split("|".join(",(?! )" if sign == "," else re.escape(sign) for sign in signs), text)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def are_ticks(columns: Sequence[tuple[str, pd.Series]]) -> bool:
    """Return whether columns, one an option, say no more than ticked or not; `columns` are (option, cells)."""
    seen = [(plain(option), {plain(as_text(v)) for v in without_codes(c).dropna().unique()}) for option, c in columns]
    held = [(option, found) for option, found in seen if found]
    allowed = words("ticked") | words("unticked")
    # items of a matrix that everybody answered "1" are no ticks: somebody must have left an option out
    left = any(found & words("unticked") for _, found in held) or any(c.isna().any() for _, c in columns)
    return len(columns) > 1 and bool(held) and left and all(found <= allowed | {option} for option, found in held)


def from_ticks(columns: Sequence[tuple[str, pd.Series]]) -> pd.DataFrame:
    """Return ticks (1, 0) of columns, one an option: 0/1, Y/blank, or the option's name where ticked.

    A row with nothing but blanks is missing; in any other a blank is "not ticked". Columns stand as in the file.
    """
    cells = {option: without_codes(c, keep_empty=True) for option, c in columns}
    asked = pd.DataFrame({o: c.notna() for o, c in cells.items()}).any(axis=1)
    ticks = pd.DataFrame({o: c.map(lambda v, o=o: _tick(v, o)).astype("Int64") for o, c in cells.items()})
    return ticks.fillna(0).where(asked, axis=0)


def by_answers(ticks: pd.DataFrame) -> pd.DataFrame:
    """Return ticks with the options that anybody ticked, in the order of `in_order`."""
    options = [str(o) for o in ticks.columns]
    rows = ticks.dropna().itertuples(index=False)
    return ticks[in_order([o for o, tick in zip(options, row, strict=True) if tick == 1] for row in rows)]


def _tick(value: object, option: str) -> int:
    word = "" if pd.isna(value) else plain(as_text(value))  # type: ignore[call-overload]
    return int(word != "" and (word in words("ticked") or word == plain(option)))


def in_order(lists: Iterable[Sequence[str]]) -> list[str]:
    """Return the options in the questionnaire's order, as far as answers tell it.

    Tools write the ticked options of a respondent in the order of the questionnaire: an option goes before another
    that it stands before anywhere. What no answer tells is settled by how often an option is ticked, then by its name,
    so that the order of the rows does not matter, and the forms of one survey give one order.
    """
    unique = Counter(tuple(found) for found in lists)
    times: Counter[str] = Counter()
    after: dict[str, set[str]] = {}
    for found, count in unique.items():
        for place, option in enumerate(found):
            times[option] += count
            after.setdefault(option, set()).update(found[place + 1 :])
    before = {o: {p for p, rest in after.items() if o in rest} for o in after}
    order: list[str] = []
    while before:
        nxt = min(before, key=lambda o: (len(before[o]), -times[o], o))
        order.append(nxt)
        del before[nxt]
        for rest in before.values():
            rest.discard(nxt)
    return order


def ranks_from_cells(values: pd.Series) -> pd.DataFrame:
    """Return the rank (1 the best) of each option of cells such as "A→B→C"; columns in the order of their names."""
    lists = {v: _parts(v, ARROW) for v in without_codes(values).dropna().unique()}
    options = sorted({o for found in lists.values() for o in found})
    columns = {
        option: values.map(lambda v, o=option: lists[v].index(o) + 1 if o in lists.get(v, ()) else pd.NA)
        for option in options
    }
    return pd.DataFrame(columns, index=values.index).astype("Int64")


def are_ranks(columns: Sequence[tuple[str, pd.Series]]) -> bool:
    """Return whether columns, one an option, hold ranks: 1 to at most as many as there are, none twice in a row."""
    cells = pd.DataFrame({o: without_codes(c) for o, c in columns})
    numbers = cells.apply(lambda c: pd.to_numeric(c, errors="coerce"))
    if len(columns) < _FEWEST_RANKED or (cells.notna() & numbers.isna()).to_numpy().any():
        return False
    given = pd.Series(numbers.to_numpy(dtype="float64").ravel()).dropna()
    inside = bool(len(given)) and bool(given.between(1, len(columns)).all()) and bool((given % 1 == 0).all())
    twice = numbers.apply(lambda row: row.dropna().duplicated().any(), axis=1)
    return inside and not bool(twice.any()) and bool(given.max() > 1)


def from_ranks(columns: Sequence[tuple[str, pd.Series]]) -> pd.DataFrame:
    """Return ranks of columns, one an option, as they stand in the file; what is not ranked is missing."""
    return pd.DataFrame({o: pd.to_numeric(without_codes(c), errors="coerce").astype("Int64") for o, c in columns})
