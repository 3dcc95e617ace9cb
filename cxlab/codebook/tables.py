"""The tables that a coding shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.codebook.assign import Placed
from cxlab.codebook.book import Codebook
from cxlab.codebook.corpus import Corpus
from cxlab.codebook.edits import Edits
from cxlab.codebook.unseen import Unseen


def assignments(corpus: Corpus, now: Sequence[str], placed: Placed) -> pd.DataFrame:
    """Return id, code, strength in the order of the texts."""
    strength = np.where(placed.code >= 0, placed.strength, 0.0).clip(0, 1)
    return pd.DataFrame({"id": pd.Series(corpus.ids, dtype="str"), "code": pd.Series(now, dtype="str")}).assign(
        strength=strength
    )


def entries_table(book: Codebook, edits: Edits, now: Sequence[str]) -> pd.DataFrame:
    """Return every entry with its decisions and its size now."""
    size = pd.Series(list(now)).value_counts()
    rows = []
    for entry in book.entries:
        edit = edits[entry.id]
        rows.append(
            {
                "code": entry.id,
                "name_zh": edit.name.zh if edit.name else entry.label,
                "name_en": edit.name.en if edit.name else entry.label,
                "keywords": "、".join(entry.keywords),
                "status": entry.status,
                "kind": edit.kind or "",
                "origin": entry.origin,
                "parent": entry.parent,
                "beside": entry.beside,
                "merged_into": edit.merge_into or "",
                "born": entry.born,
                "size_then": entry.size,
                "size": int(size.get(entry.id, 0)),
                "share": float(size.get(entry.id, 0) / max(len(now), 1)),
            }
        )
    return pd.DataFrame(rows)


_TESTED = ("people_now", "people_before", "share_now", "share_before", "ratio", "low", "p", "p_bh")


def proposals_table(book: Codebook, found: Sequence[Unseen]) -> pd.DataFrame:
    """Return the entries that this run proposes, with their tests."""
    new = book.entries[len(book.entries) - len(found) :]
    rows = [
        {"code": entry.id, "keywords": "、".join(entry.keywords), "beside": entry.beside, **one.tested}
        for entry, one in zip(new, found, strict=True)
    ]
    return pd.DataFrame(rows, columns=["code", "keywords", "beside", *_TESTED])
