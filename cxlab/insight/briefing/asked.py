"""Which decisions are wanted, and what became of the last ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from cxlab.insight.briefing.cards import Card

PUT_OFF = ("not_now", "more_data")
"""States of an issue that was decided on, but not to act (yet)."""


def asked(
    drafts: pd.DataFrame, made: Sequence[Card], subjects: pd.DataFrame, *, standing: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the drafts that are ready to be decided on.

    Ready is a draft with all its parts that nobody has decided yet; one with parts missing goes back to its author.

    Parameters
    ----------
    drafts
        `solutions.overview`: ``solution``, ``label``, ``missing`` (number of parts), ``started_at`` and what else is to
        be kept.
    made
        Cards of the briefing.
    subjects
        ``draft_id``, ``subject`` (`Drafts.subjects`).
    standing
        ``subject``, ``state`` of the issues (`ledger.standing`): a draft whose issue was put off says so.

    Returns
    -------
    DataFrame
        The rows of `drafts`, with ``card``: the place (from 1) of the card that the draft is about, missing where it is
        about none, and ``put_off``: the state of `PUT_OFF` that its issue has, else empty; by card, then as given.
    """
    decided = drafts["started_at"].fillna("").astype("str") != ""
    ready = drafts[(drafts["missing"] == 0) & ~decided]
    about = subjects.groupby("draft_id", sort=False)["subject"].agg(list).to_dict()
    places = [_place(about.get(id, []), made) for id in ready["solution"]]
    states = {} if standing is None else dict(zip(standing["subject"], standing["state"], strict=True))
    put_off = [next((states[s] for s in about.get(id, []) if states.get(s) in PUT_OFF), "") for id in ready["solution"]]
    table = ready.assign(card=pd.array(places, dtype="Int64"), put_off=put_off)
    return table.sort_values("card", kind="stable", na_position="last", ignore_index=True)


def _place(subjects: Iterable[str], made: Sequence[Card]) -> int | None:
    held = set(subjects)
    return next((place for place, card in enumerate(made, start=1) if held & card.about), None)
