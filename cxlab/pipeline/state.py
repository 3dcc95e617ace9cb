"""What earlier runs learned: ``reports/<study>/state/<n>/``, immutable, written only when a run is published.

A chapter compares with the last state in which *its own* inputs were other ones. So a state notes for each chapter the
key of its inputs and the state that it compared with: where the inputs are those of the newest state, that one is
taken again, an unchanged chapter is found in the store, and a change elsewhere in the study does not make it run.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cxlab.errors import StorageError
from cxlab.pipeline.storage import building, copy_tree


@dataclass(frozen=True)
class Learned:
    """What a state knows of a chapter: key of its result, key of its inputs, number of the state it compared with."""

    key: str
    inputs: str
    compared: int | None


@dataclass(frozen=True)
class State:
    """One published state: its number, and of every chapter whose result is in it what there is to know."""

    number: int
    chapters: Mapping[str, Learned]


class History:
    """The states of one study."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self) -> State | None:
        """Return the state of the last published run, if there was one."""
        numbers = sorted(
            int(f.name) for f in self._folder.glob("*") if f.name.isdigit() and (f / "state.json").is_file()
        )
        return self._read(numbers[-1]) if numbers else None

    def previous(self, slug: str, inputs: str) -> int | None:
        """Return the number of the state that a chapter with these inputs compares with, if there is one."""
        newest = self.newest()
        if newest is None:
            return None
        last = newest.chapters.get(slug)
        return last.compared if last and last.inputs == inputs else newest.number

    def path(self, number: int) -> Path:
        """Return the folder of a state."""
        return self._folder / str(number)

    def write(self, made: Mapping[str, Learned], artifacts: Path) -> int:
        """Write what the published chapters learned and return the state's number.

        Parameters
        ----------
        made
            Every chapter of the run that has a result; other chapters keep what they learned before.
        artifacts
            Folder of the run's artifacts: of each chapter ``chapter.json`` and its ``state/`` are taken over.
        """
        newest = self.newest()
        before = dict(newest.chapters) if newest else {}
        if newest and {**before, **made} == before:
            return newest.number
        number = newest.number + 1 if newest else 1
        with building(self.path(number)) as folder:
            for slug in before.keys() - made.keys():
                copy_tree(self.path(number - 1) / slug, folder / slug)
            for slug in made:
                _take_over(artifacts / slug, folder / slug)
            about = {slug: asdict(learned) for slug, learned in {**before, **made}.items()}
            (folder / "state.json").write_text(json.dumps(about, indent=1, sort_keys=True), encoding="utf-8")
        return number

    def _read(self, number: int) -> State:
        file = self.path(number) / "state.json"
        try:
            about = json.loads(file.read_text(encoding="utf-8"))
            return State(number, {slug: Learned(**learned) for slug, learned in about.items()})
        except (ValueError, TypeError, AttributeError) as error:
            raise StorageError(
                f"{file} is no state of this cxlab ({error}); restore it from a backup, or move the folder "
                f"{self._folder} away to begin a new history."
            ) from error


def _take_over(artifacts: Path, target: Path) -> None:
    target.mkdir()
    shutil.copyfile(artifacts / "chapter.json", target / "chapter.json")
    learned = artifacts / "state"
    if learned.is_dir():
        copy_tree(learned, target, into=True)
