"""What earlier runs learned: ``reports/<study>/state/<n>/``, immutable, written only when a run is published.

Each state knows its `parent` and the `input_key` of its run. A run with the inputs of the newest state compares with
that state's parent, so that "the previous run" always means the last one with other inputs.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cxlab.pipeline.storage import building


@dataclass(frozen=True)
class State:
    """One published state: its number, the number of the one before it (other inputs), its inputs' key.

    `chapters` holds the key of every chapter whose result is in it.
    """

    number: int
    parent: int | None
    input_key: str
    chapters: Mapping[str, str]


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

    def previous(self, input_key: str) -> int | None:
        """Return the number of the state that a run with `input_key` compares with, if there is one."""
        newest = self.newest()
        if newest is None:
            return None
        return newest.parent if newest.input_key == input_key else newest.number

    def path(self, number: int | None) -> Path | None:
        """Return the folder of a state."""
        return self._folder / str(number) if number is not None else None

    def write(self, input_key: str, keys: Mapping[str, str], artifacts: Path) -> int:
        """Write what the published chapters learned and return the state's number.

        Parameters
        ----------
        keys
            Key of every chapter of the run that has a result; other chapters keep what they learned before.
        artifacts
            Folder of the run's artifacts: of each chapter ``chapter.json`` and its ``state/`` are taken over.
        """
        newest = self.newest()
        before = dict(newest.chapters) if newest else {}
        if newest and newest.input_key == input_key and {**before, **keys} == before:
            return newest.number
        number = newest.number + 1 if newest else 1
        with building(self._folder / str(number)) as made:
            for slug in before.keys() - keys.keys():
                shutil.copytree(self._folder / str(number - 1) / slug, made / slug)
            for slug in keys:
                _take_over(artifacts / slug, made / slug)
            about = {"parent": self.previous(input_key), "input_key": input_key, "chapters": {**before, **keys}}
            (made / "state.json").write_text(json.dumps(about, indent=1, sort_keys=True), encoding="utf-8")
        return number

    def _read(self, number: int) -> State:
        about = json.loads((self._folder / str(number) / "state.json").read_text(encoding="utf-8"))
        return State(number, about["parent"], about["input_key"], about["chapters"])


def _take_over(artifacts: Path, target: Path) -> None:
    target.mkdir()
    shutil.copyfile(artifacts / "chapter.json", target / "chapter.json")
    learned = artifacts / "state"
    if learned.is_dir():
        shutil.copytree(learned, target, dirs_exist_ok=True)
