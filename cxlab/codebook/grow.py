"""How a codebook comes to be and grows: the first fit, the parts of a split, what was unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxlab.codebook.book import Codebook, Entry, Origin, Reference, label
from cxlab.codebook.corpus import Corpus
from cxlab.codebook.edits import Split
from cxlab.codebook.keywords import keywords
from cxlab.codebook.unseen import among_themselves
from cxlab.errors import InputError
from cxlab.text.cluster import Labels, centroids
from cxlab.text.keywords import label_groups
from cxlab.text.model import TopicModel
from cxlab.text.space import Array

_ROUNDS = 20


def begin(
    found: TopicModel, corpus: Corpus, *, min_topic_size: int | None, model: str, before: Codebook | None
) -> Codebook:
    """Return a codebook of the topics of a fit, the largest first; ids go on counting from the codebook before it."""
    topics = zip(*(found.topics[column].tolist() for column in ("keywords", "label", "size")), strict=True)
    start = before.next_id if before else 1
    entries = tuple(
        Entry(
            id=label(start + number),
            keywords=tuple(words.split("、")),
            label=name,
            origin="fit",
            status="proposed",
            born=corpus.until,
            size=size,
        )
        for number, (words, name, size) in enumerate(topics)
    )
    return Codebook(
        entries=entries,
        space=found.space,
        centres=found.centres,
        floors=np.broadcast_to(np.asarray(found.floor, dtype=float), len(entries)).copy(),
        version=before.version + 1 if before else 1,
        parent=before.version if before else None,
        next_id=start + len(entries),
        until=corpus.until,
        coded=pd.DataFrame({"id": pd.Series(dtype="str"), "code": pd.Series(dtype="str")}),
        reference=Reference(0.0, 0.0),
        min_topic_size=min_topic_size,
        model=model,
    )


def add(
    book: Codebook,
    corpus: Corpus,
    founders: Sequence[Labels],
    *,
    origin: Origin,
    of: Sequence[tuple[str, str]] = (),
    beside: Sequence[str] = (),
) -> Codebook:
    """Return the codebook with an entry more for each group of founding rows.

    The centre is their mean direction in the frozen space, the floor what nine in ten of them reach (each against
    the others).

    Parameters
    ----------
    of
        For parts of a split: parent and part of each.
    beside
        For unseen matters: the entry that had most of the founding texts of each.
    """
    entries, centres, floors = list(book.entries), list(book.centres), list(book.floors)
    for number, rows in enumerate(founders):
        parent, part = of[number] if of else ("", "")
        member = np.zeros(len(corpus.ids), dtype=bool)
        member[rows] = True
        places = _places(book, corpus, rows)[0]
        total = places.sum(axis=0)
        id, words = label(book.next_id + number), keywords(corpus.tokens, member)
        entries.append(
            Entry(
                id=id,
                keywords=words,
                label=_own_label(words, id, entries),
                origin=origin,
                status="emerging" if origin == "unseen" else "proposed",
                born=corpus.until,
                size=len(rows),
                parent=parent,
                part=part,
                beside=beside[number] if beside else "",
            )
        )
        centres.append(total / np.linalg.norm(total))
        floors.append(among_themselves(places)[1])
    return replace(
        book,
        entries=tuple(entries),
        centres=np.stack(centres),
        floors=np.array(floors),
        next_id=book.next_id + len(founders),
    )


def _own_label(words: tuple[str, ...], id: str, others: Sequence[Entry]) -> str:
    made = label_groups({0: list(words)})[0] or id
    return made if made not in {entry.label for entry in others} else f"{made}·{id}"


def parts(book: Codebook, corpus: Corpus, rows: Labels, id: str, split: Split) -> list[Labels]:
    """Return the founding rows of each part of entry `id`, whose texts are `rows`.

    A number of parts is found by k-means from the two texts that lie farthest apart and then the farthest from those;
    the largest part comes first. By words, a part is founded on the texts that use one of its words and none of the
    others'; every text of the entry then goes to the nearest part.

    Raises
    ------
    InputError
        Too few texts for the parts, or no text has a part's words.
    """
    if split.words:
        return _by_words([corpus.tokens[row] for row in rows.tolist()], rows, id, split)
    places, inverse = _places(book, corpus, rows)
    n = split.parts or 0
    if len(places) < 2 * n:
        raise InputError(f"codebook.yaml, entries.{id}.split: {len(places)} different texts make no {n} parts.")
    nearest = _k_means(places, n)
    sizes = np.bincount(nearest[inverse], minlength=n)
    return [rows[nearest[inverse] == part] for part in np.argsort(-sizes, kind="stable")]


def _places(book: Codebook, corpus: Corpus, rows: Labels) -> tuple[Array, Labels]:
    """Return the places of the distinct texts among `rows`, in an order that depends on content, and each row's."""
    first, inverse = corpus.distinct(rows)
    chosen = rows[first]
    return book.space.transform(corpus.vectors[chosen], [corpus.tokens[row] for row in chosen.tolist()]), inverse


def _by_words(tokens: Sequence[Sequence[str]], rows: Labels, id: str, split: Split) -> list[Labels]:
    uses = np.array([[any(word in said for word in group) for group in split.words] for said in tokens], dtype=bool)
    alone = uses.reshape(len(rows), -1) & (uses.sum(axis=1) == 1)[:, None]
    for group, found in zip(split.words, alone.any(axis=0), strict=True):
        if not found:
            raise InputError(
                f"codebook.yaml, entries.{id}.split.words: no text of {id} has only {'、'.join(group)}; "
                "choose words from its keywords or quotations."
            )
    return [rows[column] for column in alone.T]


def _k_means(places: Array, n: int) -> Labels:
    """Return the part of each row; rows must stand in an order that depends on content only."""
    picked = [int((places @ _direction(places)).argmin())]
    while len(picked) < n:
        picked.append(int((places @ places[picked].T).max(axis=1).round(6).argmin()))
    nearest = (places @ places[picked].T).round(6).argmax(axis=1)
    for _ in range(_ROUNDS):
        centres = centroids(places, nearest)
        again = (places @ centres.T).round(6).argmax(axis=1)
        if np.unique(again).size < n or (again == nearest).all():
            break
        nearest = again
    return nearest.astype(np.int64)


def _direction(places: Array) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = places.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-12)
