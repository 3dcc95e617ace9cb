"""Careless answers: shown with what they do to the score, never removed.

No sign proves anything about one person: a satisfied customer may tick the same answer ten times in good faith. Signs
of two kinds together, and how far the score moves without those respondents, are what to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.survey.answers import FloatArray, need_columns, numbers, on_scale
from cxlab.survey.compare import Metric, compare, estimate
from cxlab.survey.kano.rules import classify
from cxlab.survey.performance import Scales, answers_of, ends_of
from cxlab.survey.scores import wilson

KINDS = {
    "pattern": ("straight", "long_run", "perfect"),
    "time": ("quick", "rushed"),
    "sense": ("questionable", "contradictory"),
}
"""Flags by what they look at; flags of one kind go together (a perfect sheet is a straight line) and count once."""
FLAGS = tuple(flag for kind in KINDS.values() for flag in kind)


@dataclass(frozen=True)
class Rules:
    """From where on an answer sheet counts as careless.

    `least_items`: fewer items say nothing about straight lines. `share_of_median`: of the median seconds, below which
    a sheet is quick. `seconds_per_question`: a lower bound for reading and answering one item (2 seconds, Huang et
    al. 2012; Wood et al. 2017 take 1). `least_pairs`, `questionable`: KANO pairs needed, and the share of them that
    contradict each other. `gap`: part of the scale (0..1) that lies between the two answers of a contradictory pair.
    `reversed_items` ask in the opposite sense (agreeing is bad); `pairs` name items that ask about the same thing.
    """

    least_items: int = 5
    share_of_median: float = 1 / 3
    seconds_per_question: float = 2.0
    least_pairs: int = 4
    questionable: float = 0.25
    gap: float = 0.75
    reversed_items: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CarelessResult:
    """Signs of careless answering.

    `respondents`: one row a row of the frame, in its order and with its index: respondent_id (where there), answered
    (items), longest_run (of equal answers in the order of the items), seconds, seconds_per_question, pairs and q_share
    (KANO), one nullable boolean a flag (missing: could not be checked) and kinds, the number of kinds of flag (0-3).

    `summary`: flag (each of `FLAGS`, then any, and two_kinds: flags of two kinds or more), checked (respondents), n
    (with the flag), share with low and high (Wilson), value (the score over everybody), value_without (those
    respondents left out), difference (without less with) and its interval difference_low, difference_high (the share
    taken as it is; missing where nobody, or everybody, has the flag). `median_seconds` is that of all sheets.
    """

    respondents: pd.DataFrame
    summary: pd.DataFrame
    median_seconds: float


def careless(
    frame: pd.DataFrame,
    items: Sequence[str],
    scale: Scales,
    *,
    kano: pd.DataFrame | None = None,
    score: str = "nps",
    rules: Rules = Rules(),
) -> CarelessResult:
    """Look for signs of careless answering, and for what they do to `score`.

    - straight: the same answer to all items, at least five; with reversed items among them it contradicts itself.
    - long_run: the same answer five times or more in a row and over at least half of the items answered (Curran 2016).
    - quick: less than a third of the median `duration_seconds`. rushed: less than two seconds an item answered.
    - perfect: the best answer to every item and to `score`, and no `comment`.
    - questionable: over a quarter of at least four KANO pairs are Q (`kano`, matched by respondent_id; for a survey of
      its own see `questionable`).
    - contradictory: two items about the same thing (`rules.pairs`) lie three quarters of the scale apart, answers to
      reversed items turned round first.

    Parameters
    ----------
    frame : ratings, one row an answer sheet, with the items, `score`, and where known duration_seconds and comment.
        High answers are good, as loading leaves them; where `scale` says that high was bad, straight and long_run
        look at the answers as they were given.
    items : items on one kind of scale, in the order in which they were asked.
    score : column whose value with and without these respondents is shown: NPS for "nps", else the mean.

    Raises
    ------
    InputError
        Missing columns, answers off their scale.

    Reference
    ---------
    Curran (2016), Journal of Experimental Social Psychology 66, 4-19; Huang et al. (2012), Journal of Business and
    Psychology 27, 99-114; Wood et al. (2017), Social Psychological and Personality Science 8, 454-464.
    """
    need_columns(frame, [*items, score, *rules.reversed_items, *(item for pair in rules.pairs for item in pair)])
    answers = np.column_stack([_as_given(frame, item, scale) for item in items])
    median, table = _timed(frame, _lines(answers, frame.index))
    table = _questioned(table, frame, kano, rules)
    half = np.maximum(rules.least_items, np.ceil(table["answered"] / 2))
    enough = table["answered"] >= rules.least_items
    found = {
        "straight": (table["longest_run"] == table["answered"]).where(enough),
        "long_run": (table["longest_run"] >= half).where(enough),
        "quick": (table["seconds"] < rules.share_of_median * median).where(table["seconds"].notna()),
        "rushed": (table["seconds_per_question"] < rules.seconds_per_question).where(
            table["seconds_per_question"].notna()
        ),
        "perfect": _perfect(frame, [*items, score], scale),
        "questionable": table["questionable"],
        "contradictory": _contradictory(frame, rules, scale),
    }
    table = table.assign(**{flag: found[flag].astype("boolean") for flag in FLAGS})
    table["kinds"] = sum(table[list(flags)].fillna(False).any(axis=1).astype(int) for flags in KINDS.values())
    return CarelessResult(table, _summary(table, frame[score], score), median)


def questionable(kano: pd.DataFrame, *, rules: Rules = Rules()) -> pd.DataFrame:
    """Share of each respondent's KANO pairs that contradict themselves (class Q of the traditional table).

    Returns
    -------
    DataFrame
        respondent_id (sorted), pairs (with both answers), q_share, questionable (nullable: fewer than four pairs say
        nothing).

    Raises
    ------
    InputError
        Columns respondent_id, functional or dysfunctional are missing, or answers that are not numbers.
    """
    need_columns(kano, ["respondent_id", "functional", "dysfunctional"])
    functional, dysfunctional = (on_scale(kano[side], 1, 5, side) for side in ("functional", "dysfunctional"))
    letters = pd.Series(list(classify(functional, dysfunctional, "traditional")), index=kano["respondent_id"])
    shares = (letters.dropna() == "Q").groupby(level=0).agg(["size", "mean"])
    table = shares.rename(columns={"size": "pairs", "mean": "q_share"}).rename_axis("respondent_id").reset_index()
    many = (table["q_share"] > rules.questionable).astype("boolean")
    return table.assign(questionable=many.mask(table["pairs"] < rules.least_pairs))


def longest_run(answers: FloatArray) -> FloatArray:
    """Longest run of equal answers in each row; items that were not answered are stepped over."""
    longest, run, last = np.zeros(len(answers)), np.zeros(len(answers)), np.full(len(answers), np.nan)
    for column in answers.T:
        given = ~np.isnan(column)
        run = np.where(given, np.where(column == last, run + 1, 1), run)
        last = np.where(given, column, last)
        longest = np.maximum(longest, run)
    return longest


def _lines(answers: FloatArray, index: pd.Index) -> pd.DataFrame:
    answered = (~np.isnan(answers)).sum(axis=1)
    return pd.DataFrame({"answered": answered, "longest_run": longest_run(answers).astype(int)}, index=index)


def _timed(frame: pd.DataFrame, table: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    """Median seconds, and the table with seconds and seconds per item answered."""
    if "respondent_id" in frame:
        table.insert(0, "respondent_id", frame["respondent_id"])
    seconds = numbers(frame["duration_seconds"], "duration_seconds") if "duration_seconds" in frame else np.nan
    table = table.assign(seconds=seconds)
    asked = table["answered"].where(table["answered"] > 0)
    return float(table["seconds"].median()), table.assign(seconds_per_question=table["seconds"] / asked)


def _questioned(table: pd.DataFrame, frame: pd.DataFrame, kano: pd.DataFrame | None, rules: Rules) -> pd.DataFrame:
    """Add each respondent's number of KANO pairs, the share of them that are questionable, and the flag."""
    if kano is None or "respondent_id" not in frame:
        return table.assign(pairs=0, q_share=np.nan, questionable=None)
    known = questionable(kano, rules=rules).set_index("respondent_id").reindex(frame["respondent_id"])
    known = known.set_axis(table.index)
    return table.assign(**known.assign(pairs=known["pairs"].fillna(0).astype(int)))


def _perfect(frame: pd.DataFrame, items: Sequence[str], scale: Scales) -> pd.Series:
    if "comment" not in frame:
        return pd.Series(pd.NA, index=frame.index, dtype="boolean")
    goodness = np.column_stack([_goodness(frame, item, scale) for item in dict.fromkeys(items)])
    given = ~np.isnan(goodness)
    best = np.where(given, goodness == 1, True).all(axis=1) & given.any(axis=1)
    silent = frame["comment"].fillna("").astype(str).str.strip() == ""
    return pd.Series(best, index=frame.index) & silent


def _contradictory(frame: pd.DataFrame, rules: Rules, scale: Scales) -> pd.Series:
    found = pd.Series(pd.NA, index=frame.index, dtype="boolean")
    for first, second in rules.pairs:
        sides = [
            1 - goodness if item in rules.reversed_items else goodness
            for item, goodness in ((item, _goodness(frame, item, scale)) for item in (first, second))
        ]
        apart = np.abs(sides[0] - sides[1])
        # Rounding of 1/4 and 3/4 of a scale must not decide.
        here = pd.Series(apart >= rules.gap - 1e-9, index=frame.index).astype("boolean").mask(np.isnan(apart))
        found = _either(found, here)
    return found


def _either(first: pd.Series, second: pd.Series) -> pd.Series:
    """Either of two nullable booleans; missing only where both are."""
    return (first.fillna(False) | second.fillna(False)).mask(first.isna() & second.isna())


def _as_given(frame: pd.DataFrame, item: str, scale: Scales) -> FloatArray:
    """Answers in the places where respondents ticked them: loading turned those of scales on which high was bad."""
    low, high, _ = ends_of(item, scale)
    answers, stated = answers_of(frame, item, scale), scale(item)
    return low + high - answers if stated and stated.high == "bad" else answers


def _goodness(frame: pd.DataFrame, item: str, scale: Scales) -> FloatArray:
    """Answers as parts of their scale, 0 worst to 1 best."""
    low, high, _ = ends_of(item, scale)
    return (answers_of(frame, item, scale) - low) / (high - low)


def _summary(table: pd.DataFrame, scores: pd.Series, score: str) -> pd.DataFrame:
    metric: Metric = "nps" if score == "nps" else "mean"
    checked = table[list(FLAGS)].notna().any(axis=1)
    flags = {flag: table[flag] for flag in FLAGS}
    flags |= {"any": (table["kinds"] > 0).where(checked), "two_kinds": (table["kinds"] > 1).where(checked)}
    return pd.DataFrame([{"flag": flag, **_effect(marked, scores, metric)} for flag, marked in flags.items()])


def _effect(marked: pd.Series, scores: pd.Series, metric: Metric) -> dict[str, Any]:
    """How many have a flag, and the score with and without them."""
    out = marked.astype("boolean").fillna(False).to_numpy(dtype=bool)
    checked, n = int(marked.notna().sum()), int(out.sum())
    share = n / checked if checked else np.nan
    low, high = wilson(share, checked, 0.95) if checked else (np.nan, np.nan)
    value, without = (estimate(rows, metric).value for rows in (scores, scores[~out]))
    # All less the kept is the part that the flagged hold, so its interval is that part of theirs against the kept.
    apart = compare(scores[out], scores[~out], metric=metric)
    part = apart.n_a / max(apart.n_a + apart.n_b, 1)
    return {
        "checked": checked,
        "n": n,
        "share": share,
        "low": low,
        "high": high,
        "value": value,
        "value_without": without,
        "difference": without - value,
        "difference_low": part * apart.low,
        "difference_high": part * apart.high,
    }
