"""Which entry a text belongs to: the nearest that is near enough, then merges and splits; locked ones give nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxlab.codebook.edits import Edits
from cxlab.codebook.standing import Standing
from cxlab.text.cluster import Labels
from cxlab.text.space import Array

_CHUNK = 20_000


@dataclass(frozen=True)
class Placed:
    """Where each text belongs.

    Attributes
    ----------
    code, root
        Row of its entry (-1 = none), and of the one by which it got there before merges and splits.
    strength
        Cosine to that root's centre; to the nearest root's where none is near enough.
    """

    code: Labels
    root: Labels
    strength: Array


def assign(cosines: Array, floors: Array, standing: Standing, edits: Edits) -> Placed:
    """Code texts.

    Parameters
    ----------
    cosines
        (n, entries) to all entries' centres, retired ones included.
    floors
        Least cosine with which a text belongs to an entry.
    """
    parts = [cosines[start : start + _CHUNK] for start in range(0, max(len(cosines), 1), _CHUNK)]
    placed = [_arrays(_assigned(part, floors, standing, edits)) for part in parts]
    return Placed(*(np.concatenate(arrays) for arrays in zip(*placed, strict=True)))


def _assigned(cosines: Array, floors: Array, standing: Standing, edits: Edits) -> Placed:
    open_to = np.array([not e.parent and edits[e.id].status != "retired" for e in standing.entries], dtype=bool)
    emerging = np.array([e.status == "emerging" for e in standing.entries], dtype=bool)
    placed = _place(cosines, floors, open_to, standing)
    locked = np.array([e.status == "locked" for e in standing.entries], dtype=bool)
    if not (emerging.any() and locked.any()):
        return placed
    before = _place(cosines, floors, open_to & ~emerging, standing)
    stays = (before.code >= 0) & locked[before.code]
    return Placed(*(np.where(stays, old, new) for old, new in zip(_arrays(before), _arrays(placed), strict=True)))


def _arrays(placed: Placed) -> tuple[Labels, Labels, Array]:
    return placed.code, placed.root, placed.strength


def _place(cosines: Array, floors: Array, open_to: NDArray[np.bool_], standing: Standing) -> Placed:
    rows = np.arange(len(cosines))
    near = np.where(open_to & (cosines >= floors), cosines, -np.inf)
    root = near.argmax(axis=1)
    fits = np.isfinite(near[rows, root])
    nearest = np.where(open_to, cosines, -1.0).max(axis=1, initial=-1.0)
    root = np.where(fits, root, -1).astype(np.int64)
    strength = np.where(fits, cosines[rows, root], nearest)
    return Placed(_moved(root, cosines, standing), root, strength)


def _moved(root: Labels, cosines: Array, standing: Standing) -> Labels:
    """Follow merges and splits from the roots to the entries in use; the chains have no circle (`standing`)."""
    row = {entry.id: number for number, entry in enumerate(standing.entries)}
    retired = {entry.id for entry in standing.entries if entry.status == "retired" and entry.id not in standing.moves}
    code = root.copy()
    for _ in standing.entries:
        before = code.copy()
        for id, targets in standing.moves.items():
            here = np.flatnonzero(code == row[id])
            among = np.array([row[target] for target in targets if target not in retired], dtype=np.int64)
            code[here] = among[cosines[np.ix_(here, among)].argmax(axis=1)] if len(among) else -1
        if (code == before).all():
            break
    return code
