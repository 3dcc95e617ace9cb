"""Disk and permission troubles, told from everything else, and writes that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxlab.errors import StorageError

_TROUBLES = {errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, getattr(errno, "EDQUOT", errno.ENOSPC)}


def is_trouble(error: OSError) -> bool:
    """Tell whether `error` means a full disk, a read-only file system or a missing permission."""
    return error.errno in _TROUBLES


def is_trouble_text(message: str) -> bool:
    """Tell the same of an OSError of which only the message (``[Errno 28] …``) crossed from a kernel."""
    found = re.match(r"\[Errno (\d+)\]", message)
    return found is not None and int(found[1]) in _TROUBLES


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
    descriptor, made = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
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
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        yield temporary
        temporary.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
