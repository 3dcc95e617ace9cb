"""The learned half of a codebook: permanent entries, where they lie, and how the last run coded; plain files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import yaml

from cxlab.errors import StorageError
from cxlab.text.space import Array, Space

Origin = Literal["fit", "unseen", "split"]
Status = Literal["proposed", "emerging", "confirmed", "locked", "retired"]

FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """One entry; its id is never given to another.

    Attributes
    ----------
    id
        ``T001``, ``T002`` …
    keywords, label
        The most telling words, from the run that made it, and its name until a researcher gives it another: the first
        of them, unlike any other entry's.
    origin
        ``fit`` (the first run), ``unseen`` (proposed by a later one) or ``split`` (part of another entry).
    status
        In the last run: proposed, emerging (proposed later, unconfirmed), confirmed, locked, retired.
    born, size
        Last day of the data from which it was made (empty without dates), and its rows then.
    parent, part
        Of a split entry: the id that was split, and which part this is.
    beside
        Of an unseen matter: the id that had most of its founding texts.
    """

    id: str
    keywords: tuple[str, ...]
    label: str
    origin: Origin
    status: Status
    born: str
    size: int
    parent: str = ""
    part: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Reference:
    """How well the codebook fitted the texts it was made from: what drift is measured against."""

    unplaced: float
    strength: float


@dataclass(frozen=True)
class Codebook:
    """Entries and the frozen place of each; written at publication only, never changed afterwards.

    Attributes
    ----------
    entries
        In the order of their ids, retired ones included.
    space, centres, floors
        The space of the first fit, each entry's centre (entries, d), and the least cosine that belongs to it.
    version, parent
        Counts up when entries or their status change; `parent` is the version before, None for the first.
    next_id
        Number of the next new entry.
    until
        Last day of the data of the run that wrote it (ISO; empty without dates).
    coded
        id, code of every text of that run: what the next run's change log compares with.
    min_topic_size, model
        As asked for in the first fit: least size of a topic (None: the data decided), model of the sentence vectors.
    reference
        See `Reference`.
    """

    entries: tuple[Entry, ...]
    space: Space
    centres: Array
    floors: Array
    version: int
    parent: int | None
    next_id: int
    until: str
    coded: pd.DataFrame
    reference: Reference
    min_topic_size: int | None
    model: str

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all entries, retired ones included."""
        return tuple(entry.id for entry in self.entries)

    @property
    def key(self) -> str:
        """Mark of the first fit: edits that were made for one codebook must not meet another."""
        founding = [row for row, entry in enumerate(self.entries) if entry.origin == "fit"]
        return hashlib.blake2b(np.ascontiguousarray(self.centres[founding]).tobytes(), digest_size=4).hexdigest()

    def write(self, folder: str | Path) -> None:
        """Write ``codebook.yaml``, ``codebook.npz``, ``coded.parquet``: no pickle, no customer's text."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        facts = {
            "format": FORMAT,
            "key": self.key,
            "version": self.version,
            "parent": self.parent,
            "next_id": self.next_id,
            "until": self.until,
            "min_topic_size": self.min_topic_size,
            "model": self.model,
            "reference": asdict(self.reference),
            "entries": [_plain(entry) for entry in self.entries],
        }
        words = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1_000)
        (folder / "codebook.yaml").write_text(words, encoding="utf-8")
        arrays: dict[str, Any] = {"centres": self.centres, "floors": self.floors, **self.space.arrays()}
        np.savez_compressed(folder / "codebook.npz", **arrays)
        self.coded.to_parquet(folder / "coded.parquet", index=False)

    @classmethod
    def read(cls, folder: str | Path | None) -> Codebook | None:
        """Read what `write` wrote; None where there is no folder, or no codebook in it.

        Raises
        ------
        StorageError
            A part is missing, broken or of another format.
        """
        if folder is None or not (Path(folder) / "codebook.yaml").is_file():
            return None
        folder = Path(folder)
        try:
            facts = yaml.safe_load((folder / "codebook.yaml").read_text(encoding="utf-8"))
            if facts.get("format") != FORMAT:
                raise StorageError(f"{folder} holds a codebook of format {facts.get('format')}; allowed: {FORMAT}.")
            with np.load(folder / "codebook.npz", allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            return _made(facts, arrays, pd.read_parquet(folder / "coded.parquet"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
            raise StorageError(f"{folder} holds no readable codebook: {error}. Restore it from a backup.") from error


def label(number: int) -> str:
    """Return the id with this number."""
    return f"T{number:03d}"


def _plain(entry: Entry) -> dict[str, Any]:
    """Return an entry for the YAML file; empty fields are left out."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(entry).items() if v not in ("", ())}


def _made(facts: Mapping[str, Any], arrays: Mapping[str, Any], coded: pd.DataFrame) -> Codebook:
    empty = {"keywords": (), "born": ""}
    return Codebook(
        entries=tuple(Entry(**{**empty, **e, "keywords": tuple(e.get("keywords", ()))}) for e in facts["entries"]),
        space=Space.of(arrays),
        centres=arrays["centres"],
        floors=arrays["floors"],
        version=facts["version"],
        parent=facts["parent"],
        next_id=facts["next_id"],
        until=facts["until"],
        coded=coded,
        reference=Reference(**facts["reference"]),
        min_topic_size=facts["min_topic_size"],
        model=facts["model"],
    )
