"""A run that is under way beside the notebook: the kernel stays free, the run can be ended, its events are heard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from cxlab import project
from cxlab.pipeline.attempts import INSIDE

Heard = Callable[[Mapping[str, Any]], None]


class UnderWay:
    """Starts a run at once and tells of it until it has ended; the last event is always ``end``.

    Parameters
    ----------
    path
        Folder, ``study.yaml`` or name of the study.
    heard
        Called with every event (see `cxlab.pipeline.child`), from another thread.
    options
        Fields of `cxlab.pipeline.plan.Options`.
    """

    def __init__(self, path: str, heard: Heard, **options: Any) -> None:
        self._heard = heard
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cxlab.pipeline.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=project.root(),
            env={**os.environ, "PYTHONUTF8": "1"},
            # an interrupt of the kernel is none of the run: only `cancel` ends it
            start_new_session=True,
        )
        self._order(json.dumps({"path": str(path), **options}))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Ask it to end as by Ctrl-C: kernels and the half-written run folder go, nothing is published."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; return whether it has ended."""
        self._thread.join(seconds)
        return not self.running

    def _order(self, line: str) -> None:
        if self._process.stdin is not None:
            with suppress(OSError):  # it is gone already, and its end will be told
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()

    def _listen(self) -> None:
        ended = False
        for line in self._process.stdout or ():
            event = json.loads(line)
            ended = ended or event["event"] == "end"
            self._heard(event)
        code = self._process.wait()
        if not ended:
            self._heard({"event": "end", "code": code or INSIDE, "message": ""})
        self.cancel()
        if self._process.stdout is not None:
            self._process.stdout.close()
