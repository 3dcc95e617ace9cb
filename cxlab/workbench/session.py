"""Decisions under way: each can be undone until they are saved, and nobody else's are written over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cxlab.codebook import Codebook, Edits
from cxlab.codebook.standing import standing
from cxlab.codebook.tables import entries_table
from cxlab.errors import InputError

Change = Callable[[Edits], Edits]


class ChangedMeanwhile(InputError):
    """The file of decisions is not the one that was read."""


@dataclass(frozen=True)
class Step:
    """One decision, as a function of the decisions before it, and how it is called."""

    change: Change
    what: str


class Session:
    """The decisions of a file, and the steps that are laid over them.

    Parameters
    ----------
    file
        ``data/<study>/codebook.yaml``; it need not exist.
    book
        The codebook that the decisions are about.

    Raises
    ------
    InputError
        The file is broken, or was made for another codebook.
    """

    def __init__(self, file: Path, book: Codebook) -> None:
        self._file = file
        self._book = book
        self._steps: list[Step] = []
        self._read()

    @property
    def edits(self) -> Edits:
        """The decisions with all steps."""
        return self._states[-1][0]

    @property
    def unsaved(self) -> int:
        """Number of steps that are not saved."""
        return len(self._steps)

    def entries(self) -> pd.DataFrame:
        """Return all entries as they stand now, by code: columns as `cxlab.codebook.Coded.entries`.

        Rows and shares are those of the run: only the next one places texts anew.
        """
        return self._states[-1][1]

    def do(self, change: Change, what: str) -> None:
        """Lay one more decision over the others.

        Raises
        ------
        InputError
            It does not go together with the others; nothing is changed.
        """
        self._states.append(self._checked(change(self.edits)))
        self._steps.append(Step(change, what))

    def undo(self) -> str | None:
        """Take the last step back and return what it was; None where there is none."""
        if not self._steps:
            return None
        self._states.pop()
        return self._steps.pop().what

    def save(self) -> None:
        """Write the file in one step; it is the new starting point.

        Raises
        ------
        ChangedMeanwhile
            Somebody else changed it since it was read; nothing is written.
        """
        if _mark(self._file) != self._mark:
            raise ChangedMeanwhile(f"{self._file.name} was changed meanwhile; read it again before saving.")
        new = self._file.with_name(self._file.name + ".new")
        self.edits.model_copy(update={"codebook": self._book.key}).write(new)
        new.replace(self._file)
        self._steps = []
        self._read()

    def read_again(self) -> list[str]:
        """Read the file anew, lay the steps over it, and return those that are no longer possible and were dropped."""
        steps, self._steps, dropped = self._steps, [], []
        self._read()
        for step in steps:
            try:
                self.do(step.change, step.what)
            except InputError:
                dropped.append(step.what)
        return dropped

    def _read(self) -> None:
        self._mark = _mark(self._file)
        self._states = [self._checked(Edits.read(self._file))]

    def _checked(self, edits: Edits) -> tuple[Edits, pd.DataFrame]:
        edits.check(self._book.ids, self._book.key)
        table = self._table(edits)
        living = table[table["status"] != "retired"]
        for column in ("name_zh", "name_en"):
            twice = living.index[living[column].duplicated(keep=False)]
            if len(twice):
                raise InputError(
                    f"{' and '.join(twice)} would both be called '{living.loc[twice[0], column]}'; "
                    "merge them, or choose another name."
                )
        return edits, table

    def _table(self, edits: Edits) -> pd.DataFrame:
        book = replace(self._book, entries=standing(self._book.entries, edits).entries)
        return entries_table(book, edits, self._book.coded["code"].tolist()).set_index("code")


def _mark(file: Path) -> str:
    """Return the hash of a file's content; empty where there is none."""
    return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest() if file.is_file() else ""
