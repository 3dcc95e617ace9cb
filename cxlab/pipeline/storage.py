"""Disk and permission troubles, told from everything else, and writes that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cxlab.errors import StorageError

_NAMES = (
    *("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM"),
    *("EIO", "EBUSY", "ESTALE", "ENODEV", "ENXIO", "ETIMEDOUT"),
)
_TROUBLES = {getattr(errno, name) for name in _NAMES if hasattr(errno, name)}
"""No room, no permission; a disk, network drive or other program that does not give the file."""

_PART = ".part-"
_LEFT = (f"{_PART}*", ".writing-*", "*.part")
"""Names of what is not whole yet: here, in the intake's cache, in the caches of words and vectors."""


def is_trouble(error: OSError) -> bool:
    """Tell whether `error` means a full disk, a missing permission, or a disk or network drive that fails."""
    return error.errno in _TROUBLES


def is_trouble_text(message: str) -> bool:
    """Tell the same of an OSError of which only the message (``[Errno 28] …``) crossed from a kernel."""
    return _number(message) in _TROUBLES


def copy_tree(source: Path, target: Path, *, into: bool = False) -> None:
    """Copy a folder (`into` one that is there); `shutil` packs what the disk says into texts, this raises it.

    Raises
    ------
    OSError
        The first that was met, with its number.
    """
    try:
        shutil.copytree(source, target, dirs_exist_ok=into)
    except shutil.Error as error:
        numbers = [number for *_, why in error.args[0] if (number := _number(str(why))) is not None]
        if not numbers:
            raise
        raise OSError(numbers[0], os.strerror(numbers[0]), str(target)) from error


def _number(message: str) -> int | None:
    found = re.match(r"\[Errno (\d+)\]", message)
    return int(found[1]) if found else None


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Turn a disk or permission error into `StorageError`; `doing` says what was under way."""
    try:
        yield
    except OSError as error:
        if not is_trouble(error):
            raise
        place = f" '{error.filename}'" if error.filename else ""
        raise StorageError(
            f"{doing}: {os.strerror(error.errno or 0)}{place}. Free space or change the permission, then run again."
        ) from error


def write_atomic(file: Path, content: str | bytes) -> None:
    """Write `content` (text as UTF-8) so that a reader finds the old file or the new one, never a half."""
    descriptor, made = tempfile.mkstemp(dir=file.parent, prefix=f"{_PART}{file.name}.")
    temporary = Path(made)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)
        temporary.chmod(0o644)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Yield an empty folder beside `folder` that takes its place when the block ends well, else is removed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{_PART}{folder.name}."))
    before = temporary.with_name(f"{temporary.name}.before")
    try:
        yield temporary
        temporary.chmod(0o755)
        if folder.exists():  # moved away whole: one that is half removed would look like a result
            folder.rename(before)
        temporary.rename(folder)
    finally:
        for left in (before, temporary):
            shutil.rmtree(left, ignore_errors=True)


def sweep(folders: Iterable[Path], *, age: float = 0) -> None:
    """Remove what writers that were killed left in `folders`, where it is older than `age` seconds.

    What cannot be removed stays: it takes room and nothing else.
    """
    youngest = time.time() - age
    for left in [left for folder in folders for pattern in _LEFT for left in folder.glob(pattern)]:
        with suppress(OSError):
            if left.lstat().st_mtime <= youngest:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
