"""The answers that the next round needs, purpose by purpose: what a researcher lays before whoever pays for it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from cxlab.survey.answers import Column
from cxlab.survey.planning.sample_plan import Design, Expected, each_against_the_rest, expect_nps, expect_share
from cxlab.survey.planning.sample_size import answers_for_change, answers_for_margin
from cxlab.survey.scores import csat, nps, nps_parts

PASSIVES = 0.3
"""Share of passives taken for a first NPS; fewer would make it vary more."""


def expect_again(
    scores: Column | None, metric: Literal["csat", "nps"], *, change: float, ends: tuple[float, float, int] = (1, 5, 2)
) -> Expected:
    """Expect of the next round what the last one gave.

    Parameters
    ----------
    scores : answers of the last round; None or nothing but missing answers: half satisfied, or an NPS of 0.
    change : change that is to be seen; a share is kept so far from 0 and 1 that it has room for it.
    ends : of a satisfaction scale: lowest and highest answer, and how many answers count as satisfied (`ends_of`).
    """
    given = scores is not None and bool(pd.Series(scores).notna().any())
    if metric == "nps":
        if not given:
            return expect_nps(0.0, passives=PASSIVES)
        return expect_nps(nps(scores).value, passives=float(nps_parts(scores)["share"].iloc[1]))  # type: ignore[arg-type]
    low, high, top = ends
    share = csat(scores, top=top, points=(int(low), int(high))).value if given else 0.5  # type: ignore[arg-type]
    return expect_share(float(np.clip(share, 2 * abs(change), 1 - 2 * abs(change))))


def sample_table(
    expected: Expected, change: float, *, groups: int = 1, design: Design | None = None, margin: float | None = None
) -> pd.DataFrame:
    """List the answers needed for a margin, for a change between two rounds, and the same for groups.

    Parameters
    ----------
    expected : what the round is expected to give.
    change : change (or difference of a group from the others) that must not be missed, in the metric's unit.
    groups : groups of equal size that are reported and compared; 1: none.
    design : `population` is that of all customers.
    margin : half-width of the interval; None takes `change`.

    Returns
    -------
    DataFrame
        purpose ("margin", "change", and with groups "margin_each", "difference"), value (margin or change), answers
        (of one round), invitations (for them), reachable (there are that many customers).

    Raises
    ------
    InputError
        As `answers_for_margin` and `answers_for_change`.
    """
    design = design or Design()
    of_group = Design(
        design.level, design.power, design.population / groups, design.design_effect, design.response_rate
    )
    half = abs(change) if margin is None else margin
    plans = [("margin", half, answers_for_margin(expected, half, design=design))]
    if groups > 1:
        plans.append(("margin_each", half, answers_for_margin(expected, half, segments=groups, design=of_group)))
    wave = answers_for_change(expected, change, design=design)
    rows = [_row(purpose, value, plan.answers, design) for purpose, value, plan in plans]
    rows.append(_row("change", change, wave.per_group, design))
    if groups > 1:
        contrast = each_against_the_rest(groups)
        rows.append(
            _row(
                "difference",
                change,
                answers_for_change(expected, change, contrast=contrast, design=of_group).answers,
                design,
            )
        )
    return pd.DataFrame(rows)


def _row(purpose: str, value: float, answers: int, design: Design) -> dict[str, object]:
    invitations = -int(-(answers - 1e-9) // design.response_rate)
    return {
        "purpose": purpose,
        "value": value,
        "answers": answers,
        "invitations": invitations,
        "reachable": invitations <= design.population,
    }
