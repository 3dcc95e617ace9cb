"""Prompted praise: units whose answers carry signs that they were asked for, shown beside the other units.

A sign is no proof and names no culprit: a tablet at the counter, a prize draw or one shared address explain some. What
is found is told as it is (how many answers, against how many elsewhere) and the score is given with and without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey.answers import FloatArray, need_columns, numbers
from cxlab.survey.compare import Metric, benjamini_hochberg, estimate
from cxlab.survey.scores import wilson

REPEATED = 3
"""Answers from one device, one address or within one minute at one unit, from which on they count as together."""
LEAST_EXCESS = 0.1
"""Share of a unit's answers beyond the other units' share, below which a difference is none worth asking about."""
SURE = 0.01
"""Corrected p below which a unit is called unusual: a false suspicion costs more than one that is missed."""
QUICK = 1 / 3
"""Part of the median seconds below which an answer is quick, where no number of seconds is given."""
Mask = npt.NDArray[np.bool_]
_SIGNS = pd.DataFrame(columns=["unit", "sign", "n", "count", "share", "low", "high", "others", "excess", "p"])
_STAFF = Path(__file__).parents[2] / "resources" / "survey" / "staff_sources.txt"


@dataclass(frozen=True)
class PraiseResult:
    """Signs of prompted praise.

    `signs`: one row a unit and sign (quick_perfect, staff_chosen, same_minute, same_device, same_address: those that
    the columns allow): unit, sign, n (answers that could be checked), count, share with low and high (Wilson), others
    (share over the other units), excess (share less others), p (one-sided, against the median unit and the usual
    spread of units), p_bh over all rows, unusual. Sorted by sign and unit.

    `units`: unit, signs (unusual ones, space-separated), n, value and value_without (the score without quick_perfect
    answers) with n_without. `overall`: sign, n, count, share, low, high over all units: where every unit asks for
    praise none stands out, so look here first. `seconds` is the bound used (missing: no durations).
    """

    signs: pd.DataFrame
    units: pd.DataFrame
    overall: pd.DataFrame
    seconds: float


def praise(
    frame: pd.DataFrame,
    *,
    unit: str = "unit",
    score: str = "nps",
    best: float = 10,
    seconds: float | None = None,
    level: float = 0.95,
) -> PraiseResult:
    """Look for units whose praise looks asked for.

    - quick_perfect: the best score, in fewer than `seconds`, without a `comment`; by one of the two where the other
      column is absent, and not at all without both.
    - staff_chosen: `source` says that staff chose or led the respondent (word list `resources/survey`).
    - same_minute: three answers or more at the unit within one minute (only where `answered_at` has times).
    - same_device, same_address: three answers or more at the unit from one `device` or `address`.

    Shares are held against those of the other units as in a funnel, on the arcsine scale, with the usual spread of
    units added; a unit is unusual when its share is above the others' by that test, corrected for all units and
    signs (p below 0.01), and by at least ten percentage points. With fewer than six units
    none can stand out. Among 24 simulated honest units of 200 answers one was called unusual in 3 % of surveys where
    shares spread evenly, in 13 % where they are strongly skewed. Nothing is removed.

    Parameters
    ----------
    frame : ratings, one row an answer, with `unit`, `score` and any of duration_seconds, comment, source, answered_at,
        device, address. Rows without unit or score are left out.
    best : the best answer to `score`.
    seconds : bound for a quick answer; None takes a third of the median of all answers, which fails when most of them
        are prompted: then give it.

    Raises
    ------
    InputError
        Missing columns, durations that are not numbers, scores above `best`.

    Reference
    ---------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202 (overdispersion added to chance); Anscombe (1948),
    Biometrika 35, 246-254 (arcsine).
    """
    need_columns(frame, [unit, score])
    frame = frame[frame[unit].notna() & frame[score].notna()].reset_index(drop=True)
    bound = _bound(frame, seconds)
    marks = _marks(frame, unit, _perfect(frame[score], best), bound)
    signs = [_against_others(sign, mark, frame[unit], level) for sign, mark in marks.items()]
    table = pd.concat(signs, ignore_index=True) if signs else _SIGNS.copy()
    table["p_bh"] = benjamini_hochberg(table["p"])
    table["unusual"] = (table["p_bh"] < SURE) & (table["excess"] >= LEAST_EXCESS)
    overall = pd.DataFrame(
        [{"sign": sign, **_share(mark.count(), mark.sum(), level)} for sign, mark in marks.items()],
        columns=["sign", "n", "count", "share", "low", "high"],
    )
    return PraiseResult(table, _units(frame, unit, score, marks.get("quick_perfect"), table), overall, bound)


def _perfect(scores: pd.Series, best: float) -> Mask:
    answers = numbers(scores, str(scores.name))
    if (answers > best).any():
        raise InputError(f"best is {best:g}, but '{scores.name}' goes up to {answers.max():g}; give its best answer.")
    result: Mask = answers == best
    return result


def _bound(frame: pd.DataFrame, seconds: float | None) -> float:
    if seconds is not None or "duration_seconds" not in frame:
        return np.nan if seconds is None else float(seconds)
    return QUICK * float(np.nanmedian(numbers(frame["duration_seconds"], "duration_seconds")))


def _marks(frame: pd.DataFrame, unit: str, perfect: Mask, bound: float) -> dict[str, pd.Series]:
    """Each sign that the columns allow, as a nullable boolean a row."""
    marks = {}
    if "duration_seconds" in frame or "comment" in frame:
        mark = pd.Series(perfect, index=frame.index, dtype="boolean")
        if "comment" in frame:
            mark &= frame["comment"].fillna("").astype(str).str.strip() == ""
        if "duration_seconds" in frame:
            mark = (mark & (frame["duration_seconds"] < bound)).mask(frame["duration_seconds"].isna())
        marks["quick_perfect"] = mark
    if "source" in frame:
        told = frame["source"].dropna().unique()
        staff = {said: any(word in str(said).casefold() for word in _staff_words()) for said in told}
        marks["staff_chosen"] = frame["source"].map(staff).astype("boolean")
    if "answered_at" in frame and pd.api.types.is_datetime64_any_dtype(frame["answered_at"]):
        minute = frame["answered_at"].dt.floor("min")
        if (minute.dropna() != minute.dropna().dt.normalize()).any():
            marks["same_minute"] = _together(frame[unit], minute)
    for column in ("device", "address"):
        if column in frame:
            marks[f"same_{column}"] = _together(frame[unit], frame[column])
    return {sign: mark for sign, mark in marks.items() if mark.notna().any()}


def _together(unit: pd.Series, key: pd.Series) -> pd.Series:
    """Whether an answer shares its key with two others of the unit."""
    size = key.groupby([unit, key], observed=True).transform("size")
    return (size >= REPEATED).astype("boolean").mask(key.isna())


def _against_others(sign: str, mark: pd.Series, unit: pd.Series, level: float) -> pd.DataFrame:
    """Hold each unit's share of a sign against the other units."""
    given = mark.dropna().astype(int)
    sums = given.groupby(unit).agg(["size", "sum"]).reindex(sorted(unit.unique()), fill_value=0)
    n, count = (sums[column].to_numpy(dtype=float) for column in ("size", "sum"))
    table = pd.DataFrame([_share(*pair, level) for pair in zip(n, count, strict=True)])
    table.insert(0, "sign", sign)
    table.insert(0, "unit", sums.index)
    others = n.sum() - n
    table["others"] = (count.sum() - count) / np.where(others > 0, others, np.nan)
    table["excess"] = table["share"] - table["others"]
    return table.assign(p=_p(n, count))


def _p(n: FloatArray, count: FloatArray) -> FloatArray:
    """One-sided p of each unit's share against the median unit, the usual spread of units allowed for.

    Asking for praise only raises a sign, so the spread beyond chance is measured on the lower half of the units: up
    to half of all units may be prompted. Their number less one gives the degrees of freedom of Student's t.
    """
    result = np.full(len(n), np.nan)
    told = n > 0
    if told.sum() < 2:
        return result
    angle, error = _angle(count[told], n[told]), 1 / (2 * np.sqrt(n[told] + 0.5))
    centre = np.median(angle)
    lower = angle <= centre
    free = max(lower.sum() - 1, 1)
    spread = max(0.0, float(((angle - centre)[lower] ** 2).sum() / free - (error[lower] ** 2).mean()))
    result[told] = stats.t.sf((angle - centre) / np.sqrt(error**2 + spread), free)
    return result


def _angle(count: FloatArray, n: FloatArray) -> FloatArray:
    """Anscombe's angle of a share: its error depends on n alone."""
    return np.arcsin(np.sqrt((count + 3 / 8) / (n + 3 / 4)))


def _share(n: float, count: float, level: float) -> dict[str, float]:
    low, high = wilson(count / n, n, level) if n else (np.nan, np.nan)
    return {"n": int(n), "count": int(count), "share": count / n if n else np.nan, "low": low, "high": high}


def _units(frame: pd.DataFrame, unit: str, score: str, quick: pd.Series | None, table: pd.DataFrame) -> pd.DataFrame:
    """Each unit's score with and without the quick perfect answers."""
    metric: Metric = "nps" if score == "nps" else "mean"
    out = pd.Series(False, index=frame.index) if quick is None else quick.fillna(False).astype(bool)
    signs = table[table["unusual"].astype(bool)].groupby("unit")["sign"].agg(" ".join)
    rows = []
    for name, here in frame.groupby(unit, observed=True):
        all_of, kept = (estimate(scores, metric) for scores in (here[score], here.loc[~out[here.index], score]))
        without = {"value_without": kept.value, "n_without": kept.n}
        rows.append({"unit": name, "signs": signs.get(name, ""), "n": all_of.n, "value": all_of.value, **without})
    return pd.DataFrame(rows, columns=["unit", "signs", "n", "value", "value_without", "n_without"])


@cache
def _staff_words() -> tuple[str, ...]:
    lines = _STAFF.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))
