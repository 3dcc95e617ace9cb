"""One chapter in one process: ``python -m cxlab.pipeline.worker`` reads a job from stdin and reports on stdout.

The job is one line of JSON (`launch.Job`); the environment names a private scratch folder as JUPYTER_RUNTIME_DIR.
Reports are lines of JSON: ``{"event": "kernel", "pids": […]}``, ``{"event": "cell", "done": i, "of": n}`` and, last,
``{"event": "end", "state": …}`` with state executed, not_applicable, failed, dead (the kernel died; worth a second try)
or storage; one that failed for wrong input says ``"wrong_input": true`` beside it. When stdin closes, the pipeline is
gone, and so is this process.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from cxlab.errors import InputError, NotApplicable
from cxlab.pipeline.launch import Job
from cxlab.pipeline.storage import is_trouble, is_trouble_text

_LINE = 200
# Wrong input is told whole: its lines name the places.
_WHOLE = 4000
"""Longest error message that is passed on: one line says what went wrong, more could quote a customer."""
_LONGEST_SOCKET = 90
"""Bytes of a Unix socket's path that every system accepts, with room for the number added to it."""


def execute(job: Job) -> dict[str, Any]:
    """Execute the notebook of `job` and return the ``end`` event; never raises for what happens in a notebook."""
    import papermill
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    count = _Count(job.notebook)
    try:
        papermill.execute_notebook(
            job.notebook,
            job.output,
            parameters=job.parameters,
            cwd=str(Path(job.notebook).parent),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=job.cell_timeout,
            config=_transport(Path(os.environ["JUPYTER_RUNTIME_DIR"])),
            on_cell_start=count.started,
            on_cell_executed=count.executed,
        )
    except PapermillExecutionError as error:
        return _raised(error.ename, error.evalue, error.exec_count)
    except CellTimeoutError:
        return {"state": "failed", "cell": count.running, "error": f"the cell ran longer than {job.cell_timeout} s"}
    except RuntimeError as error:  # DeadKernelError, or a kernel that never answered
        return {"state": "dead", "cell": count.running, "error": _one_line(type(error).__name__, str(error))}
    except OSError as error:
        state = "storage" if is_trouble(error) else "failed"
        return {"state": state, "cell": count.running, "error": _one_line(type(error).__name__, str(error))}
    return {"state": "executed"}


class _Count:
    """Counts code cells for progress, in the numbering that Jupyter shows as ``In [n]``."""

    def __init__(self, notebook: str) -> None:
        cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
        # papermill adds one cell with the injected parameters
        self._of = 1 + sum(cell["cell_type"] == "code" and bool("".join(cell["source"]).strip()) for cell in cells)
        self.running = 0

    def started(self, cell: Any, cell_index: int) -> None:
        if cell.cell_type == "code":
            if not self.running:
                _tell(event="kernel", pids=[child.pid for child in psutil.Process().children(recursive=True)])
            self.running += 1

    def executed(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        _tell(event="cell", done=self.running, of=self._of)


def _raised(name: str, message: str, cell: int) -> dict[str, Any]:
    """Return the ``end`` event for an exception that a cell raised."""
    if name == NotApplicable.__name__:
        with suppress(ValueError):
            NotApplicable.parse(message)
            return {"state": "not_applicable", "reason": message}
    if name == InputError.__name__:
        return {"state": "failed", "wrong_input": True, "error": message.strip()[:_WHOLE]}
    state = "storage" if is_trouble_text(message) else "failed"
    return {"state": state, "cell": cell, "error": _one_line(name, message)}


def _one_line(name: str, message: str) -> str:
    line = _first_line(message)
    return f"{name}: {line}" if line else name


def _first_line(message: str) -> str:
    return next(iter(message.strip().splitlines()), "")[:_LINE]


def _transport(scratch: Path) -> Any:
    """Keep the kernel's secret in `scratch`, and use Unix sockets where there are some: TCP can be listened to."""
    from traitlets.config import Config

    config = Config()
    config.KernelManager.connection_file = str(scratch / "kernel.json")
    address = scratch / "kernel"
    if sys.platform == "linux" and len(os.fsencode(address)) < _LONGEST_SOCKET:
        config.KernelManager.transport = "ipc"
        config.KernelManager.ip = str(address)
    return config


def _cpu_seconds() -> float:
    times = psutil.Process().cpu_times()
    spent = times.user + times.system + getattr(times, "children_user", 0) + getattr(times, "children_system", 0)
    return round(spent, 3)


def _tell(**event: Any) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def _leave_with_parent() -> None:
    """Wait until stdin closes, then end the kernel and this process and leave nothing behind."""
    sys.stdin.read()
    for child in psutil.Process().children(recursive=True):
        child.kill()
    shutil.rmtree(os.environ["JUPYTER_RUNTIME_DIR"], ignore_errors=True)
    os._exit(1)


def main() -> None:
    """Read the job, execute it, report."""
    # papermill would import it (0.4 s of each chapter's CPU) for notebooks on HDFS
    sys.modules["pyarrow"] = None  # type: ignore[assignment]
    job = Job(**json.loads(sys.stdin.readline()))
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _tell(event="end", **execute(job), cpu_seconds=_cpu_seconds())


if __name__ == "__main__":
    main()
