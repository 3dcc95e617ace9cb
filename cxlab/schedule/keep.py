"""Which runs stay: the last N and one a month, always the published one, and what a kept run or the history needs.

Only copies go: what chapters found is in the state, which is never touched, and what a run could take from the
store again is there as long as a kept run names it.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from cxlab.errors import InputError
from cxlab.pipeline import manifest, publish
from cxlab.pipeline.state import History
from cxlab.pipeline.storage import guarded
from cxlab.schedule.run_log import LOGS

_STAMP = re.compile(r"(\d{8}-\d{6})(?:-(\d+))?")
_YOUNG = 24 * 3600
"""Seconds in which somebody may still be at work with what the cache was given."""

Moment = tuple[dt.datetime, int]
"""When a run began (UTC), and its number among those of the same second."""


@dataclass(frozen=True)
class Tidy:
    """What a rule keeps of a study's runs, and what goes: runs, their logs, entries of the cache no kept run names."""

    kept: tuple[Path, ...]
    runs: tuple[Path, ...]
    logs: tuple[Path, ...]
    cache: tuple[Path, ...]


def settle(home: Path, n: int, timezone: str) -> Tidy:
    """Return what would go from the reports of a study; nothing is touched.

    Of the published runs stay the last `n` and the newest of each month; of those that were not published, the last
    `n`. The run that ``latest`` leads to and one that is under way stay whatever their date, so that a machine's clock
    that was set back costs no report. A folder that is no run is not looked at.

    Parameters
    ----------
    timezone
        Of the study: it says in which month a run was.

    Raises
    ------
    InputError
        When `n` is below 1.
    """
    if n < 1:
        raise InputError(f"--keep {n}: at least one run stays.")
    found = {folder: manifest.read(folder) or {} for folder in home.glob("*-*") if _is_run(folder)}
    published = {folder: _moment(folder) for folder, about in found.items() if about["status"] == "published"}
    others = {folder: _moment(folder) for folder in found if folder not in published}
    kept = {*_newest(published, n), *_newest_of_months(published, timezone), *_newest(others, n)}
    current = publish.latest(home)
    kept |= {f for f, about in found.items() if about["status"] == manifest.RUNNING or f.resolve() == current}
    logs = {file: _moment(file) for file in (home / LOGS).glob("*.log") if _STAMP.fullmatch(file.stem)}
    kept_logs = {*_newest(logs, 2 * n), *_newest_of_months(logs, timezone)}
    return Tidy(
        kept=tuple(sorted(kept, key=_moment)),
        runs=tuple(sorted(found.keys() - kept, key=_moment)),
        logs=tuple(sorted(logs.keys() - kept_logs, key=_moment)),
        cache=tuple(_unused(home, [found[folder] for folder in kept])),
    )


def remove(tidy: Tidy) -> None:
    """Remove what goes; only for the holder of the study's lock, so that no run is reading it.

    Raises
    ------
    StorageError
        When a folder cannot be removed.
    """
    with guarded("Old runs cannot be removed"):
        for folder in (*tidy.runs, *tidy.cache):
            shutil.rmtree(folder)
        for file in tidy.logs:
            file.unlink()


def _is_run(folder: Path) -> bool:
    named = not folder.is_symlink() and folder.is_dir() and _STAMP.fullmatch(folder.name)
    return bool(named) and "status" in (manifest.read(folder) or {})


def _moment(path: Path) -> Moment:
    found = _STAMP.fullmatch(path.stem)
    if found is None:
        raise ValueError(f"'{path.name}' is not named after a moment")
    return dt.datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=dt.UTC), int(found[2] or 1)


def _newest(paths: Mapping[Path, Moment], n: int) -> list[Path]:
    return sorted(paths, key=paths.__getitem__)[-n:]


def _newest_of_months(paths: Mapping[Path, Moment], timezone: str) -> Iterable[Path]:
    zone = ZoneInfo(timezone)
    months = {f"{paths[p][0].astimezone(zone):%Y-%m}": p for p in sorted(paths, key=paths.__getitem__)}
    return months.values()


def _unused(home: Path, kept: list[Mapping[str, object]]) -> Iterable[Path]:
    """Yield entries of the cache that neither a kept run nor the newest state names, if nobody can be at work there."""
    newest = History(home / "state").newest()
    chapters = {(slug, learned.key) for slug, learned in newest.chapters.items()} if newest else set()
    tables = set()
    for about in kept:
        chapters |= {(slug, entry.get("key") or "") for slug, entry in _mapping(about, "chapters").items()}
        tables |= set(_mapping(about, "inputs").items())
    for part, named in (("chapters", chapters), ("intake", tables)):
        for entry in sorted((home / ".cache" / part).glob("*/*")):
            old = entry.is_dir() and time.time() - entry.stat().st_mtime > _YOUNG
            if old and (entry.parent.name, entry.name) not in named:
                yield entry


def _mapping(about: Mapping[str, object], key: str) -> Mapping[str, dict[str, str]]:
    found = about.get(key)
    return found if isinstance(found, Mapping) else {}
