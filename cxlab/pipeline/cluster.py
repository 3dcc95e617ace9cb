"""Chapters on the machines of a Dask cluster: the launcher of a local run, started where a worker is.

What crosses the network is a job (paths and parameters), its progress and how it ended, never a table or a text. A
worker therefore needs the same code, the same packages and the same folders under the same paths: it is asked first.
"""

from __future__ import annotations

import asyncio
import hashlib
import platform
import re
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker, Reschedule, Security, Worker, WorkerPlugin, get_worker, rpc

from cxlab.errors import InputError
from cxlab.pipeline.launch import Ended, Job, Launcher

_PACKAGE = Path(__file__).resolve().parent.parent
_PATIENCE = 5
"""Seconds for a scheduler, and then for its first worker, to answer."""


class Keeper(WorkerPlugin):
    """Sits in a worker and ends the kernels of a run that was stopped or is gone, and all of them when it leaves."""

    name = "cxlab-keeper"
    idempotent = True

    def setup(self, worker: Worker) -> None:
        """Start with nothing running."""
        self._launchers: dict[str, Launcher] = {}

    def launcher(self, key: Any) -> Launcher:
        """Return the launcher of the chapter that runs under `key`."""
        return self._launchers.setdefault(key, Launcher())

    def transition(self, key: Any, start: str, finish: str, **kwargs: Any) -> None:
        """Hear from the worker what becomes of a task."""
        if not str(key).startswith(Keeper.name):
            return
        if finish == "released" and start in ("executing", "long-running"):
            threading.Thread(target=self.launcher(key).stop).start()
        elif finish in ("memory", "error", "rescheduled", "forgotten"):
            self._launchers.pop(key, None)

    async def end(self, keys: Sequence[str]) -> None:
        """Return when nothing runs under `keys` any more."""
        known = [self._launchers[key] for key in keys if key in self._launchers]
        await asyncio.gather(*(asyncio.to_thread(launcher.stop) for launcher in known))

    async def teardown(self, worker: Worker) -> None:
        """End everything."""
        await self.end(list(self._launchers))


class Cluster:
    """Runs notebooks on the workers of a cluster, as `Launcher` does on this machine."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._topic = f"{Keeper.name}-{uuid.uuid4().hex}"
        self._about = _about()
        self._lock = threading.Lock()
        self._running: dict[str, Future] = {}
        self._listening: dict[str, Callable[[int, int], None]] = {}
        self._stopped = False

    @property
    def slots(self) -> int:
        """How many chapters the workers take at a time: one a thread of theirs."""
        return sum(self._client.nthreads().values())

    def run(self, job: Job, on_cell: Callable[[int, int], None]) -> Ended:
        """Execute `job` on some worker; `on_cell` hears of every finished cell as (done, of).

        A worker that is lost leaves its chapter to another one, up to the times that the scheduler allows.
        """
        key = f"{Keeper.name}-{uuid.uuid4().hex}"
        with self._lock:
            if self._stopped:
                return Ended("failed", "the run was stopped")
            self._listening[key] = on_cell
            future = self._running[key] = self._client.submit(
                _execute, job, self._about, self._topic, key=key, pure=False
            )
        try:
            ended: Ended = future.result()
            return ended
        except CancelledError:
            return Ended("failed", "the run was stopped" if self._stopped else "the scheduler of the cluster is gone")
        except KilledWorker as error:
            return Ended("failed", f"its worker died, {error.allowed_failures + 1} times")
        finally:
            with self._lock:
                del self._running[key], self._listening[key]

    def stop(self) -> None:
        """End every chapter with its kernel, at once and for good."""
        with self._lock:
            if self._stopped:
                return
            self._stopped = True
            running = dict(self._running)
        with suppress(OSError, TimeoutError, CancelledError):
            self._client.cancel(list(running.values()))
            self._client.run(_end, list(running), on_error="ignore")

    def prepare(self, shared: Sequence[Path]) -> None:
        """Ask every worker whether it is as this machine is and sees the folders `shared`, and put a keeper there.

        Raises
        ------
        InputError
            When one is not or does not; its address and what differs are named.
        """
        answers = self._client.run(_strange, self._about, [str(path) for path in shared], on_error="return")
        for address, answer in answers.items():
            if isinstance(answer, BaseException):
                answer = f"it could not answer ({type(answer).__name__}: {answer})"
            if answer:
                raise InputError(
                    f"Worker {address} cannot run chapters: {answer}. Install the same cxlab and lock file there, and "
                    "give it the same folders under the same paths (a shared file system)."
                )
        self._client.register_plugin(Keeper())
        self._client.subscribe_topic(self._topic, self._heard)

    def _heard(self, event: tuple[float, tuple[str, int, int]]) -> None:
        key, done, of = event[1]
        if on_cell := self._listening.get(key):
            on_cell(done, of)


@contextmanager
def connected(address: str, *, shared: Sequence[Path]) -> Iterator[Cluster]:
    """Yield the cluster whose scheduler is at `address`.

    Parameters
    ----------
    shared
        Files and folders that its workers must see under the same paths.

    Raises
    ------
    InputError
        When no scheduler answers there, it has no workers, or one of them is not fit.
    """
    _greet(address)
    client = Client(address, timeout=_PATIENCE, set_as_default=False)
    try:
        cluster = Cluster(client)
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise InputError(
                f"--cluster {address}: the scheduler has no workers. Start some with: dask worker {address}"
            ) from None
        cluster.prepare(shared)
        yield cluster
    finally:
        client.close(timeout=_PATIENCE)


def _greet(address: str) -> None:
    """Refuse an address where no scheduler answers; `Client` would try much longer, and leave noise behind."""

    async def identity() -> dict[str, Any]:
        security = Security().get_connection_args("client")
        async with rpc(address, timeout=_PATIENCE, connection_args=security) as other:
            found: dict[str, Any] = await asyncio.wait_for(other.identity(), _PATIENCE)
            return found

    kind = None
    # TypeError: tls:// without a certificate of ours. A thread of its own: in Jupyter's an event loop runs already.
    with suppress(OSError, ValueError, RuntimeError, TypeError), ThreadPoolExecutor(1) as aside:
        kind = aside.submit(lambda: asyncio.run(identity())).result().get("type")
    if kind != "Scheduler":
        raise InputError(
            f"--cluster {address}: no Dask scheduler answers there. Expected an address such as "
            "tcp://10.0.0.5:8786 (`dask scheduler` prints its own when it starts); tls:// needs certificates, see "
            "docs/cluster.md."
        )


def _execute(job: Job, expected: dict[str, str], topic: str) -> Ended:
    """Execute `job`: this runs in a worker. A worker that joined late is asked here whether it is fit."""
    worker = get_worker()
    key = worker.get_current_task()
    if strange := _strange(expected, [job.notebook, str(Path(job.output).parent)]):
        return Ended("failed", f"worker {worker.address} cannot run chapters: {strange}")
    launcher = _keeper(worker).launcher(key)
    ended = launcher.run(job, lambda done, of: worker.log_event(topic, [key, done, of]))
    if launcher.stopped:  # nobody waits, or this worker leaves and another one may take over
        raise Reschedule
    return ended


async def _end(keys: list[str], dask_worker: Worker) -> None:
    await _keeper(dask_worker).end(keys)


def _keeper(worker: Worker) -> Keeper:
    keeper = worker.plugins[Keeper.name]
    if not isinstance(keeper, Keeper):
        raise TypeError(f"plugin {Keeper.name} is a {type(keeper).__name__}")
    return keeper


def _strange(expected: dict[str, str], shared: list[str]) -> str:
    """Return in what this machine differs from the one that asks, or an empty string."""
    here = _about()
    other = [
        f"{name} {here.get(name, 'is missing')} and not {as_}"
        for name, as_ in expected.items()
        if here.get(name) != as_
    ]
    unseen = [f"it does not see {path}" for path in shared if not Path(path).exists()]
    return "; ".join(other + unseen)


def _about() -> dict[str, str]:
    """Return what decides a chapter's result besides its inputs: Python, our code, the packages we stand on."""
    code = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            code.update(file.relative_to(_PACKAGE).as_posix().encode() + b"\0" + file.read_bytes())
    about = {"Python": ".".join(platform.python_version_tuple()[:2]), "cxlab": code.hexdigest()[:12]}
    for requirement in metadata.requires("cxlab") or []:
        name = re.match(r"[\w.-]+", requirement)
        if name and "extra ==" not in requirement:
            with suppress(metadata.PackageNotFoundError):
                about[name[0]] = metadata.version(name[0])
    return about
