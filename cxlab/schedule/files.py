"""What makes a machine start the runs: a systemd service with its timer, and a line for a crontab; all as files.

Nothing is installed here: whoever owns the machine does that, with the commands that are told.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from cxlab.pipeline.storage import guarded, write_atomic
from cxlab.schedule.addresses import FILE_VARIABLE
from cxlab.schedule.period import PERIODS
from cxlab.schedule.timetable import Timetable

_PLAIN = re.compile(r"[\w@+=:,./-]+")


@dataclass(frozen=True)
class Written:
    """The three files, and in words how they are installed."""

    service: Path
    timer: Path
    crontab: Path
    told: str


def command(study: Path, timetable: Timetable, more: Sequence[str]) -> list[str]:
    """Return the command of a scheduled run, by absolute paths: cron and systemd know no virtual environment.

    Parameters
    ----------
    study
        Its folder.
    more
        Further options of ``cxlab run``.
    """
    script = Path(sys.executable).parent / "cxlab"
    start = [str(script)] if script.is_file() else [sys.executable, "-m", "cxlab.cli"]
    named = [name for name, length in PERIODS.items() if length == timetable.every]
    period = ["--period", named[0]] if named else []
    return [*start, "run", str(study.resolve()), "--wait", *period, *more]


def write(folder: Path, study: str, timetable: Timetable, run: Sequence[str], root: Path) -> Written:
    """Write the files of a schedule into `folder`.

    Parameters
    ----------
    study
        Name of the study.
    run
        The command, as `command` returns it.
    root
        Of the project, where the command runs.

    Raises
    ------
    StorageError
        When the folder cannot be written.
    """
    now = dt.datetime.now().astimezone()
    stem = f"cxlab-{study}-{timetable.every}"
    about = {"study": study, "every": timetable.every, "at": f"{timetable.at:%H:%M}", "timezone": timetable.timezone}
    shifted = timetable.shifted(now)
    texts = {
        "service": _filled("unit.service", folder=_specifiers(str(root)), command=_systemd(_environed(run)), **about),
        "timer": _filled("unit.timer", calendar=timetable.calendar, **about),
        "crontab": _filled(
            "crontab", line=_cron(timetable, run, root, now), shift=f", here {shifted}" if shifted else "", **about
        ),
    }
    with guarded("The schedule cannot be written"):
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, text in texts.items():
            write_atomic(folder / f"{stem}.{suffix}", text)
    made = {suffix: folder.resolve() / f"{stem}.{suffix}" for suffix in texts}
    names = {suffix: shlex.quote(str(file)) for suffix, file in made.items()}
    told = _filled("told.txt", folder=str(folder), timer_name=made["timer"].name, line=shlex.join(run), **names)
    return Written(made["service"], made["timer"], made["crontab"], told)


def _environed(run: Sequence[str]) -> list[str]:
    """Return the command with the file of addresses, where it is not the usual one; its path is no secret."""
    named = os.environ.get(FILE_VARIABLE)
    return ["/usr/bin/env", f"{FILE_VARIABLE}={Path(named).resolve()}", *run] if named else list(run)


def _cron(timetable: Timetable, run: Sequence[str], root: Path, now: dt.datetime) -> str:
    fields, condition = timetable.cron(now)
    steps = [*([condition] if condition else []), f"cd {shlex.quote(str(root))}", shlex.join(_environed(run))]
    # cron takes a bare % for the end of a line
    return f"{fields} " + " && ".join(steps).replace("%", r"\%")


def _systemd(run: Sequence[str]) -> str:
    return " ".join(part if _PLAIN.fullmatch(part) else _quoted(part) for part in run)


def _quoted(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{_specifiers(escaped)}"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _filled(name: str, **fields: str) -> str:
    text = files("cxlab").joinpath("resources/schedule", name).read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda field: fields[field[1]], text)
