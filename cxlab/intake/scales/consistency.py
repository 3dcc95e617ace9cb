"""What only several columns together tell: items that run the other way, and KANO codes that do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlab.intake import clean
from cxlab.intake.notes import Note, note
from cxlab.intake.scales.pairs import Pair, unpaired
from cxlab.intake.scales.question import read_question
from cxlab.intake.scales.recognise import recognise
from cxlab.intake.scales.scale_guess import ScaleGuess

_FEWEST_ITEMS, _FEWEST_ROWS = 3, 10
_MOST_WORSE = 0.5


def numbers_of(values: pd.Series, guess: ScaleGuess) -> pd.Series:
    """Return answers as numbers on the scale guessed; codes for "not applicable" and unknown answers are missing."""
    if guess.min is None or guess.max is None:
        return pd.Series(float("nan"), index=values.index)
    found = clean.numbers(clean.recode(clean.without_missing_words(clean.strings(values)), guess.recode, None))
    return found.mask(found.isin(guess.missing)).where(found.between(guess.min, guess.max))


def one_list(frame: pd.DataFrame, guesses: Mapping[str, ScaleGuess]) -> dict[str, ScaleGuess]:
    """Return the guesses of the items of one list, on one scale where most of them are.

    An item that few answered, or of which only some points were used, is taken for a shorter scale by itself: 1 to 3
    among items of 1 to 5. Where more than half of the items (three at least) share their ends, an item whose answers
    all lie within them gets these ends too.
    """
    ends = Counter((g.min, g.max) for g in guesses.values() if g.min is not None and g.max is not None)
    (low, high), times = ends.most_common(1)[0] if ends else ((None, None), 0)
    if low is None or high is None or times < _FEWEST_ITEMS or 2 * times <= len(guesses):
        return dict(guesses)
    return {column: _fitted(frame[column], column, guess, (low, high)) for column, guess in guesses.items()}


def _fitted(values: pd.Series, column: str, guess: ScaleGuess, ends: tuple[float, float]) -> ScaleGuess:
    """Return the guess on given ends, or as it is where an answer lies outside of them."""
    if (guess.min, guess.max) == ends or guess.recode:
        return guess
    found = recognise(values, column, ends=ends)
    numbers = clean.numbers(clean.without_missing_words(clean.strings(values))).dropna()
    inside = numbers.between(*ends) | numbers.isin(found.missing)
    return found if found.kind != "none" and bool(inside.all()) else guess


def reversed_items(items: pd.DataFrame, texts: Mapping[str, str]) -> dict[str, Note]:
    """Return a note for each item that seems to run against the others.

    Parameters
    ----------
    items
        Numbers, one column an item of one list; missing where not answered (pairwise correlations).
    texts
        ``{column: text}``; a column without a text goes by its name.

    An item is held against the mean of the others after these are turned to the side of the first principal axis
    (the side of the majority). Its correlation counts when it is beyond two standard errors (2/√n).
    "scale_reversed" marks negative wording and negative correlation, "scale_negative_wording" the first alone,
    "scale_negative_correlation" the second alone. Fewer than three items or ten rows tell nothing.
    """
    known = items.loc[:, items.nunique() > 1]
    if known.shape[1] < _FEWEST_ITEMS or len(known) < _FEWEST_ROWS:
        return {}
    signs = _signs(known)
    turned = ((known - known.mean()) / known.std()) * signs
    found = {}
    for place, column in enumerate(known.columns):
        rest = turned.drop(columns=column).mean(axis=1)
        both = known[column].notna() & rest.notna()
        if both.sum() < _FEWEST_ROWS:
            continue
        r = float(np.corrcoef(known.loc[both, column], rest[both])[0, 1])
        code = _code(texts.get(str(column), str(column)), r, 2 / np.sqrt(both.sum()), against=signs[place] < 0)
        if code:
            found[str(column)] = note(code, column=str(column), r=round(r, 2))
    return found


def _signs(items: pd.DataFrame) -> np.ndarray:
    """Return for each item 1 or -1, its side of the first principal axis; the majority has 1."""
    axis = np.linalg.eigh(items.corr().fillna(0.0).to_numpy())[1][:, -1]
    signs = np.where(axis < 0, -1.0, 1.0)
    return signs if signs.sum() >= 0 else -signs


def _code(text: str, r: float, least: float, *, against: bool) -> str:
    negative = read_question(text).negative
    if against and r < -least:
        return "scale_reversed" if negative else "scale_negative_correlation"
    return "scale_negative_wording" if negative and r > least else ""


def kano_notes(
    frame: pd.DataFrame, texts: Mapping[str, str], pairs: list[Pair], guesses: Mapping[str, ScaleGuess]
) -> list[Note]:
    """Return notes on the KANO questions of a file.

    They name pairs whose dysfunctional question stands first, columns without their other side, and codes that seem to
    run the other way (1 = dislike): of all answered pairs whose sides differ, most like the feature's absence better.

    Parameters
    ----------
    frame, texts
        As for `kano_pairs`.
    pairs
        Pairs found.
    guesses
        ``{column: guess}`` of both sides of each pair.
    """
    place = {str(c): i for i, c in enumerate(frame.columns)}
    found = []
    if turned := [feature for feature, there, absent, _ in pairs if place[absent] < place[there]]:
        found.append(note("scale_kano_order", features=", ".join(turned)))
    if left := unpaired(frame, texts, pairs):
        found.append(note("scale_kano_unpaired", columns=", ".join(left)))
    worse = differing = 0
    for _, *sides, _ in pairs:
        there, absent = (numbers_of(frame[c], guesses[c]) for c in map(str, sides))
        worse += int((there > absent).sum())
        differing += int(((there != absent) & there.notna() & absent.notna()).sum())
    if differing >= _FEWEST_ROWS and worse > _MOST_WORSE * differing:
        found.append(note("scale_kano_reversed_answers", share=worse / differing))
    return found
