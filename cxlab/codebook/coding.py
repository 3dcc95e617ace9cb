"""Code the texts of a run with one codebook: the same entries for the whole window, and what they do not cover yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxlab.codebook import changes as log
from cxlab.codebook.assign import Placed, assign
from cxlab.codebook.book import Codebook
from cxlab.codebook.corpus import PERIOD_DAYS, Corpus, gather
from cxlab.codebook.drift import drift, fitted
from cxlab.codebook.edits import Edits
from cxlab.codebook.grow import add, begin, parts
from cxlab.codebook.standing import standing
from cxlab.codebook.tables import assignments, entries_table, proposals_table
from cxlab.codebook.unseen import Window, unseen
from cxlab.errors import InputError
from cxlab.text.embed import Vectors
from cxlab.text.space import Array, Tokens
from cxlab.text.topics import fit_topics

RECENT = 2
"""Periods of 30 days in which something unseen is looked for; more where the previous run lies farther back."""


@dataclass(frozen=True)
class Coded:
    """A run's coding.

    Attributes
    ----------
    assignments
        id, code ("" = none), strength (cosine to the entry by which it was placed, 0-1; 0 for none); in the order of
        the texts.
    entries
        code, name_zh, name_en, keywords (joined with ``、``), status, kind ("" = not confirmed), origin, parent,
        beside, merged_into, born, size_then, size (rows now), share (of all rows, 0-1); retired ones included, by id.
    codebook
        The learned half for the next run; `Codebook.write` it at publication.
    changes
        See `cxlab.codebook.changes`; empty in the first run.
    drift
        See `cxlab.codebook.drift`.
    proposals
        Entries that this run proposes as emerging: code, keywords, beside (the entry that had most of its founding
        texts), people_now, people_before, share_now, share_before, ratio, low, p, p_bh.
    """

    assignments: pd.DataFrame
    entries: pd.DataFrame
    codebook: Codebook
    changes: pd.DataFrame
    drift: pd.DataFrame
    proposals: pd.DataFrame


def code(
    texts: Sequence[str],
    *,
    ids: Sequence[Any],
    dates: Sequence[Any] | None = None,
    people: Sequence[Any] | None = None,
    learned: Codebook | None = None,
    edits: Edits | None = None,
    embeddings: Vectors | None = None,
    tokens: Tokens | None = None,
    min_topic_size: int | None = None,
    model: str = "use-multilingual",
    anew: bool = False,
    seed: int = 0,
) -> Coded:
    """Code all texts of a run with one version of the codebook. The same input gives the same output.

    The first run fits topics (`cxlab.text.fit_topics`); they become T001 (the largest), T002 … Every later run places
    all texts among the same entries and lays the researcher's decisions over them. Every run looks among the recent
    texts for matters that were not there before (`cxlab.codebook.unseen`): these become new entries, "emerging". The
    places of entries never change, so an entry's texts change only when texts come or go, by a decision, or when a new
    entry takes some; an edit moves the texts of the entries that it names and no others.

    Parameters
    ----------
    ids
        One a text, unique and the same from run to run: the change log stands on them.
    dates
        When each text came in. Without dates "recent" means not in the previous run.
    people
        Customer of each text (missing: a person of its own), counted when unseen matters are tested.
    learned, edits
        The two halves; None for a first run, and where nobody decided anything.
    embeddings, tokens
        As for `fit_topics`: of the same kind in every run.
    min_topic_size
        As for `fit_topics`, for the fit; in later runs it must be the same.
    model
        Name, or folder, of what made `embeddings`; in later runs the name must be the same.
    anew
        Fit topics again although there is a codebook, because it no longer fits; ids go on counting.

    Raises
    ------
    InputError
        Wrong lengths, repeated ids, edits that do not fit the codebook, or another `min_topic_size` or `model` than it
        was made with.
    NotApplicable
        First run with too few or too alike texts, as `fit_topics` says.
    """
    corpus = gather(texts, ids=ids, dates=dates, people=people, embeddings=embeddings, tokens=tokens)
    edits = edits or Edits()
    kept, model = None if anew else learned, Path(model).name
    if kept is None:
        made = fit_topics(
            texts, embeddings=corpus.vectors, tokens=corpus.tokens, min_topic_size=min_topic_size, seed=seed
        )
        book = begin(made, corpus, min_topic_size=min_topic_size, model=model, before=learned)
    else:
        book = _fitting(kept, corpus, min_topic_size, model)
    edits.check(book.ids, book.key)
    cosines = corpus.cosines(book.space, book.centres)
    book, cosines = _with_parts(book, corpus, edits, cosines)
    placed = assign(cosines, book.floors, standing(book.entries, edits), edits)
    edited = _codes(book, placed)
    if kept is None:
        book = replace(book, reference=fitted(corpus, placed.root, float(book.floors.min())))
    found = unseen(corpus, _window(corpus, kept, edits, cosines, placed, book))
    beside = [_most([edited[row] for row in one.founders]) for one in found]
    book = add(book, corpus, [one.founders for one in found], origin="unseen", beside=beside)
    cosines = _wider(cosines, corpus, book)
    placed = assign(cosines, book.floors, standing(book.entries, edits), edits)
    now = _codes(book, placed)
    final = _final(book, kept, edits, corpus, now)
    return Coded(
        assignments=assignments(corpus, now, placed),
        entries=entries_table(final, edits, now),
        codebook=final,
        changes=log.changes(kept.coded, corpus.ids, edited, now) if kept else log.none(),
        drift=drift(corpus, placed.root < 0, placed.strength, final.reference),
        proposals=proposals_table(final, found),
    )


def _fitting(learned: Codebook, corpus: Corpus, min_topic_size: int | None, model: str) -> Codebook:
    """Return the codebook if this run's vectors and settings are those that it was made with."""
    if corpus.vectors.shape[1] != len(learned.space.sentence_mean):
        raise InputError(
            f"The sentence vectors have {corpus.vectors.shape[1]} columns; the codebook was made with "
            f"{len(learned.space.sentence_mean)}. Use the same model of sentences, or fit the topics anew."
        )
    if model != learned.model:
        raise InputError(
            f"The sentence vectors are of '{model}'; the codebook was made with '{learned.model}'. Use the same model, "
            "or fit the topics anew (new_codebook)."
        )
    if min_topic_size != learned.min_topic_size:
        was = learned.min_topic_size or "left to the data"
        raise InputError(
            f"min_topic_size is {min_topic_size or 'left to the data'}; the topics were found with it {was}, and their "
            "ids stay. Leave it as it was, or fit the topics anew (new_codebook)."
        )
    return learned


def _with_parts(book: Codebook, corpus: Corpus, edits: Edits, cosines: Array) -> tuple[Codebook, Array]:
    """Give the parts of every split that has none yet their entries."""
    while True:
        now = standing(book.entries, edits)
        if not now.unsplit:
            return book, cosines
        id = now.unsplit[0]
        split = edits[id].split
        if split is None:
            return book, cosines
        placed = assign(cosines, book.floors, now, edits)
        rows = np.flatnonzero(placed.code == book.ids.index(id))
        founders = parts(book, corpus, rows, id, split)
        book = add(book, corpus, founders, origin="split", of=[(id, part) for part in split.labels])
        cosines = _wider(cosines, corpus, book)


def _wider(cosines: Array, corpus: Corpus, book: Codebook) -> Array:
    """Add the columns of entries that have none yet."""
    new = book.centres[cosines.shape[1] :]
    return np.hstack([cosines, corpus.cosines(book.space, new)]) if len(new) else cosines


def _window(
    corpus: Corpus, learned: Codebook | None, edits: Edits, cosines: Array, placed: Placed, book: Codebook
) -> Window:
    """Return where to look: not in texts of locked entries, nor in those that are like a retired one."""
    entries = standing(book.entries, edits).entries
    locked = np.array([e.status == "locked" for e in entries], dtype=bool)
    refused = np.array([edits[e.id].status == "retired" and not e.parent for e in entries], dtype=bool)
    like_refused = refused[cosines.argmax(axis=1)] & (cosines.max(axis=1) >= book.floors[cosines.argmax(axis=1)])
    left_out = ~corpus.worded | ((placed.code >= 0) & locked[placed.code]) | like_refused
    if corpus.dated:
        period, recent = corpus.periods, RECENT
        if learned and learned.until:
            since = (date.fromisoformat(corpus.until) - date.fromisoformat(learned.until)).days
            recent = max(RECENT, math.ceil(since / PERIOD_DAYS))
    else:
        known = set(learned.coded["id"]) if learned else set(corpus.ids)
        period, recent = np.array([int(name in known) for name in corpus.ids], dtype=np.int64), 1
    newcomers = np.flatnonzero([e.origin == "unseen" for e in entries])
    return Window(np.where(left_out, -1, period), recent, placed.root, newcomers)


def _most(codes: Sequence[str]) -> str:
    return min(set(codes), key=lambda name: (-codes.count(name), name))


def _codes(book: Codebook, placed: Placed) -> list[str]:
    names = [*book.ids, ""]
    return [names[row] for row in placed.code.tolist()]


def _final(book: Codebook, learned: Codebook | None, edits: Edits, corpus: Corpus, now: Sequence[str]) -> Codebook:
    """Return the codebook as this run leaves it; its version counts up when entries or their status changed."""
    entries = standing(book.entries, edits).entries
    coded = pd.DataFrame({"id": corpus.ids, "code": now}, dtype="str").sort_values("id", ignore_index=True)
    made = replace(book, entries=entries, until=corpus.until, coded=coded)
    if learned is None or entries == learned.entries:
        return made
    return replace(made, version=learned.version + 1, parent=learned.version)
