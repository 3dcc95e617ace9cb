"""Where notices go: URLs of services (WeCom, DingTalk, mail, …), kept outside everything that is shared.

They hold keys and passwords, so they stand in an environment variable or in a file of the owner's outside the
project, never in ``study.yaml``, and no message or log repeats one.
"""

from __future__ import annotations

import os
from pathlib import Path

from cxlab import project
from cxlab.errors import InputError
from cxlab.pipeline.launch import PRIVATE

VARIABLE, FILE_VARIABLE = PRIVATE
USUAL = Path(".config") / "cxlab" / "notify.txt"
"""The file below the home folder that is read where no variable says otherwise."""

_HOW = (
    f"Put one URL a line (docs/schedule.md) into ~/{USUAL.as_posix()}, or name another file in {FILE_VARIABLE}, or put "
    f"the URLs themselves into {VARIABLE}."
)


def read() -> tuple[str, ...]:
    """Return the URLs of the environment variable, else of the file.

    In the file an empty line and one that begins with ``#`` are left out; in the variable white space separates URLs.

    Raises
    ------
    InputError
        When there is none, the file lies in the project (where it would be shared), or others may read it.
    """
    found = os.environ.get(VARIABLE, "").split()
    return tuple(found) or _of_file(Path(os.environ.get(FILE_VARIABLE) or Path.home() / USUAL))


def _of_file(file: Path) -> tuple[str, ...]:
    if not file.is_file():
        raise InputError(f"--notify: there are no addresses. {_HOW}")
    if file.resolve().is_relative_to(project.root()):
        raise InputError(f"--notify: {file.name} lies in the project, where it would be shared. Move it out. {_HOW}")
    if os.name != "nt" and file.stat().st_mode & 0o077:
        raise InputError(f"--notify: others on this machine may read {file.name}. Close it: chmod 600 {file}")
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except UnicodeDecodeError:
        raise InputError(f"--notify: {file.name} is no text in UTF-8.") from None
    found = tuple(line for line in lines if line and not line.startswith("#"))
    if not found:
        raise InputError(f"--notify: {file.name} holds no address. {_HOW}")
    return found
