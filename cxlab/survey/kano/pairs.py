"""KANO answers checked and paired: one row a respondent and feature, with its class and weight."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.survey.answers import Column, FloatArray, need_columns, numbers, on_scale, weights_for
from cxlab.survey.kano import rules
from cxlab.survey.kano.rules import TABLES

REVERSED_CODING = 0.4
"""Share of reverse answers over all features that only reversed coding explains."""
SIDES = ("functional", "dysfunctional")


def read_pairs(answers: pd.DataFrame, table: str, weights: Column | str | None = None) -> pd.DataFrame:
    """Return the checked rows with their class; the index is the position of the row in `answers`.

    Returns
    -------
    DataFrame
        feature, importance, respondent_id, functional, dysfunctional, class (missing where an answer is), one_sided
        and weight. Rows without a feature and rows of weight 0 are left out.

    Raises
    ------
    InputError
        Missing columns, unknown table, answers off its scale, no full pair, a respondent with two pairs for a
        feature, weights that are missing or negative.
    """
    need_columns(answers, ["feature", *SIDES])
    if table not in TABLES:
        raise InputError(f"table is '{table}'; allowed are {', '.join(TABLES)}.{nearest(table, TABLES)}")
    functional, dysfunctional = (on_scale(answers[side], 1, len(TABLES[table]), side) for side in SIDES)
    pairs = answers.reindex(columns=["feature", "importance", "respondent_id"]).reset_index(drop=True)
    pairs["importance"] = numbers(pairs["importance"], "importance")
    pairs["functional"], pairs["dysfunctional"] = functional, dysfunctional
    pairs["class"] = rules.classify(functional, dysfunctional, table)
    pairs["one_sided"] = np.isnan(functional) ^ np.isnan(dysfunctional)
    pairs["weight"] = weight_column(answers, weights)
    pairs = pairs[pairs["feature"].notna() & (pairs["weight"] > 0)]
    given = full(pairs)
    if given.empty:
        raise InputError(
            "No row has a feature, both answers, functional and dysfunctional, and a weight above 0: "
            "nothing to classify."
        )
    repeated = given[given.duplicated(["respondent_id", "feature"]) & given["respondent_id"].notna()]
    if len(repeated):
        first = repeated.iloc[0]
        raise InputError(
            f"{len(repeated)} rows repeat a respondent and feature (first: {first['respondent_id']}, "
            f"{first['feature']}); keep one answer each, or analyse one wave at a time."
        )
    return pairs


def full(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with both answers."""
    return pairs[pairs["class"].notna()]


def refuse_reversed(pairs: pd.DataFrame, table: str) -> None:
    """Raise InputError when more answers say "rather without it" than true answers ever do.

    That is class R where the table has it. The three-answer table calls such pairs indifferent, so there the pairs
    are counted whose functional answer is worse than the dysfunctional one.
    """
    given = full(pairs)
    points = len(TABLES[table])
    reverse = given["class"] == "R" if points == 5 else given["functional"] > given["dysfunctional"]
    share = float(reverse.mean())
    if share > REVERSED_CODING:
        raise InputError(
            f"{share:.0%} of all answers are R (reverse), above the {REVERSED_CODING:.0%} allowed: the scale is "
            f"most likely reversed. Code 1 = like … {points} = dislike (recode x as {points + 1} - x)."
        )


def weight_column(answers: pd.DataFrame, weights: Column | str | None) -> FloatArray:
    """Return one weight per row: ones, a column of `answers`, or what was given."""
    if isinstance(weights, str):
        need_columns(answers, [weights])
        weights = answers[weights]
    return weights_for(weights, len(answers))


def natural(name: object) -> list[tuple[int, int, str]]:
    """Sort key under which F6 comes before F10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", str(name))]
