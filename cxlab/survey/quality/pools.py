"""What may go into one number: answers of one kind of survey, on one scale, asked in one way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cxlab.errors import InputError
from cxlab.survey.answers import need_columns

PARTS = ("survey_type", "answer_scale", "mode")
"""Columns of `ratings` whose values are never put into one number, nor compared."""
STRICT = ("survey_type", "answer_scale")
"""Those of which a single number may hold one value only; ways of asking (mode) may be mixed if the mix is steady."""
UNSTATED = "unstated"
MOVED = 0.25
"""Share of answers whose way of asking changed between two periods, from which on the two are not compared."""
FEWEST = 30
"""Answers a period needs before its mix or its highest answer says anything."""
SCALE_ENDS = (5, 7, 10, 100)


@dataclass(frozen=True)
class Pools:
    """A table of ratings parted into what can be compared.

    `of` names the pool of each row (index of the frame). `table` has one row a pool, largest first: pool, the columns
    that part it, n (answers), share of all answers, first and last date (where the frame has dates). `why` are those
    columns: survey_type, answer_scale, mode; empty where everything is one pool, named "all".
    """

    of: pd.Series
    table: pd.DataFrame
    why: tuple[str, ...]


def pools(frame: pd.DataFrame, score: str = "nps", *, parts: Sequence[str] = PARTS, when: str = "answered_at") -> Pools:
    """Part a table of ratings into pools within which scores can be averaged and compared.

    Relationship surveys ask everybody about the firm, transaction surveys ask about a contact just had: two NPS, and
    what their mix says changes with the mix. Phone, web, text message and store differ because somebody listens.
    `answer_scale` is a column of yours that names the scale where one column holds answers on several.

    Parameters
    ----------
    parts : columns that part the table; those that are absent, empty or hold one value do nothing. Rows without a
        value are a pool of their own ("unstated"), as nobody knows where they belong.

    Raises
    ------
    InputError
        `score` is no column of the frame.
    """
    need_columns(frame, [score])
    why = tuple(part for part in parts if part in frame and frame[part].nunique(dropna=False) > 1)
    names = pd.DataFrame({part: _values(frame[part]) for part in why}, index=frame.index)
    of = pd.Series("all", index=frame.index, name="pool")
    for position, part in enumerate(why):
        of = of + " / " + names[part] if position else names[part].rename("pool")
    answered = frame[score].notna()
    rows = []
    for pool, positions in of.groupby(of).indices.items():
        here, n = frame.iloc[positions], int(answered.iloc[positions].sum())
        row = {"pool": pool, **names.iloc[positions[0]].to_dict(), "n": n, "share": n / max(int(answered.sum()), 1)}
        rows.append(row | ({"first": here[when].min(), "last": here[when].max()} if when in frame else {}))
    table = pd.DataFrame(rows, columns=None if rows else ["pool", "n", "share"])
    return Pools(of, table.sort_values(["n", "pool"], ascending=[False, True], ignore_index=True), why)


def need_one_pool(frame: pd.DataFrame, score: str = "nps", *, parts: Sequence[str] = STRICT) -> None:
    """Raise InputError where `frame` mixes surveys or scales that one number must not mix."""
    found = pools(frame, score, parts=parts)
    if found.why:
        held = ", ".join(f"{row.pool} ({row.n})" for row in found.table.itertuples())
        raise InputError(
            f"'{score}' mixes answers that differ in {' and '.join(found.why)}: {held}. They are never pooled; take "
            "the rows of one of them (`pools(frame).of` names the pool of each row)."
        )


def need_comparable(a: pd.DataFrame, b: pd.DataFrame, score: str = "nps") -> None:
    """Raise InputError where two sets of ratings were not asked alike, so that their difference says nothing.

    Refused: another survey type or scale, or a mix of modes of which a quarter of the answers or more moved.
    """
    both = pd.concat([a.assign(side="first"), b.assign(side="second")], ignore_index=True)
    need_one_pool(both, score)
    if "mode" in both and (moved := _moved(_values(a["mode"]), _values(b["mode"]))) >= MOVED:
        raise InputError(
            f"The way of asking (mode) differs for {moved:.0%} of the answers ({_main(a['mode'])}, then "
            f"{_main(b['mode'])}); modes are never compared. Compare within one mode."
        )


def breaks(frame: pd.DataFrame, score: str, periods: pd.Series) -> pd.DataFrame:
    """Find the periods from which on a series was asked otherwise: another survey, way of asking or scale.

    Parameters
    ----------
    periods : the period of each row in order of time (`calendar_periods`, or a wave); rows without one are left out.

    Returns
    -------
    DataFrame
        period (the first after the break), part (survey_type, answer_scale, mode, or answers: the highest answer
        moved from one usual end of a scale, 5, 7, 10, 100, to another, so the scale was most likely changed),
        before, after (the most frequent value, or the end), moved (share of answers; missing for answers). Each
        period is held against the last one before it with 30 answers; thinner ones say nothing.
    """
    need_columns(frame, [score])
    answered = frame[frame[score].notna()].assign(period=periods)
    rows, last = [], None
    for period, here in answered[answered["period"].notna()].groupby("period", sort=True, observed=True):
        if len(here) < FEWEST:
            continue
        if last is not None:
            rows += [{"period": str(period), **found} for found in _changes(last, here, score)]
        last = here
    return pd.DataFrame(rows, columns=["period", "part", "before", "after", "moved"])


def _changes(before: pd.DataFrame, after: pd.DataFrame, score: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for part in (part for part in PARTS if part in after):
        moved = _moved(_values(before[part]), _values(after[part]))
        if moved >= MOVED:
            found.append({"part": part, "before": _main(before[part]), "after": _main(after[part]), "moved": moved})
    ends = [next((end for end in SCALE_ENDS if side[score].max() <= end), SCALE_ENDS[-1]) for side in (before, after)]
    if ends[0] != ends[1]:
        found.append({"part": "answers", "before": str(ends[0]), "after": str(ends[1]), "moved": float("nan")})
    return found


def _values(column: pd.Series) -> pd.Series:
    """Values as text, none as "unstated"."""
    return column.astype("object").where(column.notna(), UNSTATED).astype(str)


def _moved(before: pd.Series, after: pd.Series) -> float:
    """Share of answers that would have to change their value for the two mixes to be alike."""
    shares = [side.value_counts(normalize=True) for side in (before, after)]
    return float(shares[1].sub(shares[0], fill_value=0).abs().sum() / 2)


def _main(column: pd.Series) -> str:
    counts = _values(column).value_counts()
    return str(counts[counts == counts.max()].index.min())
