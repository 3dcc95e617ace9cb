"""The last step of a run: report, gates, what was learned, and only then the swap of ``latest``."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from cxlab.errors import LockHeld
from cxlab.phrases import Lang
from cxlab.pipeline import manifest, storage
from cxlab.pipeline.storage import write_atomic
from cxlab.study import Study

LATEST = "latest"
_RUN = re.compile(r"\d{8}-\d{6}(-\d+)?")
_DAY = 24 * 3600
FIRST_PAGE = Path("site") / "index.html"


@contextmanager
def lock(home: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of a study's reports.

    Raises
    ------
    LockHeld
        When another run holds it and `wait` is off.
    """
    held = FileLock(home / ".lock")
    try:
        held.acquire(timeout=-1 if wait else 0)
    except Timeout:
        raise LockHeld(
            f"Another run of study '{home.name}' is under way. Wait for its end, or add --wait to queue behind it."
        ) from None
    try:
        yield
    finally:
        held.release()


def make_run_folder(home: Path, started: dt.datetime) -> Path:
    """Make and return the folder of a new run, named after its start (UTC)."""
    stem = started.astimezone(dt.UTC).strftime("%Y%m%d-%H%M%S")
    for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))):
        folder = home / name
        with suppress(FileExistsError):
            folder.mkdir()
            (folder / "artifacts").mkdir()
            (folder / "notebooks").mkdir()
            return folder
    raise FileExistsError(f"no free run folder for {stem}")


def clear_halves(home: Path) -> None:
    """Remove what runs that were killed left unfinished; only for the holder of the lock, since nobody else runs then.

    In the caches of words, vectors and tables other processes may be at work: there only what is a day old goes.
    """
    for folder in home.glob("*-*"):
        if _RUN.fullmatch(folder.name) and not folder.is_symlink() and _unfinished(folder):
            shutil.rmtree(folder, ignore_errors=True)
    storage.sweep([home, home / "state", *home.glob(".cache/chapters/*")])
    shared = [*home.glob(".cache/intake/*"), home.parent, *(home.parent / ".cache").rglob("*/")]
    storage.sweep(shared, age=_DAY)


def _unfinished(run_dir: Path) -> bool:
    if not (run_dir / manifest.MANIFEST).exists():
        return True
    return (manifest.read(run_dir) or {}).get("status") in (manifest.RUNNING, manifest.READY)


def build(run_dir: Path, study: Study, lang: Lang) -> list[Path]:
    """Write the report of `run_dir` and pass it through the privacy gate; return its pages, the first one first.

    Raises
    ------
    GateRefused
        When something in it must not be shared.
    """
    from cxlab import report
    from cxlab.report import gate

    pages = report.build(run_dir, lang=lang)
    gate.check(run_dir, study)
    return pages


def swap_latest(run_dir: Path) -> None:
    """Let ``latest`` (and ``latest.html``, for systems without symbolic links) point to `run_dir` in one step."""
    home = run_dir.parent
    page = files("cxlab").joinpath("resources/pipeline/latest.html").read_text(encoding="utf-8")
    link = home / f".{LATEST}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(run_dir.name, target_is_directory=True)
    except (NotImplementedError, OSError):
        if os.name != "nt":
            raise
    write_atomic(home / f"{LATEST}.html", page.replace("{target}", (Path(run_dir.name) / FIRST_PAGE).as_posix()))
    if link.is_symlink():
        link.replace(home / LATEST)


def latest(home: Path) -> Path | None:
    """Return the folder of the published run, if there is one."""
    folder = home / LATEST
    return folder.resolve() if folder.is_dir() else None
