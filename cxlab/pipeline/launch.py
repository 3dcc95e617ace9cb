"""Starts a worker process for a chapter, listens to it, tries once more after a dead kernel, and ends all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import psutil

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""Variables that keep a numeric library to one thread, so that chapters share the cores and not fight for them."""


PRIVATE = ("CXLAB_NOTIFY", "CXLAB_NOTIFY_FILE")
"""Variables with the addresses of notices, which hold passwords: no kernel is told."""


@dataclass(frozen=True)
class Job:
    """What a worker executes, where it leaves the executed copy, and how long one cell may take (seconds)."""

    notebook: str
    output: str
    parameters: dict[str, Any]
    cell_timeout: int


@dataclass(frozen=True)
class Ended:
    """How the execution of a notebook ended.

    Parameters
    ----------
    state
        executed, not_applicable, failed or storage.
    message
        For not_applicable the message of `NotApplicable`; else one line that names the cell, or empty.
    seconds, cpu_seconds
        Wall time of all tries; CPU time of worker and kernel.
    wrong_input
        It failed because the chapter cannot use what the user gave: a parameter's value, a table's content.
    """

    state: str
    message: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    retried: bool = False
    wrong_input: bool = False


class Runner(Protocol):
    """Runs notebooks, here (`Launcher`) or elsewhere (`cluster.Cluster`)."""

    def run(self, job: Job, on_cell: Callable[[int, int], None]) -> Ended:
        """Execute `job`; never raises for what happens in a notebook. `on_cell` hears of cells as (done, of)."""

    def stop(self) -> None:
        """End everything that runs, at once and for good."""


class Launcher:
    """Runs notebooks in worker processes; any thread may run one, and any other may stop them all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[subprocess.Popen[str], list[psutil.Process]] = {}
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stopped

    def run(self, job: Job, on_cell: Callable[[int, int], None]) -> Ended:
        """Execute `job`; a dead kernel gets one more try. `on_cell` hears of every finished cell as (done, of)."""
        start = time.monotonic()
        tries = [self._once(job, on_cell)]
        if tries[0]["state"] == "dead" and not self._stopped:
            tries.append(self._once(job, on_cell))
        end = tries[-1]
        return Ended(
            state="failed" if end["state"] == "dead" else end["state"],
            message=end.get("reason") or _message(end, len(tries)),
            seconds=round(time.monotonic() - start, 3),
            cpu_seconds=round(sum(t.get("cpu_seconds", 0.0) for t in tries), 3),
            retried=len(tries) > 1,
            wrong_input=end.get("wrong_input", False),
        )

    def stop(self) -> None:
        """End every worker with its kernel, at once and for good."""
        with self._lock:
            self._stopped = True
            running = list(self._running.items())
        for process, kernels in running:
            _kill(process.pid, kernels)

    def _once(self, job: Job, on_cell: Callable[[int, int], None]) -> dict[str, Any]:
        # the folder's path is short and private: it holds the kernel's sockets
        with tempfile.TemporaryDirectory(prefix="cxlab-", ignore_cleanup_errors=True) as scratch:
            with self._lock:
                if self._stopped:
                    return {"state": "dead"}
                process = _start(_environment(Path(scratch)))
                kernels = self._running[process] = []
            try:
                return _listen(process, job, kernels, on_cell)
            finally:
                _kill(process.pid, kernels)
                _close(process)
                with self._lock:
                    del self._running[process]


def _start(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cxlab.pipeline.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=environment,
        # Ctrl-C in a terminal goes to the pipeline alone, which then ends its workers in order
        start_new_session=True,
    )


def _listen(
    process: subprocess.Popen[str], job: Job, kernels: list[psutil.Process], on_cell: Callable[[int, int], None]
) -> dict[str, Any]:
    """Hand over the job and return the ``end`` event; a worker that vanished without one counts as dead."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise RuntimeError("a worker is started with pipes")
    try:
        stdin.write(json.dumps(asdict(job)) + "\n")
        stdin.flush()
    except BrokenPipeError:
        return {"state": "dead"}
    cell = 0
    for line in stdout:
        event = json.loads(line)
        if event["event"] == "kernel":
            kernels += _alive(event["pids"])
        elif event["event"] == "cell":
            cell = event["done"]
            on_cell(cell, event["of"])
        else:
            return dict(event)
    return {"state": "dead", "cell": cell}


def _environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a worker and its kernel: private scratch, one core each, equal from run to run."""
    # JPY_SESSION_NAME is that of a notebook which started this run
    inherited = {name: value for name, value in os.environ.items() if name not in ("JPY_SESSION_NAME", *PRIVATE)}
    return {
        **inherited,
        **dict.fromkeys(ONE_THREAD, "1"),
        # EVoC gives other clusters under another number of threads: always exactly two
        "NUMBA_NUM_THREADS": "2",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_RUNTIME_DIR": str(scratch),
        "IPYTHONDIR": str(scratch / "ipython"),
        "PLOTLY_RENDERER": "plotly_mimetype",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
    }


def _alive(pids: list[int]) -> list[psutil.Process]:
    found = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(pid))
    return found


def _kill(pid: int, kernels: list[psutil.Process]) -> None:
    """End the process `pid`, all it started, and its `kernels` (found by parentage only while it lives)."""
    found: set[psutil.Process] = set()
    for process in [*_alive([pid]), *kernels]:
        with suppress(psutil.NoSuchProcess):
            found |= {process, *process.children(recursive=True)}
    for process in found:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(list(found), timeout=10)


def _close(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()


def _message(end: dict[str, Any], tries: int) -> str:
    cell = f"cell {end['cell']}: " if end.get("cell") else ""
    if end["state"] == "dead":
        again = " twice" if tries > 1 else ""
        return f"{cell}the kernel died{again} (killed, out of memory, or it never answered)"
    return cell + end.get("error", "") if end["state"] != "executed" else ""
