"""Change log: what moved because of new texts, and what because old texts are coded otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

COLUMNS = ("code", "cause", "reason", "other", "rows")


def changes(before: pd.DataFrame, ids: Sequence[str], edited: Sequence[str], now: Sequence[str]) -> pd.DataFrame:
    """Return what moved since the previous run, entry by entry.

    Parameters
    ----------
    before
        id, code of the previous run.
    ids
        Of this run's texts.
    edited, now
        Their codes with the previous codebook under today's decisions, and with today's codebook.

    Returns
    -------
    DataFrame
        code ("" = none), cause (data, edit), reason, other (the entry on the other side, empty where there is none),
        rows (signed). Reasons: ``arrived`` and ``left`` (texts that the previous run did not have, or that are gone),
        ``new_entry`` (old texts that a newly proposed entry took): data; ``decision`` (old texts coded otherwise
        under the researcher's decisions or word lists): edit. The rows of an entry add up to its rows now less its
        rows before.
    """
    both = pd.DataFrame({"id": list(ids), "edited": list(edited), "now": list(now)}, dtype="str").merge(
        before.rename(columns={"code": "before"}), on="id", how="outer", indicator="side"
    )
    arrived, left, stayed = (both[both["side"] == side] for side in ("left_only", "right_only", "both"))
    moved = [
        _flow(arrived["now"], None, 1, "data", "arrived"),
        _flow(left["before"], None, -1, "data", "left"),
        *_between(stayed["before"], stayed["edited"], "edit", "decision"),
        *_between(stayed["edited"], stayed["now"], "data", "new_entry"),
    ]
    log = pd.concat(moved, ignore_index=True)
    return log.groupby(list(COLUMNS[:-1]))["rows"].sum().reset_index()


def _between(old: pd.Series, new: pd.Series, cause: str, reason: str) -> list[pd.DataFrame]:
    differs = old != new
    old, new = old[differs], new[differs]
    return [_flow(old, new, -1, cause, reason), _flow(new, old, 1, cause, reason)]


def _flow(code: pd.Series, other: pd.Series | None, rows: int, cause: str, reason: str) -> pd.DataFrame:
    facts = {
        "code": code.to_numpy(),
        "cause": cause,
        "reason": reason,
        "other": "" if other is None else other.to_numpy(),
        "rows": rows,
    }
    return pd.DataFrame(facts, columns=list(COLUMNS), index=range(len(code)))


def none() -> pd.DataFrame:
    """Return the empty log of a first run."""
    return pd.DataFrame({name: pd.Series(dtype="int64" if name == "rows" else "str") for name in COLUMNS})
