"""Which matters are not what customers complain about: those that stand out by praise, or by wishes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy.typing as npt
import pandas as pd

LEAST = 0.2
TIMES = 3


def main_kinds(kinds: Sequence[str], matters: npt.ArrayLike) -> pd.Series:
    """Return the kind of each matter by its name: ``praise`` or ``need`` where it stands out by them, else ``problem``.

    To stand out takes a fifth of the matter's texts and three times the median matter's share: a share alone would not
    do, since angry hotel guests praise the location too. A proposal, made of single texts' kinds.

    Parameters
    ----------
    kinds
        Kind of each text (`cxlab.text.reading.read`).
    matters
        Matter of each text; -1 is left out.
    """
    frame = pd.DataFrame({"kind": list(kinds), "matter": matters})
    shares = pd.crosstab(frame["matter"], frame["kind"], normalize="index").drop(index=-1, errors="ignore")
    found = pd.Series("problem", index=shares.index, dtype=object)
    for kind in ("need", "praise"):
        share = shares[kind] if kind in shares else pd.Series(0.0, index=shares.index)
        found[(share >= LEAST) & (share >= TIMES * share.median())] = kind
    return found
