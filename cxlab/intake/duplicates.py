"""Complaints that were entered twice: exact copies, and near copies by the shingles of their text.

Near means: Jaccard similarity of character trigrams at least 0.9 after normalising (full width, case, blanks and
punctuation), and one of
- the same customer, at most 7 days apart where both are dated;
- no customer known on either side, the same day, unit and product, and at least 20 characters;
- no customer, day, unit and product known at all, and at least 20 characters.
Two known customers never make one complaint. Candidates are found by MinHash (32 hashes in 8 bands, which finds
more than 99.9 % of pairs at 0.9), then compared exactly. The earliest row is kept.
Source: Broder, A. (1997), On the resemblance and containment of documents.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

THRESHOLD = 0.9
SAME_CUSTOMER_DAYS = 7
SHORTEST = 20
_HASHES, _BANDS = 32, 8
_SHINGLE = 3
_LOOK_BACK = 10
_SEED = 20_260_101


def exact(frame: pd.DataFrame) -> pd.Series:
    """Mark rows that repeat an earlier row in every column."""
    return frame.duplicated(keep="first")


def near(frame: pd.DataFrame) -> pd.Series:
    """Mark near copies of an earlier complaint.

    Parameters
    ----------
    frame
        ``text`` and, where known, ``customer_key``, ``received_at``, ``unit``, ``product``, ``complaint_id``.

    Returns
    -------
    Series of bool
        In the order of `frame`; which row of a pair is kept does not depend on the order of rows.
    """
    text = normalised(frame["text"])
    ordered = _in_order(frame, text)
    text = text.loc[ordered]
    block, long_only = _blocks(frame.loc[ordered])
    days = _days(frame.loc[ordered])
    eligible = (block.groupby(block).transform("size") > 1) & ~(long_only & (text.str.len() < SHORTEST))
    positions = np.flatnonzero(eligible.to_numpy() & (text.str.len() > 0).to_numpy())
    copies = _copies(text.to_numpy(dtype=object), block.to_numpy(), days, positions)
    marked = pd.Series(False, index=ordered)
    marked.iloc[sorted(copies)] = True
    return marked.reindex(frame.index)


def normalised(text: pd.Series) -> pd.Series:
    """Return texts as they are compared: width and case folded, only letters, digits and characters left."""
    return text.fillna("").str.normalize("NFKC").str.lower().str.replace(r"[\W_]+", "", regex=True)


def _in_order(frame: pd.DataFrame, text: pd.Series) -> pd.Index:
    """Earliest first; ties by id and text, so that the file's order does not matter."""
    keys = pd.DataFrame({"text": text, "raw": frame["text"]}, index=frame.index)
    for column in ("received_at", "complaint_id"):
        if column in frame:
            keys[column] = frame[column]
    by = [c for c in ("received_at", "complaint_id", "text", "raw") if c in keys]
    return keys.sort_values(by, kind="stable").index


def _blocks(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Label the rows that may be compared with each other, and say where only long texts count."""
    missing = pd.Series(pd.NA, index=frame.index, dtype="str")
    customer = frame.get("customer_key", missing)
    day = frame["received_at"].dt.strftime("%Y-%m-%d") if "received_at" in frame else missing
    unit, product = frame.get("unit", missing), frame.get("product", missing)
    place = day.fillna("") + "\x1f" + unit.fillna("") + "\x1f" + product.fillna("")
    known = customer.notna()
    label = ("c" + customer.astype("str")).where(known, "p" + place)
    return pd.Series(pd.factorize(label)[0], index=frame.index), ~known


def _days(frame: pd.DataFrame) -> np.ndarray:
    if "received_at" not in frame:
        return np.full(len(frame), np.nan)
    since = frame["received_at"] - pd.Timestamp("1970-01-01")
    return np.asarray(since.dt.total_seconds() / 86_400, dtype="float64")


def _copies(text: np.ndarray, block: np.ndarray, days: np.ndarray, positions: np.ndarray) -> set[int]:
    """Go through the rows in order and compare each with kept rows of its block that agree in a band."""
    if not len(positions):
        return set()
    shingles, lengths = _shingles([text[p] for p in positions])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    bands = _bands(_signatures(shingles, lengths), block[positions])
    kept: dict[bytes, list[int]] = defaultdict(list)
    sets: dict[int, frozenset[int]] = {}

    def alike(earlier: int, later: int) -> bool:
        if abs(days[positions[earlier]] - days[positions[later]]) > SAME_CUSTOMER_DAYS:
            return False
        for row in (earlier, later):
            if row not in sets:
                sets[row] = frozenset(shingles[starts[row] : starts[row + 1]].tolist())
        shared = len(sets[earlier] & sets[later])
        return shared >= THRESHOLD * (len(sets[earlier]) + len(sets[later]) - shared)

    copies = set()
    for row, keys in enumerate(bands):
        candidates = dict.fromkeys(e for key in keys for e in reversed(kept[key][-_LOOK_BACK:]))
        if any(alike(earlier, row) for earlier in candidates):
            copies.add(int(positions[row]))
        else:
            for key in keys:
                kept[key].append(row)
    return copies


def _shingles(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Hash all character trigrams of all texts at once; a text shorter than one is padded."""
    padded = [t if len(t) >= _SHINGLE else t + " " * (_SHINGLE - len(t)) for t in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), dtype="<u4").astype("uint64")
    sizes = np.array([len(t) for t in padded])
    mixed = codes[:-2] * np.uint64(0x9E3779B97F4A7C15) + codes[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F) + codes[2:]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    ends = np.cumsum(sizes)
    inside = np.ones(len(codes), dtype=bool)
    inside[ends - 1] = inside[ends - 2] = False  # a trigram must not reach into the next text
    return mixed[inside[:-2]], sizes - _SHINGLE + 1


def _signatures(shingles: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """MinHash signature per text, shape (texts, 32)."""
    rng = np.random.default_rng(_SEED)
    factors = rng.integers(1, 2**63, _HASHES, dtype="uint64") | np.uint64(1)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    columns = [np.minimum.reduceat((shingles * f) >> np.uint64(32), starts) for f in factors]
    return np.stack(columns, axis=1).astype("uint32")


def _bands(signature: np.ndarray, block: np.ndarray) -> list[list[bytes]]:
    """Return the bucket of each row in each band; rows of different blocks never share one."""
    rows = _HASHES // _BANDS
    columns = []
    for band in range(_BANDS):
        part = signature[:, band * rows : (band + 1) * rows]
        key = np.column_stack([np.full(len(block), band), block, part]).astype("uint32")
        columns.append([raw.tobytes() for raw in key])
    return [list(keys) for keys in zip(*columns, strict=True)]
